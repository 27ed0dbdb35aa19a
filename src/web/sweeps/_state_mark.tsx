/** @jsxImportSource hono/jsx */
import type { RunStand, RunState } from "../../sweep/mod.ts";

const DOTS: { readonly [state in RunState]: string } = {
  running: "healthy running",
  paused: "degraded",
  ending: "degraded running",
  interrupted: "down",
  cancelled: "unknown",
  done: "healthy",
};

/** How a run stands: a dot that has its shape, and the word. One that is done without an answer does not look well. */
export function StateMark({ state, stand }: {
  readonly state: RunState;
  /** `null`: its rows have not been counted. */
  readonly stand: Pick<RunStand, "ok" | "failed"> | null;
}) {
  const isLost = state === "done" && stand !== null && stand.ok === 0 && stand.failed > 0;
  return (
    <span class="state">
      <span class={`dot ${isLost ? "down" : DOTS[state]}`} aria-hidden="true" />
      {isLost ? "done, all failed" : state}
    </span>
  );
}

/** @jsxImportSource hono/jsx */
import type { RunState } from "../../sweep/mod.ts";

const DOTS: { readonly [state in RunState]: string } = {
  running: "healthy running",
  paused: "degraded",
  ending: "degraded running",
  interrupted: "down",
  cancelled: "unknown",
  done: "healthy",
};

/** How a run stands: a dot that has its shape, and the word. */
export function StateMark({ state }: { readonly state: RunState }) {
  return (
    <span class="state">
      <span class={`dot ${DOTS[state]}`} aria-hidden="true" />
      {state}
    </span>
  );
}

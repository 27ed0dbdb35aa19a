/** @jsxImportSource hono/jsx */
import type { CellState } from "../../report/cells/mod.ts";

const DOTS: { readonly [state in CellState]: string } = {
  ok: "healthy",
  failed: "down",
  unrecordable: "degraded",
  unfinished: "unknown running",
  waiting: "unknown",
};
const WORDS: { readonly [state in CellState]: string } = {
  ok: "ok",
  failed: "failed",
  unrecordable: "unrecordable",
  unfinished: "not ended",
  waiting: "not run yet",
};

/** How a cell stands: a dot that has its shape, and the word, with what went wrong behind it. */
export function StateWord({ state, error = null }: { readonly state: CellState; readonly error?: string | null }) {
  return (
    <span class="state">
      <span class={`dot ${DOTS[state]}`} aria-hidden="true" />
      {WORDS[state]}
      {error === null ? "" : `: ${error}`}
    </span>
  );
}

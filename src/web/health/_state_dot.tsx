/** @jsxImportSource hono/jsx */
import type { HealthState } from "../../spec/mod.ts";

/** A state by its word, with its shape beside it. */
export function StateDot({ state }: { readonly state: HealthState }) {
  return (
    <span class="state">
      <span class={`dot ${state}`} aria-hidden="true" />
      {state}
    </span>
  );
}

import type { ChatParameters, JsonValue } from "../spec/mod.ts";

/** One dimension of the grid: a parameter and the values that it takes. */
export interface Axis {
  /** As the plan names it: `top_p`; for `[grid.extra]` the provider's own name. */
  readonly name: string;
  /** Where it goes in the request; `extra` puts it into the body under its own name. */
  readonly field: keyof ChatParameters;
  /** In the plan's order, at least one, each only once. */
  readonly values: readonly JsonValue[];
}

import type { ChatParameters, JsonValue } from "../spec/mod.ts";

/** One dimension of the grid: a parameter, or a text of the prompts, and the values that it takes. */
export interface Axis {
  /** As the plan names it: `top_p`; for `[grid.extra]` the provider's own name. */
  readonly name: string;
  /** Where it goes in the request; `extra` puts it into the body under its own name, a text into the messages. */
  readonly field: keyof ChatParameters | "system" | "template";
  /** In the plan's order, at least one, each only once. */
  readonly values: readonly JsonValue[];
  /** What people read in the place of each value; absent: the values themselves. */
  readonly names?: readonly string[];
}

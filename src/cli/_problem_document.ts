import type { JsonObject } from "../spec/mod.ts";
import type { PlanProblem } from "../sweep/mod.ts";

/** What cells would send and their endpoint does not take, for programs. */
export function problemDocument({ endpoint, parameter, effect, message, part }: PlanProblem): JsonObject {
  return { endpoint, parameter, effect, message, part: part === null ? null : { ...part } };
}

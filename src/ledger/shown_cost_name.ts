import { CALLS_BY_THEMSELVES } from "./calls_by_themselves.ts";
import type { CostGrouping } from "./cost_totals.ts";

/**
 * The name of a row of sums for people. It is the row's own, but for calls that belong to no run in sums by run.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { CALLS_BY_THEMSELVES, shownCostName } from "@tapedeck/tapedeck";
 *
 * assertEquals(shownCostName(CALLS_BY_THEMSELVES, "run"), "calls by themselves");
 * assertEquals(shownCostName("deepinfra", "provider"), "deepinfra");
 * ```
 */
export function shownCostName(name: string, by: CostGrouping): string {
  return by === "run" && name === CALLS_BY_THEMSELVES ? "calls by themselves" : name;
}

/**
 * What sums by run call the calls that belong to none, such as those of `Registry.complete` and of the dashboard's
 * router: programs can rely on it, and people are shown `shownCostName`. Ids of runs begin with `run_`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { CALLS_BY_THEMSELVES } from "@tapedeck/tapedeck";
 *
 * assertEquals(CALLS_BY_THEMSELVES, "calls");
 * ```
 */
export const CALLS_BY_THEMSELVES = "calls";

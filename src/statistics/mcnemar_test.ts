import { checkSameLength } from "./_check.ts";
import { incompleteBeta } from "./distributions/mod.ts";

/** What {@linkcode mcnemarTest} says. */
export interface McnemarResult {
  /** The number of pairs. */
  readonly n: number;
  /** The pairs in which only the first is true. */
  readonly onlyFirst: number;
  /** The pairs in which only the second is true. */
  readonly onlySecond: number;
  /** How often chance alone divides the pairs that differ at least as unevenly; 1 where none differ. */
  readonly pValue: number;
  /** How that was computed, for people. */
  readonly test: string;
}

/**
 * Does one of two variants succeed more often on the same prompts? Of the pairs that differ, each is as likely to favour
 * either under the null hypothesis: a two-sided binomial test (McNemar 1947; its exact form, as in statsmodels'
 * `mcnemar(exact=True)`). One outcome per prompt.
 *
 * @throws {RangeError} when there is not one outcome of the second for each of the first.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mcnemarTest } from "@tapedeck/tapedeck";
 *
 * const { onlyFirst, onlySecond, pValue } = mcnemarTest([true, true, true, true, false], [true, false, false, false, false]);
 * assertEquals([onlyFirst, onlySecond, pValue.toFixed(3)], [3, 0, "0.250"]);
 * ```
 */
export function mcnemarTest(first: readonly boolean[], second: readonly boolean[]): McnemarResult {
  checkSameLength(second, first.length, "outcomes of the second");
  const onlyFirst = first.filter((outcome, i) => outcome && !second[i]).length;
  const onlySecond = first.filter((outcome, i) => !outcome && second[i]).length;
  const [fewer, differ] = [Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond];
  const pValue = fewer * 2 === differ ? 1 : Math.min(1, 2 * incompleteBeta(0.5, differ - fewer, fewer + 1));
  return {
    n: first.length,
    onlyFirst,
    onlySecond,
    pValue,
    test: `McNemar's exact test, two-sided, n = ${first.length}`,
  };
}

import { seededRandom } from "../base/mod.ts";

/** Up to so many differences all sign patterns are tried: 65,536 of them. */
const EXACT_UP_TO = 16;

/** Options of {@linkcode pairedPermutationTest}. */
export interface PairedPermutationTestOptions {
  /** What the mean difference is tested against. 0 unless given. */
  readonly against?: number;
  /** `less`: is the mean less than that; `greater`: is it greater; `two-sided`: is it another. `two-sided` unless given. */
  readonly alternative?: "less" | "greater" | "two-sided";
  /** How many sign patterns are drawn where there are too many to try them all. 10,000 unless given. */
  readonly resamples?: number;
  /** Decides which are drawn. */
  readonly seed?: string;
}

/** What a paired permutation test says. */
export interface PairedPermutationResult {
  /** The number of differences. */
  readonly n: number;
  /** Their mean; `null` without any. */
  readonly meanDifference: number | null;
  /** How often a mean at least as extreme comes about where nothing but chance decides the signs; `null` without any. */
  readonly pValue: number | null;
  /**
   * The smallest p-value that so many differences can give, whatever they are: 1/2ⁿ, or two of it where either side
   * counts, and 1/(resamples + 1) where patterns are drawn. Above a level of significance, nothing can be shown at it.
   */
  readonly leastPValue: number | null;
  /** Whether all sign patterns were tried, or how many were drawn. */
  readonly method: "exact" | `${number} resamples`;
}

/**
 * Is the mean of paired differences another than what is expected? Under the null hypothesis each difference is as
 * likely above as below, so its sign is flipped (Fisher's randomization test for matched pairs: Fisher 1935, "The Design
 * of Experiments", §21; Edgington & Onghena 2007, "Randomization Tests", ch. 4).
 *
 * All 2ⁿ sign patterns are tried for up to 16 differences. Beyond it they are drawn, and the p-value counts the observed
 * pattern among the drawn ones, so that it is never 0 (Phipson & Smyth 2010, "Permutation p-values should never be zero").
 * The differences must be independent of each other: one for each prompt.
 *
 * @throws {RangeError} when a difference is no finite number.
 *
 * @example Eight prompts, all of them worse
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { pairedPermutationTest } from "@tapedeck/tapedeck";
 *
 * const test = pairedPermutationTest([-1, -1, -1, -1, -1, -1, -1, -1], { alternative: "less" });
 * assertEquals(test, { n: 8, meanDifference: -1, pValue: 1 / 256, leastPValue: 1 / 256, method: "exact" });
 * ```
 */
export function pairedPermutationTest(
  differences: readonly number[],
  options: PairedPermutationTestOptions = {},
): PairedPermutationResult {
  const { against = 0, alternative = "two-sided", resamples = 10_000, seed = "paired permutation test" } = options;
  const wrong = differences.find((difference) => !Number.isFinite(difference));
  if (wrong !== undefined) {
    throw new RangeError(`Cannot test differences as each must be a finite number: current value is ${wrong}`);
  }
  const n = differences.length;
  if (n === 0) return { n, meanDifference: null, pValue: null, leastPValue: null, method: "exact" };
  const shifted = Float64Array.from(differences, (difference) => difference - against);
  const observed = sum(shifted);
  // Sums that differ by rounding alone are the same.
  const tolerance = 1e-12 * shifted.reduce((total, value) => total + Math.abs(value), 0);
  const isExtreme = extremeness(alternative, observed, tolerance);
  const meanDifference = sum(Float64Array.from(differences)) / n;
  if (n <= EXACT_UP_TO) {
    const count = countExact(shifted, isExtreme);
    const leastPValue = (alternative === "two-sided" ? 2 : 1) / 2 ** n;
    return { n, meanDifference, pValue: count / 2 ** n, leastPValue, method: "exact" };
  }
  const count = countDrawn(shifted, isExtreme, { resamples, random: seededRandom(seed) });
  const leastPValue = 1 / (resamples + 1);
  return { n, meanDifference, pValue: (count + 1) / (resamples + 1), leastPValue, method: `${resamples} resamples` };
}

function extremeness(
  alternative: "less" | "greater" | "two-sided",
  observed: number,
  tolerance: number,
): (total: number) => boolean {
  if (alternative === "less") return (total) => total <= observed + tolerance;
  if (alternative === "greater") return (total) => total >= observed - tolerance;
  return (total) => Math.abs(total) >= Math.abs(observed) - tolerance;
}

function countExact(values: Float64Array, isExtreme: (total: number) => boolean): number {
  let count = 0;
  for (let pattern = 0; pattern < 2 ** values.length; pattern++) {
    let total = 0;
    for (let i = 0; i < values.length; i++) total += (pattern >> i) & 1 ? -values[i] : values[i];
    if (isExtreme(total)) count++;
  }
  return count;
}

function countDrawn(
  values: Float64Array,
  isExtreme: (total: number) => boolean,
  { resamples, random }: { readonly resamples: number; readonly random: () => number },
): number {
  let count = 0;
  for (let drawn = 0; drawn < resamples; drawn++) {
    let total = 0;
    let bits = 0;
    for (let i = 0; i < values.length; i++) {
      if (i % 30 === 0) bits = Math.floor(random() * 2 ** 30);
      // A product by 1 or −1, as a branch on random bits is guessed wrong half of the time.
      total += values[i] * (1 - 2 * (bits & 1));
      bits >>= 1;
    }
    if (isExtreme(total)) count++;
  }
  return count;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

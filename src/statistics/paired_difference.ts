import { bootstrapInterval } from "./bootstrap_interval.ts";
import { hedgesCorrection } from "./_hedges_correction.ts";
import type { Estimate } from "./estimate.ts";
import { mean } from "./mean.ts";
import { pairedPermutationTest, type PairedPermutationTestOptions } from "./paired_permutation_test.ts";

/** Options of {@linkcode pairedDifference}. */
export interface PairedDifferenceOptions extends PairedPermutationTestOptions {
  /** How often intervals made so contain the mean difference. 0.95 unless given. */
  readonly confidence?: number;
}

/** How large paired differences are, in units that do not depend on what was measured. */
export interface PairedEffect {
  /** The mean difference in standard deviations of the differences (Cohen 1988, d_z); `null` where they do not vary. */
  readonly cohensDz: number | null;
  /** The same without its bias in small samples (Hedges 1981, g_z). */
  readonly hedgesGz: number | null;
  /**
   * The matched-pairs rank-biserial correlation (Kerby 2014), from −1, all worse, to 1, all better: by how much the
   * ranks of the better differences outweigh those of the worse. Equal pairs are left out; `null` where all are equal.
   */
  readonly rankBiserial: number | null;
}

/** What paired differences say. */
export interface PairedDifference {
  /** The mean difference, with a BCa bootstrap interval; without one where all differences are the same. */
  readonly estimate: Estimate;
  /** Of the permutation test: how often chance alone gives a mean at least as extreme. */
  readonly pValue: number;
  /** The smallest p-value that so many differences can give at all: with few prompts nothing can be shown. */
  readonly leastPValue: number;
  /** How that was computed, for people: "paired permutation test, two-sided, exact, n = 12". */
  readonly test: string;
  /** How large the difference is. */
  readonly effect: PairedEffect;
  /** The number of differences above 0. */
  readonly better: number;
  /** The number of differences below 0. */
  readonly worse: number;
  /** The number of differences that are 0. */
  readonly equal: number;
}

/**
 * The difference between two variants on the same prompts: its mean with a paired bootstrap interval, a permutation test,
 * and its size. One difference per prompt, repeats averaged before, as the differences must not depend on each other;
 * positive ones are better. `null` without any.
 *
 * Pairing removes what differs between prompts, which is most of what varies (Miller 2024, arXiv 2411.00640, §4.2). The
 * interval is {@linkcode bootstrapInterval}'s, the test {@linkcode pairedPermutationTest}'s. A difference of 0 on all of
 * five prompts is no proof that there is none: differences that are all the same have no interval.
 *
 * @throws {RangeError} when a difference is no finite number, or an option is out of range.
 *
 * @example Better on seven prompts of eight
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { pairedDifference } from "@tapedeck/tapedeck";
 *
 * const { estimate, pValue, test, better, worse } = pairedDifference([0.2, 0.1, 0.3, 0.2, -0.1, 0.1, 0.4, 0.2])!;
 * assertEquals([estimate.value.toFixed(3), better, worse, pValue], ["0.175", 7, 1, 0.03125]);
 * assertEquals(test, "paired permutation test, two-sided, exact, n = 8");
 * assert(estimate.low! > 0);
 * ```
 */
export function pairedDifference(
  differences: readonly number[],
  options: PairedDifferenceOptions = {},
): PairedDifference | null {
  const { confidence, resamples, seed, against = 0, alternative = "two-sided" } = options;
  const estimate = bootstrapInterval(differences, { confidence, resamples, seed });
  const { n, pValue, leastPValue, method } = pairedPermutationTest(differences, options);
  if (estimate === null || pValue === null || leastPValue === null) return null;
  const below = against === 0 ? "" : `, against ${against}`;
  return {
    estimate: {
      ...estimate,
      method: `mean paired difference, ${estimate.method.replace(/^mean, /, "").replace("all values", "all of them")}`,
    },
    pValue,
    leastPValue,
    test: `paired permutation test, ${alternative}${below}, ${method}, n = ${n}`,
    effect: { ...standardised(differences), rankBiserial: rankBiserial(differences) },
    better: differences.filter((difference) => difference > 0).length,
    worse: differences.filter((difference) => difference < 0).length,
    equal: differences.filter((difference) => difference === 0).length,
  };
}

function standardised(differences: readonly number[]): Pick<PairedEffect, "cohensDz" | "hedgesGz"> {
  const center = mean(differences)!;
  const squares = differences.reduce((sum, difference) => sum + (difference - center) ** 2, 0);
  const deviation = Math.sqrt(squares / (differences.length - 1));
  if (!(deviation > 1e-14 * Math.abs(center))) return { cohensDz: null, hedgesGz: null };
  const cohensDz = center / deviation;
  return { cohensDz, hedgesGz: cohensDz * hedgesCorrection(differences.length - 1) };
}

function rankBiserial(differences: readonly number[]): number | null {
  const unequal = differences.filter((difference) => difference !== 0).sort((a, b) => Math.abs(a) - Math.abs(b));
  if (unequal.length === 0) return null;
  let weighed = 0;
  for (let from = 0, to; from < unequal.length; from = to) {
    to = from + 1;
    while (to < unequal.length && Math.abs(unequal[to]) === Math.abs(unequal[from])) to++;
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) weighed += Math.sign(unequal[i]) * rank;
  }
  return 2 * weighed / (unequal.length * (unequal.length + 1));
}

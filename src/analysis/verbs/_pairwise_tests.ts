import { holm, pairedPermutationTest } from "../../statistics/mod.ts";

/** One figure per prompt and variant; the prompts are the same ones for all. */
export type PromptFigures = readonly (readonly number[])[];

/** How tests are made. */
export interface PairwiseOptions {
  /** Up to which adjusted p-value something is shown. */
  readonly significance: number;
  readonly resamples?: number;
  readonly seed?: string;
}

/** What tests of all pairs of variants show. */
export interface PairwiseTests {
  /** The smallest adjusted p-value that so many prompts and tests can give. */
  readonly least: number;
  /** How many tests were made, over all of which the p-values are corrected. */
  readonly tests: number;
  /** By variant: whether no other one speaks against choosing it. */
  readonly stands: readonly boolean[];
  /** By variant, then by the other one: the adjusted p-value of their test; `null` where there is none. */
  readonly adjusted: readonly (readonly (number | null)[])[];
}

/**
 * Which variants is no other one shown to beat? All pairs are tested, in both directions, and Holm's correction is over
 * all of them: which one has the best mean was found out on the same answers, so that tests against it alone would find
 * too much. Figures are such that more is better.
 */
export function notShownWorse(figures: PromptFigures, options: PairwiseOptions): PairwiseTests {
  const pairs = figures.flatMap((_, a) => figures.slice(a + 1).map((_, i) => ({ a, b: a + 1 + i })));
  const results = pairs.map(({ a, b }) => test(figures, { a, b, alternative: "two-sided", against: 0 }, options));
  const corrected = holm(results.map(({ p }) => p));
  const adjusted = figures.map(() => figures.map((): number | null => null));
  const stands = figures.map(() => true);
  pairs.forEach(({ a, b }, i) => {
    adjusted[a][b] = adjusted[b][a] = corrected[i];
    if (corrected[i] <= options.significance) stands[results[i].difference > 0 ? b : a] = false;
  });
  return { least: leastOf(results), tests: pairs.length, stands, adjusted };
}

/**
 * Which variants are shown to be worse than any other by less than `margin`? Each is tested against each other one, in
 * one direction (non-inferiority), and Holm's correction is over all of it.
 */
export function shownAsGood(figures: PromptFigures, margin: number, options: PairwiseOptions): PairwiseTests {
  const pairs = figures.flatMap((_, a) => figures.flatMap((_, b) => a === b ? [] : [{ a, b }]));
  const results = pairs.map(({ a, b }) => test(figures, { a, b, alternative: "greater", against: -margin }, options));
  const corrected = holm(results.map(({ p }) => p));
  const adjusted = figures.map(() => figures.map((): number | null => null));
  pairs.forEach(({ a, b }, i) => adjusted[a][b] = corrected[i]);
  const stands = adjusted.map((row) => row.every((p) => p === null || p <= options.significance));
  return { least: leastOf(results), tests: pairs.length, stands, adjusted };
}

interface PairResult {
  readonly p: number;
  /** The smallest that it can be. */
  readonly least: number;
  readonly difference: number;
}

function test(
  figures: PromptFigures,
  { a, b, alternative, against }: {
    readonly a: number;
    readonly b: number;
    readonly alternative: "two-sided" | "greater";
    readonly against: number;
  },
  { resamples, seed }: PairwiseOptions,
): PairResult {
  const differences = differencesOf(figures[a], figures[b]);
  const { pValue, leastPValue, meanDifference } = pairedPermutationTest(differences, {
    alternative,
    against,
    resamples,
    seed,
  });
  return { p: pValue ?? 1, least: leastPValue ?? 1, difference: meanDifference ?? 0 };
}

/** All pairs have the same prompts, so that their least p-values are the same. */
function leastOf(results: readonly PairResult[]): number {
  return holm(results.map(({ least }) => least)).reduce((most, p) => Math.max(most, p), 0);
}

/** `a − b`, prompt by prompt. A difference of rounding errors is none. */
export function differencesOf(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, i) => {
    const isRounding = Math.abs(value - b[i]) <= 1e-12 * Math.max(Math.abs(value), Math.abs(b[i]));
    return isRounding ? 0 : value - b[i];
  });
}

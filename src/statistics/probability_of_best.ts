import { checkConfidence, checkWhole } from "./_check.ts";
import { completePrompts } from "./_complete_prompts.ts";
import { isTie, resamplePrompts } from "./_resample_prompts.ts";

/** Options of {@linkcode probabilityOfBest}. */
export interface ProbabilityOfBestOptions {
  /** Whether a higher mean is better, as of scores, which is so unless given, or a lower one, as of costs. */
  readonly better?: "higher" | "lower";
  /** The share of resamples in which a rank is within its interval. 0.95 unless given. */
  readonly confidence?: number;
  /** How often prompts are drawn again. 10,000 unless given. */
  readonly resamples?: number;
  /** Decides which are drawn. */
  readonly seed?: string;
}

/** Where a variant stands among others, and how sure that is. */
export interface VariantRank {
  /** The share of resamples in which it is the best, ties split evenly; `null` where nothing can be said. */
  readonly probability: number | null;
  /** Its rank, 1 for the best, on average over resamples. */
  readonly meanRank: number | null;
  /** The best rank of its interval; ties have the mean of their ranks, so it may end in a half. */
  readonly rankLow: number | null;
  /** The worst rank of its interval. */
  readonly rankHigh: number | null;
  /** The prompts that all variants were compared on. */
  readonly n: number;
  /** How it was computed, for people. */
  readonly method: string;
}

/**
 * How probable it is that each of several variants is the best, and which ranks it may have: prompts are drawn with
 * replacement, for all variants together, and each resample ranks them by their means (Hall & Miller 2009, "Using the
 * bootstrap to quantify the authority of an empirical ranking"; Mogstad et al. 2024 on the limits of such intervals).
 *
 * Rows are variants, columns prompts, in the same order for all; `null` where there is no figure. Only prompts that all
 * variants have are used, and `n` says how many; a variant without any figure is left out, and with fewer than two
 * prompts nothing can be said. The probability is one of the prompts drawn, not of a prior belief.
 *
 * @throws {RangeError} when a figure is not finite, rows have not the same length, or an option is out of range.
 *
 * @example The second is never worse
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { probabilityOfBest } from "@tapedeck/tapedeck";
 *
 * const [first, second] = probabilityOfBest([[0, 0, 1, 0], [1, 0.5, 1, 0.5]]);
 * assertEquals([second.n, second.rankLow, second.method], [4, 1, "bootstrap over 4 prompts, 10,000 resamples"]);
 * assertEquals((first.probability! + second.probability!).toFixed(9), "1.000000000");
 * ```
 */
export function probabilityOfBest(
  scores: readonly (readonly (number | null)[])[],
  options: ProbabilityOfBestOptions = {},
): VariantRank[] {
  const { better = "higher", confidence = 0.95, resamples = 10_000, seed = "probability of best" } = options;
  checkConfidence(confidence);
  checkWhole(resamples, { name: "resamples", action: "rank variants", least: 1 });
  if (scores.length === 0) return [];
  const prompts = completePrompts([scores]);
  const { n, variants, width } = prompts;
  const unknown = { probability: null, meanRank: null, rankLow: null, rankHigh: null };
  if (n < 2) {
    return scores.map(() => ({ ...unknown, n, method: "no ranks, as fewer than two prompts are known of all" }));
  }
  // Ranks are halves at most: twice a rank is a whole number.
  const times = variants.map(() => new Int32Array(2 * width + 1));
  const wins = new Float64Array(width);
  const ranking = new Ranking(width);
  resamplePrompts(prompts, { seed, resamples }, (sums) => {
    if (better === "lower") { for (let v = 0; v < width; v++) sums[v] = -sums[v]; }
    const { twiceRanks, leaders } = ranking.of(sums);
    for (let v = 0; v < width; v++) {
      times[v][twiceRanks[v]]++;
      if (twiceRanks[v] === leaders + 1) wins[v] += 1 / leaders;
    }
  });
  const method = `bootstrap over ${n} prompts, ${resamples.toLocaleString("en-US")} resamples`;
  return scores.map((_, variant) => {
    const v = variants.indexOf(variant);
    if (v === -1) return { ...unknown, n: 0, method: "no rank, as it has no figures" };
    return { probability: wins[v] / resamples, ...rankFigures(times[v], { resamples, confidence }), n, method };
  });
}

/** Ranks sums from the greatest on, ties sharing the mean of their ranks. */
class Ranking {
  readonly #order: Int32Array;
  readonly #twiceRanks: Int32Array;

  constructor(width: number) {
    this.#order = Int32Array.from({ length: width }, (_, v) => v);
    this.#twiceRanks = new Int32Array(width);
  }

  /** Twice the rank of each, and how many share the first. */
  of(sums: Float64Array): { readonly twiceRanks: Int32Array; readonly leaders: number } {
    const order = this.#order;
    order.sort((a, b) => sums[b] - sums[a]);
    let leaders = 0;
    for (let from = 0, to; from < order.length; from = to) {
      to = from + 1;
      while (to < order.length && isTie(sums[order[to]], sums[order[to - 1]])) to++;
      if (from === 0) leaders = to;
      for (let i = from; i < to; i++) this.#twiceRanks[order[i]] = from + 1 + to;
    }
    return { twiceRanks: this.#twiceRanks, leaders };
  }
}

function rankFigures(
  times: Int32Array,
  { resamples, confidence }: { readonly resamples: number; readonly confidence: number },
): { readonly meanRank: number; readonly rankLow: number; readonly rankHigh: number } {
  const sum = times.reduce((total, count, twice) => total + count * twice, 0);
  const rankAt = (share: number) => {
    let [seen, twice] = [0, -1];
    while (seen < share * resamples || seen === 0) seen += times[++twice];
    return twice / 2;
  };
  const tail = (1 - confidence) / 2;
  return { meanRank: sum / 2 / resamples, rankLow: rankAt(tail), rankHigh: rankAt(1 - tail) };
}

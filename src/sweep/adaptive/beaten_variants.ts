import { pairedPermutationTest } from "../../statistics/mod.ts";
import type { PlanAdaptive } from "./plan_adaptive.ts";

/** The scores of a variant by the place of its prompt; a prompt without a score is left out. */
export type VariantScores = ReadonlyMap<number, number>;

/** A variant that is beaten, and by what it is known. */
export interface BeatenVariant {
  readonly variant: number;
  /** The one that is best so far. */
  readonly leader: number;
  /** Prompts that both have a score of. */
  readonly n: number;
  /** The mean over these prompts of its score less the leader's. */
  readonly meanDifference: number;
  /** Of a paired permutation test, one-sided. */
  readonly pValue: number;
  /** What the p-value had to be below: 1 - confidence, divided among all looks and comparisons (Bonferroni). */
  readonly alpha: number;
}

/** What a look at the scores knows beside them. */
export interface Look {
  readonly adaptive: Pick<PlanAdaptive, "method" | "eta" | "confidence" | "keep">;
  /** How many looks there are in all. */
  readonly looks: number;
  /** How many variants there were at first. */
  readonly variants: number;
}

/** So many sign patterns at the least are drawn for each one that chance may give. */
const RESAMPLES_PER_ALPHA = 20;
const MOST_RESAMPLES = 200_000;

/**
 * Which variants are beaten: worse than the best one so far on the same prompts, beyond what chance explains. Halving
 * takes the worst first and leaves one in `eta`; both leave `keep`. A variant without scores is compared with nobody.
 *
 * The variant that is truly best is dropped with a probability of at most 1 - confidence over the whole sweep, where the
 * prompts are independent of each other.
 */
export function beatenVariants(
  scores: ReadonlyMap<number, VariantScores>,
  { adaptive: { method, eta, confidence, keep }, looks, variants }: Look,
): BeatenVariant[] {
  const ranked = [...scores].filter(([, own]) => own.size > 0)
    .map(([variant, own]) => ({ variant, own, mean: meanOf(own) }))
    .sort((a, b) => b.mean - a.mean || a.variant - b.variant);
  const left = Math.max(keep, method === "halving" ? Math.ceil(scores.size / eta) : 1);
  const [leader, ...others] = ranked;
  if (leader === undefined) return [];
  const alpha = (1 - confidence) / (looks * Math.max(1, variants - 1));
  const resamples = Math.min(MOST_RESAMPLES, Math.max(10_000, Math.ceil(RESAMPLES_PER_ALPHA / alpha)));
  const beaten: BeatenVariant[] = [];
  for (const { variant, own } of others.toReversed()) {
    if (scores.size - beaten.length <= left) break;
    const differences = [...own].flatMap(([prompt, score]) => {
      const best = leader.own.get(prompt);
      return best === undefined ? [] : [score - best];
    });
    const { n, meanDifference, pValue } = pairedPermutationTest(differences, { alternative: "less", resamples });
    if (pValue === null || meanDifference === null || pValue >= alpha) continue;
    beaten.push({ variant, leader: leader.variant, n, meanDifference, pValue, alpha });
  }
  return beaten;
}

function meanOf(scores: VariantScores): number {
  return [...scores.values()].reduce((sum, score) => sum + score, 0) / scores.size;
}

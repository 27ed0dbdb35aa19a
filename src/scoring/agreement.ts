/** How far two scorers agree on which answers pass. */
export interface Agreement {
  /** Answers on which both have a verdict. */
  readonly answers: number;
  /** The share of them on which both say the same; `null`: there is none. */
  readonly share: number | null;
  /**
   * Cohen's kappa: how much of the agreement that chance alone would leave open was reached. 1 is all of it, 0 is chance;
   * `null`: there is no answer, or both say the same of all, so that nothing tells their agreement from chance.
   */
  readonly kappa: number | null;
}

/**
 * How far two scorers agree, from their verdicts on the same answers. An answer passes from `threshold` on, 0.5 unless
 * given.
 *
 * @example A judge that passes too much
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { agreement } from "@tapedeck/tapedeck";
 *
 * const { share, kappa } = agreement([[1, 1], [1, 0], [0, 0], [1, 1]]);
 * assertEquals([share, kappa], [0.75, 0.5]);
 * ```
 */
export function agreement(
  verdicts: Iterable<readonly [number, number]>,
  { threshold = 0.5 }: { readonly threshold?: number } = {},
): Agreement {
  let [answers, same, firstPasses, secondPasses] = [0, 0, 0, 0];
  for (const [first, second] of verdicts) {
    answers++;
    if (first >= threshold) firstPasses++;
    if (second >= threshold) secondPasses++;
    if (first >= threshold === second >= threshold) same++;
  }
  if (answers === 0) return { answers, share: null, kappa: null };
  const share = same / answers;
  const [first, second] = [firstPasses / answers, secondPasses / answers];
  const byChance = first * second + (1 - first) * (1 - second);
  return { answers, share, kappa: byChance === 1 ? null : (share - byChance) / (1 - byChance) };
}

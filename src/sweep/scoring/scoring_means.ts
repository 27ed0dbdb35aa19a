import { scoredAttempts } from "../../scoring/mod.ts";
import type { Ledger, ScoringRecord } from "../../spec/mod.ts";

/** What a scorer's verdicts on a run come to. */
export interface ScorerMean {
  /** The scorer's name. */
  readonly scorer: string;
  /** Of the verdicts that are not `null`; `null`: there is none. */
  readonly mean: number | null;
  /** How many verdicts are not `null`. */
  readonly scored: number;
  /** How many are: the scorer does not apply, or came to none. */
  readonly unscored: number;
}

/** The means of a scoring's verdicts, by scorer, in the order of its columns. */
export async function scoringMeans(
  ledger: Ledger,
  runId: string,
  { number, scorers }: Pick<ScoringRecord, "number" | "scorers">,
): Promise<ScorerMean[]> {
  const sums = new Map(scorers.map((scorer) => [scorer, { sum: 0, scored: 0, unscored: 0 }]));
  for await (const { final, status, scores } of scoredAttempts(ledger, runId, { scoring: number })) {
    if (!final || status !== "ok") continue;
    for (const [scorer, sum] of sums) {
      const score = Object.hasOwn(scores, scorer) ? scores[scorer] : null;
      if (score === null) sum.unscored++;
      else {
        sum.scored++;
        sum.sum += score;
      }
    }
  }
  return [...sums].map(([scorer, { sum, scored, unscored }]) => ({
    scorer,
    mean: scored === 0 ? null : sum / scored,
    scored,
    unscored,
  }));
}

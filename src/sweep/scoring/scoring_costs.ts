import { Decimal } from "../../base/mod.ts";
import type { Ledger } from "../../spec/mod.ts";

/** What the calls of a scorer came to. They are in no cell's cost. */
export interface ScorerCalls {
  /** The scorer's name. */
  readonly scorer: string;
  /** How many calls it made, retries by limits and failures of the network not counted. */
  readonly calls: number;
  /** What they cost, as an exact decimal string; `null`: unknown. */
  readonly costUsd: string | null;
  /** Answers on which it came to no verdict, as a call failed or its answer could not be read. */
  readonly unscored: number;
}

/** What the calls of a scoring's scorers came to, by scorer; none where no scorer makes calls. */
export async function scoringCosts(
  ledger: Pick<Ledger, "scores">,
  runId: string,
  number: number,
): Promise<ScorerCalls[]> {
  const sums = new Map<string, { calls: number; cost: Decimal | null; unscored: number }>();
  for await (const { name, score, calls = 0, costUsd = null } of ledger.scores(runId, number)) {
    if (calls === 0) continue;
    const sum = sums.get(name) ?? { calls: 0, cost: Decimal.fromInteger(0), unscored: 0 };
    sums.set(name, {
      calls: sum.calls + calls,
      cost: costUsd === null ? null : sum.cost?.plus(Decimal.parse(costUsd)) ?? null,
      unscored: sum.unscored + (score === null ? 1 : 0),
    });
  }
  return [...sums].map(([scorer, { calls, cost, unscored }]) => ({
    scorer,
    calls,
    costUsd: cost?.toString() ?? null,
    unscored,
  })).sort((a, b) => a.scorer < b.scorer ? -1 : 1);
}

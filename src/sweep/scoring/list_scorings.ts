import { UserError } from "../../base/mod.ts";
import { collectShape } from "../../ledger/mod.ts";
import type { Ledger, ScoringRecord } from "../../spec/mod.ts";
import { type ScorerCalls, scoringCosts } from "./scoring_costs.ts";
import { type ScorerMean, scoringMeans } from "./scoring_means.ts";

/** A scoring of a run with what it came to. */
export interface ListedScoring extends Pick<ScoringRecord, "number" | "createdAt" | "endedAt"> {
  /** `null`: the run is older than scorings are, and nothing is known but its verdicts. */
  readonly configHash: string | null;
  /** By scorer, in the order of its columns. */
  readonly scorers: readonly ScorerMean[];
  /** What the calls of its scorers came to. */
  readonly calls: readonly ScorerCalls[];
}

/**
 * The scorings of a run by their numbers, that of the run itself first.
 * @throws {UserError} when the ledger has no such run.
 */
export async function listScorings(ledger: Ledger, runId: string): Promise<ListedScoring[]> {
  const run = await ledger.run(runId);
  if (run === null) {
    throw new UserError(`Cannot list scorings as the ledger has no such run: current value is "${runId}"`, {
      exitCode: 2,
    });
  }
  const records: (Omit<ScoringRecord, "configHash" | "config"> & { configHash: string | null })[] = await ledger
    .scorings(runId);
  if (!records.some(({ number }) => number === 1)) {
    const { scorers } = await collectShape(ledger.attempts(runId));
    const { startedAt: createdAt, endedAt } = run;
    if (scorers.length > 0) records.unshift({ runId, number: 1, scorers, configHash: null, createdAt, endedAt });
  }
  const listed: ListedScoring[] = [];
  for (const { number, scorers, configHash, createdAt, endedAt } of records) {
    const means = await scoringMeans(ledger, runId, { number, scorers });
    const calls = await scoringCosts(ledger, runId, number);
    listed.push({ number, createdAt, endedAt, configHash, scorers: means, calls });
  }
  return listed;
}

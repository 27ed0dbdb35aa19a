import { UserError } from "../../base/mod.ts";
import { attemptPages, type ResultPage, resultPages } from "../../ledger/mod.ts";
import { isScoredAgain, scoredAttempts } from "../../scoring/mod.ts";
import type { Ledger } from "../../spec/mod.ts";

/**
 * The results of a run in a ledger, page by page, with the verdicts of a scoring, or with those that count now.
 * @throws {UserError} when the run has no scoring of this number.
 */
export async function runPages(
  ledger: Ledger,
  runId: string,
  scoring: number | undefined,
): Promise<AsyncIterable<ResultPage>> {
  const options = scoring === undefined ? {} : { scoring };
  try {
    const isChanged = await isScoredAgain(ledger, runId, options);
    return isChanged ? attemptPages(scoredAttempts(ledger, runId, options)) : resultPages(ledger, runId);
  } catch (error) {
    if (error instanceof RangeError) throw new UserError(error.message, { cause: error });
    throw error;
  }
}

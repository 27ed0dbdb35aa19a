import { UserError } from "../../base/mod.ts";
import { attemptPages, type ResultPage, resultPages, type ResultPagesOptions } from "../../ledger/mod.ts";
import { isScoredAgain, scoredAttempts } from "../../scoring/mod.ts";
import type { Ledger } from "../../spec/mod.ts";

/**
 * The results of a run in a ledger, page by page, with the verdicts of a scoring, or with those that count now.
 * @throws {UserError} when the run has no scoring of this number.
 */
export async function runPages(
  ledger: Ledger,
  runId: string,
  { scoring, ...options }: ResultPagesOptions & { readonly scoring?: number },
): Promise<AsyncIterable<ResultPage>> {
  const verdicts = scoring === undefined ? {} : { scoring };
  try {
    return await isScoredAgain(ledger, runId, verdicts)
      ? attemptPages(scoredAttempts(ledger, runId, verdicts), options)
      : resultPages(ledger, runId, options);
  } catch (error) {
    if (error instanceof RangeError) throw new UserError(error.message, { cause: error });
    throw error;
  }
}

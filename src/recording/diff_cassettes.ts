import { type CassetteDiff, diffCassettes as diffWithLenses } from "../cassette/mod.ts";
import { providerLenses } from "../provider/mod.ts";

/**
 * Compare two cassettes by what they say.
 * @throws {UserError} when one of them cannot be read.
 */
export function diffCassettes(before: string, after: string): CassetteDiff {
  return diffWithLenses(before, after, providerLenses());
}

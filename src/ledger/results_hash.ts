import { createHash } from "node:crypto";
import type { Attempt, JsonValue } from "../spec/mod.ts";
import { canonicalJson } from "../base/mod.ts";
import { ATTEMPT_FIELDS } from "./_attempt_fields.ts";

/** As long as the other tagged hashes. */
const HASH_CHARS = 32;

/** What differs between a recording and its replays. */
const LEFT_OUT: ReadonlySet<keyof Attempt> = new Set(["runId", "startedAt", "source", "billed"]);

/** The hashed fields in canonical order, with their keys as they stand in the canonical JSON of a row. */
const HASHED: readonly { readonly field: keyof Attempt; readonly key: string }[] = ATTEMPT_FIELDS
  .map(({ field }) => field)
  .filter((field) => !LEFT_OUT.has(field))
  .sort()
  .map((field) => ({ field, key: `${canonicalJson(field)}:` }));

/** A row says which turn it is of only where its cell has several. */
const HASHED_OF_FIRST_TURN = HASHED.filter(({ field }) => field !== "turn");

/**
 * The hash of a run's results: `results_` and 32 characters. A recording and all its replays give the same one.
 *
 * It is taken over the canonical JSON of each row, one a line, without what differs from session to session: the run's
 * id, the start time, where the answer came from and whether this run paid for it.
 *
 * @throws {RangeError} when the rows do not come by cell index and try, as a ledger gives them.
 *
 * @example The run's name does not matter
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openSqliteLedger, resultsHash } from "@tapedeck/tapedeck";
 *
 * await using ledger = await openSqliteLedger(":memory:");
 * assertEquals(await resultsHash(ledger.attempts("a")), await resultsHash(ledger.attempts("b")));
 * ```
 */
export async function resultsHash(attempts: AsyncIterable<Attempt>): Promise<string> {
  const hash = createHash("sha256");
  let last: Attempt | null = null;
  for await (const attempt of attempts) {
    if (last !== null && !follows(attempt, last)) {
      throw new RangeError(
        "Cannot hash the results as the rows must come by cell index and try: " +
          `current value is cell ${attempt.cellIndex} try ${attempt.try} behind cell ${last.cellIndex} try ${last.try}`,
      );
    }
    hash.update(canonicalRow(attempt) + "\n");
    last = attempt;
  }
  return `results_${hash.digest("base64url").slice(0, HASH_CHARS)}`;
}

function follows(attempt: Attempt, last: Attempt): boolean {
  return attempt.cellIndex > last.cellIndex || (attempt.cellIndex === last.cellIndex && attempt.try > last.try);
}

/** `canonicalJson` of the row, without sorting the same keys for every row. */
function canonicalRow(attempt: Attempt): string {
  const hashed = attempt.turn === 1 ? HASHED_OF_FIRST_TURN : HASHED;
  return `{${hashed.map(({ field, key }) => key + canonicalJson(attempt[field] as JsonValue)).join(",")}}`;
}

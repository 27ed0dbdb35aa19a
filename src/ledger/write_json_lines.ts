import { writeAtomically } from "../base/mod.ts";
import type { Attempt } from "../spec/mod.ts";
import type { ResultColumn } from "./columns.ts";

/** Options of {@linkcode writeJsonLines}. */
export interface WriteJsonLinesOptions {
  /** What to write, in this order. */
  readonly columns: readonly ResultColumn[];
}

/** Characters gathered before they are written. */
const CHUNK_CHARS = 1 << 16;

/**
 * Write a run's results as JSON Lines in UTF-8: an object for each try, with the columns as keys. What is unknown is
 * `null`. A file that was there is replaced when all is written.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openSqliteLedger, resultColumns, runShape, writeJsonLines } from "@tapedeck/tapedeck";
 *
 * await using ledger = await openSqliteLedger(":memory:");
 * const path = await Deno.makeTempFile({ suffix: ".jsonl" });
 * await writeJsonLines(path, ledger.attempts("run_1"), { columns: resultColumns(runShape({}, [])) });
 * assertEquals(await Deno.readTextFile(path), "");
 * await Deno.remove(path);
 * ```
 */
export async function writeJsonLines(
  path: string,
  attempts: AsyncIterable<Attempt>,
  { columns }: WriteJsonLinesOptions,
): Promise<void> {
  const encoder = new TextEncoder();
  await writeAtomically(path, async (sink) => {
    let chunk = "";
    for await (const attempt of attempts) {
      chunk += `${JSON.stringify(Object.fromEntries(columns.map(({ name, read }) => [name, read(attempt)])))}\n`;
      if (chunk.length < CHUNK_CHARS) continue;
      await sink(encoder.encode(chunk));
      chunk = "";
    }
    await sink(encoder.encode(chunk));
  });
}

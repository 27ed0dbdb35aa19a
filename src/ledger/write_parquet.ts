import { writeAtomically } from "../base/mod.ts";
import type { Attempt } from "../spec/mod.ts";
import { encodeParquet } from "./_encode_parquet.ts";
import type { ResultColumn } from "./columns.ts";

/**
 * Write a run's results as a Parquet file. Rows are streamed in row groups, so memory stays flat for any number of
 * them, and the file appears under its name only when it is whole.
 *
 * Text is UTF-8, integers are signed 64-bit, reals are doubles; every column may hold nulls. Pages are compressed with
 * Snappy.
 *
 * @example
 * ```ts
 * import { openSqliteLedger, resultColumns, runShape, writeParquet } from "@tapedeck/tapedeck";
 *
 * await using ledger = await openSqliteLedger(":memory:");
 * const columns = resultColumns(runShape({ temperature: [0, 0.5] }, ["exact"]));
 * const path = await Deno.makeTempFile({ suffix: ".parquet" });
 * await writeParquet(path, ledger.attempts("run_1"), { columns });
 * await Deno.remove(path);
 * ```
 */
export async function writeParquet(
  path: string,
  attempts: AsyncIterable<Attempt>,
  options: { readonly columns: readonly ResultColumn[] },
): Promise<void> {
  await writeAtomically(path, (sink) => encodeParquet(attempts, options.columns, sink));
}

import { writeAtomically } from "../base/mod.ts";
import type { Attempt } from "../spec/mod.ts";
import type { ColumnValue, ResultColumn } from "./columns.ts";

/** Options of {@linkcode writeCsv}. */
export interface WriteCsvOptions {
  /** What to write, in this order. */
  readonly columns: readonly ResultColumn[];
  /**
   * Make a file for a spreadsheet rather than for a program: it begins with a byte order mark, and text that a
   * spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return) gets an
   * apostrophe before it. `false` unless given: an answer `-5` is then written as it is.
   */
  readonly spreadsheetSafe?: boolean;
}

/** Characters gathered before they are written. */
const CHUNK_CHARS = 1 << 16;

/** What a spreadsheet takes for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** A field that must be quoted. White space at an edge is, as some readers trim it; so is the empty text, unlike null. */
const QUOTED = /[",\r\n]|^\s|\s$|^$/;

/**
 * Write a run's results as CSV (RFC 4180) in UTF-8: a line of names, comma as the separator, lines ended by CRLF,
 * quotes only where they are needed. `null` is an empty field without quotes, the empty text is `""`.
 *
 * Answers come from models and can be anything, a spreadsheet's formula too. They are written exactly as they are,
 * because a program must read back what was answered; give `spreadsheetSafe` for a file that people open.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openSqliteLedger, resultColumns, runShape, writeCsv } from "@tapedeck/tapedeck";
 *
 * await using ledger = await openSqliteLedger(":memory:");
 * const columns = resultColumns(runShape({}, [])).slice(0, 3);
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await writeCsv(path, ledger.attempts("run_1"), { columns });
 * assertEquals(await Deno.readTextFile(path), "run_id,cell_index,try\r\n");
 * await Deno.remove(path);
 * ```
 */
export async function writeCsv(
  path: string,
  attempts: AsyncIterable<Attempt>,
  options: WriteCsvOptions,
): Promise<void> {
  const { columns, spreadsheetSafe = false } = options;
  const encoder = new TextEncoder();
  await writeAtomically(path, async (sink) => {
    let chunk = spreadsheetSafe ? "\uFEFF" : "";
    chunk += line(columns.map((column) => column.name), spreadsheetSafe);
    for await (const attempt of attempts) {
      chunk += line(columns.map((column) => column.read(attempt)), spreadsheetSafe);
      if (chunk.length < CHUNK_CHARS) continue;
      await sink(encoder.encode(chunk));
      chunk = "";
    }
    await sink(encoder.encode(chunk));
  });
}

function line(values: readonly ColumnValue[], spreadsheetSafe: boolean): string {
  return values.map((value) => field(value, spreadsheetSafe)).join(",") + "\r\n";
}

function field(value: ColumnValue, spreadsheetSafe: boolean): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = spreadsheetSafe && FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

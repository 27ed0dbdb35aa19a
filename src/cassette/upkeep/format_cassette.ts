import { TapeFile } from "../_tape_file.ts";
import { canonicalHeader, settledLine } from "./_canonical_line.ts";
import { type LineSink, lockTape, replaceFile, wouldChange } from "./_replace_file.ts";
import { comparePlaces, interner, type Place, placeOf } from "./_record_order.ts";
import { soundReader } from "./_sound_record.ts";

/** What tidying a cassette did, or would do. */
export interface FormatReport {
  /** Whether the file is, or would be, another one. */
  readonly changed: boolean;
  /** How many records it keeps. */
  readonly kept: number;
  /** How many lines went whose place a later recording had taken. */
  readonly superseded: number;
  /** Whether a torn last line went, as a killed writer leaves it: no replay has ever played it. */
  readonly torn: boolean;
}

/**
 * Tidy a cassette: its lines in an order of their own, one spelling for the same content, superseded recordings gone.
 * The file is replaced in one step, under its lock: a process that is recording goes on in the new file. With `check`,
 * nothing is written.
 *
 * A replay gives the same answers before and after. Ids that a superseded answer minted go with it: a client that still
 * has one from elsewhere than the tape gets a miss for it, and never another answer.
 *
 * The order is that of URL, scope and key, with decisions behind, and repeats of a key as they were. It follows from the
 * requests alone, so the same suite gives the same order however many calls were in flight, a recording that is made anew
 * changes its own line and no other, and two branches that add recordings add them at different places.
 *
 * @throws {UserError} when the file cannot be read or written, is of another version, or has a line that is not sound: it
 * is then left as it was.
 *
 * @example What is tidy stays as it is
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatCassette, openCassette } from "@tapedeck/tapedeck";
 *
 * const path = await Deno.makeTempFile({ suffix: ".jsonl" });
 * const tape = await openCassette(path, {
 *   mode: "record",
 *   ci: "",
 *   fetch: () => Promise.resolve(new Response("hello")),
 * });
 * await (await tape.fetch("https://example.com/greeting")).text();
 * await tape.close();
 * await formatCassette(path);
 * assertEquals((await formatCassette(path)).changed, false);
 * ```
 */
export async function formatCassette(
  path: string,
  { check = false }: { readonly check?: boolean } = {},
): Promise<FormatReport> {
  if (check) return await withTape(path, "check", (fill) => wouldChange(path, fill));
  using locked = await lockTape(path, "tidy");
  return await withTape(locked.path, "tidy", (fill) => replaceFile(locked, "tidy", fill));
}

async function withTape(
  path: string,
  action: string,
  write: (fill: (sink: LineSink) => void) => Promise<boolean>,
): Promise<FormatReport> {
  const file = TapeFile.open(path);
  try {
    const { size } = await Deno.stat(path);
    const read = await soundReader(file, action);
    const lines = linesInOrder(file);
    const changed = await write((sink) => {
      sink(canonicalHeader(file.header));
      for (const line of lines) sink(settledLine(read(line)));
    });
    return { changed, kept: lines.length, superseded: file.length - lines.length, torn: size > file.endOffset };
  } finally {
    file.close();
  }
}

/** The lines that count, in their order. Sorting is stable, so repeats of a key keep theirs. */
function linesInOrder(file: TapeFile): number[] {
  const intern = interner();
  const places: { line: number; place: Place }[] = [];
  for (let line = 0; line < file.length; line++) {
    if (!file.isSuperseded(line)) places.push({ line, place: placeOf(file.record(line), intern) });
  }
  return places.sort((a, b) => comparePlaces(a.place, b.place)).map(({ line }) => line);
}

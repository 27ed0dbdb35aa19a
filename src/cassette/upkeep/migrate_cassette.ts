import { UserError } from "../../base/mod.ts";
import { TapeFile } from "../_tape_file.ts";
import { FORMAT_VERSION } from "../interaction.ts";
import { canonicalHeader } from "./_canonical_line.ts";
import { MIGRATIONS } from "./_migrations.ts";
import { lockTape, replaceFile } from "./_replace_file.ts";

/** What migrating a cassette did. */
export interface MigrationReport {
  /** The version that the file had. */
  readonly from: number;
  /** The version that it has now; the same where there was nothing to do. */
  readonly to: number;
}

/**
 * Bring a cassette of an older format version to the current one, step by step. A torn last line goes, as no replay has
 * ever played it.
 *
 * @throws {UserError} when the file cannot be read or written, is no cassette, or comes from a newer version: it is then
 * left as it was.
 *
 * @example What is up to date stays as it is
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { FORMAT_VERSION, migrateCassette, openCassette } from "@tapedeck/tapedeck";
 *
 * const path = await Deno.makeTempFile({ suffix: ".jsonl" });
 * const tape = await openCassette(path, {
 *   mode: "record",
 *   ci: "",
 *   fetch: () => Promise.resolve(new Response("hello")),
 * });
 * await (await tape.fetch("https://example.com/greeting")).text();
 * await tape.close();
 * assertEquals(await migrateCassette(path), { from: FORMAT_VERSION, to: FORMAT_VERSION });
 * ```
 */
export async function migrateCassette(path: string): Promise<MigrationReport> {
  using locked = await lockTape(path, "migrate");
  const file = TapeFile.open(locked.path);
  try {
    const { tapedeck: from } = file.header;
    const steps = stepsFrom(from, path);
    if (steps.length === 0) return { from, to: from };
    const header = steps.reduce((old, step) => step.header(old), file.header);
    await replaceFile(locked, "migrate", (sink) => {
      sink(canonicalHeader({ ...header, tapedeck: FORMAT_VERSION }));
      for (let line = 0; line < file.length; line++) {
        // What cannot be read must not come out under a version that promises more.
        file.record(line);
        sink(steps.reduce((text, step) => step.line(text), file.text(line)));
      }
    });
    return { from, to: FORMAT_VERSION };
  } finally {
    file.close();
  }
}

function stepsFrom(from: number, path: string) {
  return Array.from({ length: FORMAT_VERSION - from }, (_, i) => {
    const step = MIGRATIONS[from + i];
    if (step !== undefined) return step;
    throw new UserError(`Cannot migrate the cassette as there was no format version ${from + i}: "${path}"`);
  });
}

import { hash } from "node:crypto";
import { UserError } from "../../base/mod.ts";
import { TapeFile } from "../_tape_file.ts";
import type { CassetteHeader, TapeRecord } from "../interaction.ts";
import { canonicalHeader, settledLine } from "./_canonical_line.ts";
import { comparePlaces, interner, type Place, placeOf } from "./_record_order.ts";
import { lockTape, replaceFile, type Target } from "./_replace_file.ts";
import { type SoundReader, soundReader } from "./_sound_record.ts";

/**
 * What becomes of a key for which several cassettes have different answers. `error`: nothing is merged; `keep-first` and
 * `keep-last`: those of the first or the last cassette that has the key, as they are named; `keep-all`: all of them, in
 * the order in which they were recorded.
 */
export type OnConflict = "error" | "keep-first" | "keep-last" | "keep-all";

/** Every way to deal with a conflict. */
export const ON_CONFLICT: readonly OnConflict[] = ["error", "keep-first", "keep-last", "keep-all"];

/** Options of {@linkcode mergeCassettes}. */
export interface MergeOptions {
  /** Where the union goes: a new file, or one of the cassettes. */
  readonly output: string;
  /** `keep-all` unless given. */
  readonly onConflict?: OnConflict;
}

/** What merging cassettes did. */
export interface MergeReport {
  /** How many records the union has. */
  readonly kept: number;
  /** How many records stood in more than one cassette, and stand once now. */
  readonly same: number;
  /** How many keys had different answers. */
  readonly conflicts: number;
  /** How many records a conflict cost. */
  readonly dropped: number;
}

/** Where a record stands, and what decides where it goes. */
interface Entry {
  readonly file: number;
  readonly line: number;
  readonly place: Place;
  readonly at: string;
  /** Of the line: the same content gives the same. */
  readonly hash: string;
}

/**
 * The union of cassettes, tidied: a record that several have stands once. The output is written in one step.
 *
 * @throws {UserError} when fewer than two are named, a file cannot be read or written, is of another version or has a line
 * that is not sound, when the headers disagree about what counts for a key, when answers are in conflict and that is an
 * error, and when the output is another file that is there already. Nothing is written then.
 *
 * @example What two have stands once
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mergeCassettes, openCassette } from "@tapedeck/tapedeck";
 *
 * const path = await Deno.makeTempFile({ suffix: ".jsonl" });
 * const tape = await openCassette(path, {
 *   mode: "record",
 *   ci: "",
 *   fetch: () => Promise.resolve(new Response("hello")),
 * });
 * await (await tape.fetch("https://example.com/greeting")).text();
 * await tape.close();
 *
 * const output = `${path}.merged.jsonl`;
 * const { kept, same } = await mergeCassettes([path, path], { output });
 * assertEquals([kept, same], [1, 1]);
 * ```
 */
export async function mergeCassettes(paths: readonly string[], options: MergeOptions): Promise<MergeReport> {
  if (paths.length < 2) {
    throw new UserError(
      `Cannot merge as there must be two cassettes at least: current value is "${paths.join(", ")}"`,
      { exitCode: 2 },
    );
  }
  using locked = await outputOf(paths, options.output);
  const files: TapeFile[] = [];
  try {
    for (const path of paths) files.push(TapeFile.open(path));
    const readers = await Promise.all(files.map((file) => soundReader(file, "merge")));
    const header = mergedHeader(files);
    const { entries, boundTo } = entriesOf(files, readers);
    const merge = new Merge(files, boundTo, options.onConflict ?? "keep-all");
    const kept = Map.groupBy(entries, ({ place }) => place.key).values().flatMap((group) => merge.key(group)).toArray();
    merge.refuseConflicts();
    kept.sort((a, b) => comparePlaces(a.place, b.place));
    await replaceFile(locked, "merge", (sink) => {
      sink(canonicalHeader(header));
      for (const { file, line } of kept) sink(settledLine(readers[file](line)));
    });
    return { kept: kept.length, ...merge.counts, conflicts: merge.conflicts.length };
  } finally {
    for (const file of files) file.close();
  }
}

/** The output: locked where it is one of the cassettes. */
async function outputOf(paths: readonly string[], output: string): Promise<Target & Disposable> {
  const real = await Deno.realPath(output).catch(() => null);
  if (real === null) {
    return { path: output, temporary: `${output}.${crypto.randomUUID()}.tapedeck-tmp`, [Symbol.dispose]() {} };
  }
  for (const path of paths) {
    if (await Deno.realPath(path).catch(() => null) === real) return await lockTape(output, "merge");
  }
  throw new UserError(
    `Cannot merge as the output is there already and is none of the cassettes: current value is "${output}"`,
    { exitCode: 2 },
  );
}

/** Keys that were made in another way would never be found. */
function mergedHeader(files: readonly TapeFile[]): CassetteHeader {
  const [{ header: first, path: firstPath }] = files;
  for (const { header, path } of files) {
    for (const field of ["ignore", "matcher"] as const) {
      const [a, b] = [first, header].map((one) => JSON.stringify([one[field] ?? []].flat().toSorted()));
      if (a === b) continue;
      throw new UserError(
        `Cannot merge the cassettes as their headers have different values of "${field}", which makes the keys: ` +
          `${a} ("${firstPath}") and ${b} ("${path}")`,
      );
    }
  }
  const created = files.map(({ header }) => header.created).sort()[0];
  return { ...first, created, redaction: Math.min(...files.map(({ header }) => header.redaction)) };
}

function entriesOf(files: readonly TapeFile[], readers: readonly SoundReader[]) {
  const intern = interner();
  const entries: Entry[] = [];
  const boundTo = new Set<string>();
  files.forEach((file, index) => {
    for (let line = 0; line < file.length; line++) {
      if (file.isSuperseded(line)) continue;
      const record: TapeRecord = readers[index](line);
      const place = { ...placeOf(record, intern), key: intern(record.key) };
      entries.push({ file: index, line, place, at: record.at, hash: hash("sha256", settledLine(record), "base64url") });
      const bound = record.kind === "http" ? record.bound ?? {} : {};
      for (const id of Object.values(bound)) boundTo.add(intern(id.split("/", 1)[0]));
    }
  });
  return { entries, boundTo };
}

/** Decides about each key. */
class Merge {
  readonly counts = { same: 0, dropped: 0 };
  /** One line each: where the answers stand. */
  readonly conflicts: string[] = [];
  readonly #files: readonly TapeFile[];
  readonly #boundTo: ReadonlySet<string>;
  readonly #onConflict: OnConflict;

  constructor(files: readonly TapeFile[], boundTo: ReadonlySet<string>, onConflict: OnConflict) {
    this.#files = files;
    this.#boundTo = boundTo;
    this.#onConflict = onConflict;
  }

  /** Those of a key's records that stay, in the order in which they are to be played. */
  key(group: readonly Entry[]): Entry[] {
    const byFile = [...Map.groupBy(group, ({ file }) => file).values()];
    const union = unionOf(byFile);
    this.counts.same += group.length - union.length;
    // Where one cassette has all that the others have, there is nothing to choose.
    const whole = byFile.find((entries) => entries.length === union.length);
    if (whole !== undefined) return [...whole];
    const [first] = group;
    const places = byFile.map(([{ file, line }]) => `${this.#files[file].path}:${line + 2}`).join(" and ");
    this.conflicts.push(`${first.place.key} ${places}`);
    if (this.#onConflict === "keep-all") {
      if (this.#boundTo.has(first.place.key)) this.#refuse("a later request is bound to ids of", places);
      return union.toSorted((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : 0);
    }
    const kept = this.#onConflict === "keep-first" ? byFile[0] : byFile.at(-1)!;
    this.counts.dropped += union.length - kept.length;
    return kept;
  }

  /** @throws {UserError} when there are conflicts and that is an error. */
  refuseConflicts(): void {
    if (this.#onConflict === "error" && this.conflicts.length > 0) {
      this.#refuse("there are different answers to the same request:", `\n  ${this.conflicts.join("\n  ")}`);
    }
  }

  /** With all answers kept, the first would be another one, and requests would be bound to the wrong ids. */
  #refuse(why: string, places: string): never {
    throw new UserError(
      `Cannot merge the cassettes as ${why} ${places}${
        places.startsWith("\n") ? "\n" : "; "
      }choose with --on-conflict ` +
        "keep-first or keep-last (onConflict in code)",
    );
  }
}

/** Each record as often as the cassette has it that has it most often, in the order of the cassettes. */
function unionOf(byFile: readonly (readonly Entry[])[]): Entry[] {
  const union: Entry[] = [];
  const counts = new Map<string, number>();
  for (const entries of byFile) {
    const own = new Map<string, number>();
    for (const entry of entries) {
      const count = (own.get(entry.hash) ?? 0) + 1;
      own.set(entry.hash, count);
      if (count <= (counts.get(entry.hash) ?? 0)) continue;
      counts.set(entry.hash, count);
      union.push(entry);
    }
  }
  return union;
}

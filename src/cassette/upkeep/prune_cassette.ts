import { TapeFile } from "../_tape_file.ts";
import type { TapeRecord } from "../interaction.ts";
import { canonicalHeader } from "./_canonical_line.ts";
import { readUsage } from "./_read_usage.ts";
import { lockTape, replaceFile, type Target } from "./_replace_file.ts";
import { soundReader } from "./_sound_record.ts";

/** A record that no replay played. */
export interface UnusedRecord {
  /** In the file as it was; the header is line 1. */
  readonly line: number;
  /** The record itself. */
  readonly record: TapeRecord;
}

/** What pruning a cassette did, or would do. */
export interface PruneReport {
  /** Whether the file was written anew. */
  readonly written: boolean;
  /** How many records stay. */
  readonly kept: number;
  /** How many lines go whose place a later recording had taken. */
  readonly superseded: number;
  /** How many records go that no replay played. */
  readonly dropped: number;
}

/** Options of {@linkcode pruneCassette}. */
export interface PruneOptions {
  /** The usage file that replays wrote: see `usage` of `openCassette`. */
  readonly usage: string;
  /** Remove them. Otherwise it is only told what would go. */
  readonly write?: boolean;
  /** Is told of each record that goes. */
  readonly onUnused?: (unused: UnusedRecord) => void;
}

/**
 * Remove the recordings that no replay played, decisions too. Repeats of a key are played in their order, so what goes is
 * always the last ones of a key, and those that stay are found as before.
 *
 * @throws {UserError} when the files cannot be read or written, the usage file tells nothing of the cassette, or a line
 * is not sound: the cassette is then left as it was.
 *
 * @example What no test asked for goes
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openCassette, pruneCassette } from "@tapedeck/tapedeck";
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
 * const usage = await Deno.makeTempFile();
 * const replay = await openCassette(path, { usage, keepNetwork: true });
 * await replay.close();
 * assertEquals((await pruneCassette(path, { usage, write: true })).dropped, 1);
 * ```
 */
export async function pruneCassette(path: string, options: PruneOptions): Promise<PruneReport> {
  if (!options.write) return await prune(path, { target: null, ...options });
  using target = await lockTape(path, "prune");
  return await prune(path, { target, ...options });
}

interface Pruning extends PruneOptions {
  /** `null`: it is only told what would go. */
  readonly target: Target | null;
}

async function prune(path: string, { usage, target, onUnused }: Pruning): Promise<PruneReport> {
  const file = TapeFile.open(target?.path ?? path);
  try {
    const played = await readUsage(usage, { cassette: path, keys: new Set(file.keys()) });
    const read = await soundReader(file, "prune");
    const { lines, dropped, superseded } = chosenLines(file, played, (line) => {
      onUnused?.({ line: line + 2, record: read(line) });
    });
    const written = target !== null && await replaceFile(target, "prune", (sink) => {
      sink(canonicalHeader(file.header));
      for (const line of lines) {
        read(line);
        sink(file.text(line));
      }
    });
    return { written, kept: lines.length, superseded, dropped };
  } finally {
    file.close();
  }
}

function chosenLines(file: TapeFile, played: ReadonlyMap<string, number>, drop: (line: number) => void) {
  const counts = new Map<string, number>();
  const lines: number[] = [];
  let [dropped, superseded] = [0, 0];
  for (let line = 0; line < file.length; line++) {
    // Nothing may stay that a recording which goes has taken the place of: it would come back.
    if (file.isSuperseded(line)) {
      superseded++;
      continue;
    }
    const { key } = file.record(line);
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    if (count < (played.get(key) ?? 0)) {
      lines.push(line);
      continue;
    }
    dropped++;
    drop(line);
  }
  return { lines, dropped, superseded };
}

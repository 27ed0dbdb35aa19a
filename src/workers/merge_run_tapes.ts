import { dirname } from "node:path";
import { mergeCassettes, type TapeRecord } from "../cassette/mod.ts";
import type { Attempt, Ledger } from "../spec/mod.ts";

/** Options of {@linkcode mergeRunTapes}. */
export interface MergeRunTapesOptions {
  /** Has the rows of the run. */
  readonly ledger: Pick<Ledger, "attempts">;
  /** The run that was recorded. */
  readonly runId: string;
  /** The folder with the tapes of its workers: `<run>.<worker>.jsonl`. */
  readonly tapeDir: string;
  /** The tape that they become. What it has of the run already stays. */
  readonly output: string;
}

/** What bringing the tapes of a run together did. */
export interface MergeRunTapesReport {
  /** How many tapes there were. */
  readonly tapes: number;
  /** How many recordings and decisions the run has now. */
  readonly kept: number;
  /** Recordings of calls whose rows are not in the ledger, as their workers had lost the cells: they are left out. */
  readonly extra: number;
  /** Rows whose recordings are on none of the tapes. */
  readonly missing: number;
}

/**
 * Bring the tapes of a run's workers together, so that a replay gives the rows that the ledger has. Of a call that was made
 * twice, as the first worker was taken for dead, the recording counts whose row is in the ledger.
 *
 * @throws {UserError} when a tape cannot be read or written.
 */
export async function mergeRunTapes(options: MergeRunTapesOptions): Promise<MergeRunTapesReport> {
  const { ledger, runId, tapeDir, output } = options;
  const paths = await tapesOf(runId, tapeDir);
  if (await isFile(output)) paths.push(output);
  const rows = await rowsOf(ledger, runId);
  await Deno.mkdir(dirname(output), { recursive: true });
  const folder = await Deno.makeTempDir({ dir: dirname(output), prefix: ".tapedeck-merge-" });
  try {
    const choice = new Choice(rows, runId);
    for (const path of paths) await choice.look(path);
    const chosen: string[] = [];
    for (const [i, path] of paths.entries()) {
      chosen.push(`${folder}/${i}.jsonl`);
      await choice.copy(path, chosen[i]);
    }
    const { extra, missing } = choice;
    if (chosen.length === 0) return { tapes: 0, kept: 0, extra, missing };
    const merged = `${folder}/merged.jsonl`;
    // One tape by itself is tidied as several are.
    const { kept } = await mergeCassettes(chosen.length === 1 ? [chosen[0], chosen[0]] : chosen, { output: merged });
    await Deno.rename(merged, output);
    return { tapes: paths.length, kept, extra, missing };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function tapesOf(runId: string, tapeDir: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isFile } of Deno.readDir(tapeDir)) {
    if (isFile && name.startsWith(`${runId}.`) && name.endsWith(".jsonl")) paths.push(`${tapeDir}/${name}`);
  }
  return paths.sort();
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((stat) => stat.isFile, () => false);
}

/** The tries of a run by their scopes: when each began, and whether a recording of it is to be expected. */
interface Rows {
  readonly startedAt: ReadonlyMap<string, string>;
  readonly ended: ReadonlySet<string>;
  readonly recorded: number;
}

async function rowsOf(ledger: Pick<Ledger, "attempts">, runId: string): Promise<Rows> {
  const startedAt = new Map<string, string>();
  const ended = new Set<string>();
  let recorded = 0;
  for await (const row of ledger.attempts(runId)) {
    startedAt.set(scopeOf(row), row.startedAt);
    if (row.final) ended.add(row.cellId);
    if (row.cassetteKey !== null) recorded++;
  }
  return { startedAt, ended, recorded };
}

function scopeOf(row: Attempt): string {
  return `${row.cellId}/${row.try}`;
}

/** Decides which lines of which tapes count. */
class Choice {
  extra = 0;
  readonly #rows: Rows;
  readonly #runId: string;
  /** Of each scope that has a row, the tape whose recording it was made from. */
  readonly #owner = new Map<string, string>();
  /** Of each cell, the tape of its rows: that one's decisions count. */
  readonly #home = new Map<string, string>();

  constructor(rows: Rows, runId: string) {
    this.#rows = rows;
    this.#runId = runId;
  }

  get missing(): number {
    return Math.max(0, this.#rows.recorded - this.#owner.size);
  }

  /** Find out what is on a tape. */
  async look(path: string): Promise<void> {
    await eachRecord(path, (record) => {
      if (record.kind !== "http" || record.run !== this.#runId || record.scope === undefined) return;
      if (this.#rows.startedAt.get(record.scope) !== record.at || this.#owner.has(record.scope)) return;
      this.#owner.set(record.scope, path);
      this.#home.set(cellOf(record.scope), path);
    });
  }

  /** Write what counts of a tape. */
  async copy(path: string, to: string): Promise<void> {
    using file = await Deno.open(to, { write: true, create: true });
    const encoder = new TextEncoder();
    let pending: string[] = [];
    const flush = async () => {
      const bytes = encoder.encode(pending.map((line) => `${line}\n`).join(""));
      pending = [];
      for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
    };
    await eachRecord(
      path,
      (record, line) => {
        if (this.#counts(record, path)) pending.push(line);
        else this.extra++;
      },
      (header) => pending.push(header),
      async () => {
        if (pending.length > 256) await flush();
      },
    );
    await flush();
  }

  #counts(record: TapeRecord, path: string): boolean {
    const { scope, run } = record;
    if (scope === undefined || run !== this.#runId) return true;
    const home = this.#home.get(record.kind === "http" ? cellOf(scope) : scope.split("/", 1)[0]);
    if (record.kind === "decision") return home === undefined || home === path;
    const owner = this.#owner.get(scope);
    if (owner !== undefined) return owner === path && this.#rows.startedAt.get(scope) === record.at;
    // Of a cell that goes on, what was recorded is not paid again.
    return !this.#rows.ended.has(cellOf(scope));
  }
}

/** `cell_…/2` is the second try of the cell. */
function cellOf(scope: string): string {
  return scope.slice(0, scope.lastIndexOf("/"));
}

async function eachRecord(
  path: string,
  take: (record: TapeRecord, line: string) => void,
  head: (line: string) => void = () => {},
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const file = await Deno.open(path);
  let [rest, isFirst] = ["", true];
  for await (const chunk of file.readable.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)) {
    const lines = (rest + chunk).split("\n");
    // What is left is a line that goes on, or one that its writer could not end.
    rest = lines.pop()!;
    for (const line of lines) {
      if (isFirst) head(line);
      else if (line !== "") take(JSON.parse(line) as TapeRecord, line);
      isFirst = false;
    }
    await between();
  }
}

import { glob } from "node:fs/promises";
import { join } from "node:path";
import { isThere, UserError } from "../../base/mod.ts";
import { isPostgresUrl, openLedger, shownLedger } from "../../ledger/mod.ts";
import type { Ledger } from "../../spec/mod.ts";
import { findRun, findRuns, isPattern } from "./_find_runs.ts";
import { kindOfFile, kindOfPlace } from "./_kind_of_place.ts";
import type { RunSource } from "./load_run.ts";

/** Where the rows of one run are. */
export interface RunPlace {
  readonly source: RunSource;
  /** For people. */
  readonly shown: string;
}

/** The places of runs. Ledgers that were opened for them are closed with this. */
export interface RunPlaces extends AsyncDisposable {
  readonly all: readonly RunPlace[];
}

/**
 * The places that sources stand for, each once. Texts are ids in `ledger` where it is given.
 * @throws {UserError} when one of them stands for nothing.
 */
export async function runPlaces(sources: readonly RunSource[], ledger: Ledger | undefined): Promise<RunPlaces> {
  const search = new PlaceSearch();
  try {
    for (const source of sources) {
      if (typeof source === "string") {
        await (ledger === undefined ? search.addPath(source) : search.addIds(ledger, source));
      } else if ("out" in source) await search.addPath(source.out);
      else await search.addLedger(source.ledger, source);
    }
  } catch (error) {
    await search.close();
    throw error;
  }
  return { all: search.found, [Symbol.asyncDispose]: () => search.close() };
}

class PlaceSearch {
  readonly found: RunPlace[] = [];
  readonly #known = new Set<unknown>();
  readonly #opened = new Map<string, Ledger>();
  readonly #runsOf = new Map<Ledger, Set<string>>();

  async addPath(path: string): Promise<void> {
    if (!isPostgresUrl(path) && isPattern(path) && !await isThere(path)) return await this.#addPattern(path);
    switch (await kindOfPlace(path)) {
      case "ledger":
        return await this.addLedger(path, {});
      case "folder":
        return await this.#addFile(join(path, "results.parquet"));
      case "parquet":
        return await this.#addFile(path);
    }
  }

  async addIds(ledger: Ledger, given: string): Promise<void> {
    for (const runId of await findRuns(ledger, given)) this.#addRun(ledger, { runId });
  }

  async addLedger(
    given: Ledger | string,
    { runId, scoring }: { readonly runId?: string; readonly scoring?: number },
  ): Promise<void> {
    const ledger = typeof given === "string" ? await this.#open(given) : given;
    const shown = typeof given === "string" ? shownLedger(given) : undefined;
    const ids = runId === undefined
      ? (await ledger.runs()).map((run) => run.runId).reverse()
      : [await findRun(ledger, runId)];
    for (const id of ids) this.#addRun(ledger, { runId: id, scoring, shown });
  }

  async close(): Promise<void> {
    for (const ledger of this.#opened.values()) await ledger.close();
  }

  async #addPattern(pattern: string): Promise<void> {
    let fits = 0;
    for (const path of (await Array.fromAsync(glob(pattern))).sort()) {
      if (!await isThere(path)) continue;
      const kind = await kindOfFile(path);
      const file = kind === "folder" ? join(path, "results.parquet") : path;
      if (kind === null || kind === "ledger" || !await isThere(file)) continue;
      fits++;
      await this.#addFile(file);
    }
    if (fits > 0) return;
    throw new UserError(
      `Cannot load the runs as no folder of results and no Parquet file fits the pattern: current value is "${pattern}"`,
    );
  }

  async #addFile(path: string): Promise<void> {
    await kindOfPlace(path);
    const real = await Deno.realPath(path);
    if (this.#known.has(real)) return;
    this.#known.add(real);
    this.found.push({ source: path, shown: `"${path}"` });
  }

  #addRun(
    ledger: Ledger,
    { runId, scoring, shown }: { readonly runId: string; readonly scoring?: number; readonly shown?: string },
  ): void {
    const known = this.#runsOf.get(ledger) ?? new Set();
    this.#runsOf.set(ledger, known);
    if (known.has(runId)) return;
    known.add(runId);
    const source = { ledger, runId, ...(scoring === undefined ? {} : { scoring }) };
    this.found.push({ source, shown: shown === undefined ? "the ledger" : `the ledger "${shown}"` });
  }

  async #open(path: string): Promise<Ledger> {
    if (!isPostgresUrl(path)) await kindOfPlace(path);
    const place = isPostgresUrl(path) ? path : await Deno.realPath(path);
    const opened = this.#opened.get(place) ?? await openLedger(path);
    this.#opened.set(place, opened);
    return opened;
  }
}

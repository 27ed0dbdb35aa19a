import { join } from "node:path";
// Deferred: the native library is loaded when a frame is first made, not when this room is imported.
import defer * as polars from "nodejs-polars";
import { isPostgresUrl, openLedger, type ResultPage, type RunShape } from "../../ledger/mod.ts";
import type { Ledger } from "../../spec/mod.ts";
import { arrowChunks } from "./_arrow_chunks.ts";
import type { LazyDataFrame } from "./data_frame.ts";
import { findRun } from "./_find_runs.ts";
import { kindOfPlace } from "./_kind_of_place.ts";
import type { RunSource } from "./load_run.ts";
import { runPages } from "./_run_pages.ts";

/**
 * The results of a run as a lazy frame of polars, for runs that are larger than memory: what is filtered, selected and
 * grouped is read, and nothing else, when `collect()` is called. The columns are those of {@linkcode loadRun}.
 *
 * Parquet is read where it is. A ledger is written into temporary Parquet files once, with flat memory; what is written to
 * the ledger later is not in them. They are removed when the frame is disposed of (`using scan = await scanRun(…)`), else
 * when the process ends by itself. Frames that were made from it need the files until they are collected.
 *
 * @throws {UserError} when there is no such file or run.
 *
 * @example The dearest endpoint, without the answers in memory
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openSqliteLedger, scanRun } from "@tapedeck/tapedeck";
 * import pl from "nodejs-polars";
 *
 * await using ledger = await openSqliteLedger(":memory:");
 * await ledger.startRun({
 *   runId: "run_1",
 *   plan: "empty",
 *   planHash: "plan_1",
 *   mode: "replay",
 *   cassette: null,
 *   cells: 0,
 *   status: "done",
 *   startedAt: "2026-01-01T00:00:00.000Z",
 *   endedAt: null,
 *   manifest: {},
 *   control: null,
 * });
 * using scan = await scanRun({ ledger });
 * const costs = await scan.groupBy("endpoint").agg(pl.col("cost_usd").sum()).collect();
 * assertEquals(costs.height, 0);
 * ```
 */
export async function scanRun(source: RunSource): Promise<LazyDataFrame & Disposable> {
  if (typeof source === "string" || "out" in source) {
    const path = typeof source === "string" ? source : source.out;
    const kind = await kindOfPlace(path);
    if (kind === "folder") return await scanRun(join(path, "results.parquet"));
    return kind === "ledger" ? await scanRun({ ledger: path }) : scanned(path, { glob: false }, () => {});
  }
  const { ledger, ...chosen } = source;
  if (typeof ledger !== "string") return await scanLedger(ledger, chosen);
  if (!isPostgresUrl(ledger)) await kindOfPlace(ledger);
  await using opened = await openLedger(ledger);
  return await scanLedger(opened, chosen);
}

async function scanLedger(
  ledger: Ledger,
  { runId, scoring }: { readonly runId?: string; readonly scoring?: number },
): Promise<LazyDataFrame & Disposable> {
  const run = await findRun(ledger, runId);
  // Twice, as a file has one schema: the first time tells which axes and scorers there are.
  const shape = await shapeOf(await runPages(ledger, run, { scoring }));
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-scan-" });
  const remove = () => {
    removeEventListener("unload", remove);
    removeFolder(folder);
  };
  addEventListener("unload", remove);
  try {
    let part = 0;
    for await (const chunk of arrowChunks(await runPages(ledger, run, { scoring, shape }))) {
      await writePart(folder, part++, chunk);
    }
    return scanned(join(folder, "*.parquet"), { glob: true }, remove);
  } catch (error) {
    remove();
    throw error;
  }
}

/** Files are read in the order of their names. */
const PART_DIGITS = 9;

/** Through a file, as a frame would stay in memory until JavaScript, which does not see its size, collects it. */
async function writePart(folder: string, part: number, chunk: Uint8Array): Promise<void> {
  const arrow = join(folder, "part.arrow");
  await Deno.writeFile(arrow, chunk);
  const path = join(folder, `${String(part).padStart(PART_DIGITS, "0")}.parquet`);
  await polars.scanIPC(arrow).sinkParquet(path).collect();
  await Deno.remove(arrow);
}

async function shapeOf(pages: AsyncIterable<ResultPage>): Promise<RunShape> {
  let columns: ResultPage["columns"] = [];
  for await (const page of pages) columns = page.columns;
  const named = (prefix: string) => columns.filter(({ name }) => name.startsWith(prefix));
  const scorers = named("score_").map(({ name }) => name.slice("score_".length));
  const axes = named("param_").map(({ name, type }) => [name.slice("param_".length), type] as const);
  return { axes: Object.fromEntries(axes), scorers };
}

function scanned(path: string, options: { readonly glob: boolean }, dispose: () => void): LazyDataFrame & Disposable {
  const frame = polars.scanParquet(path, options);
  return Object.defineProperty(frame, Symbol.dispose, { value: dispose }) as LazyDataFrame & Disposable;
}

function removeFolder(folder: string): void {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

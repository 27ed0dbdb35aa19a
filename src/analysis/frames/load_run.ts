import { join } from "node:path";
// Deferred: the native library is loaded when a frame is first made, not when this room is imported.
import defer * as polars from "nodejs-polars";
import { UserError } from "../../base/mod.ts";
import { collectShape, isPostgresUrl, openLedger, resultColumns, writeParquet } from "../../ledger/mod.ts";
import { scoredAttempts } from "../../scoring/mod.ts";
import type { Ledger } from "../../spec/mod.ts";
import type { DataFrame } from "./data_frame.ts";

/**
 * Where a run's results are: the path of its folder, of a `results.parquet` or of a ledger; what `runSweep` returned; or
 * a ledger (open, or its path) with the run's id. Of a ledger, the newest run is taken unless the id is given; the verdicts
 * are those of a `scoring` where one is named, and of each scorer the newest otherwise.
 */
export type RunSource =
  | string
  | { readonly out: string }
  | { readonly ledger: Ledger | string; readonly runId?: string; readonly scoring?: number };

/**
 * The results of a run as a polars data frame: one row per try, in cell order, with the columns of `resultColumns`.
 *
 * Integers are i64, reals f64, times RFC 3339 strings in UTC; there is no u64 column, which notebooks fail to display.
 * The frame is the same from a ledger and from a file. A run that was scored again has the newest verdicts of each scorer.
 *
 * @throws {UserError} when there is no such file, run or column.
 *
 * @example A ledger that is not there
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { loadRun, UserError } from "@tapedeck/tapedeck";
 *
 * await assertRejects(() => loadRun({ ledger: "runs/nowhere.sqlite" }), UserError, "no such file");
 * ```
 */
export async function loadRun(source: RunSource): Promise<DataFrame> {
  if (typeof source === "string") return await loadPath(source);
  if ("out" in source) return await loadPath(source.out);
  const { ledger, ...chosen } = source;
  if (typeof ledger !== "string") return await loadFromLedger(ledger, chosen);
  if (!isPostgresUrl(ledger)) await kindOf(ledger);
  await using opened = await openLedger(ledger);
  return await loadFromLedger(opened, chosen);
}

async function loadPath(path: string): Promise<DataFrame> {
  switch (await kindOf(path)) {
    case "folder":
      return await loadPath(join(path, "results.parquet"));
    case "parquet":
      return polars.readParquet(path);
    case "sqlite":
      return await loadRun({ ledger: path });
  }
}

async function loadFromLedger(
  ledger: Ledger,
  { runId, scoring }: { readonly runId?: string; readonly scoring?: number },
): Promise<DataFrame> {
  const run = runId === undefined ? (await ledger.runs())[0] : await ledger.run(runId);
  if (run === undefined) throw new UserError("Cannot load the newest run as the ledger has none");
  if (run === null) {
    throw new UserError(`Cannot load the run as the ledger has none with this id: current value is "${runId}"`);
  }
  const rows = () => scoredAttempts(ledger, run.runId, scoring === undefined ? {} : { scoring });
  const columns = resultColumns(await collectShape(rows()));
  const folder = await Deno.makeTempDir({ prefix: "tapedeck-" });
  try {
    // Through a file, as rows then stand in memory only once, and every source gives the same frame.
    const path = join(folder, "results.parquet");
    await writeParquet(path, rows(), { columns });
    return polars.readParquet(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What stands at a path, told by its first bytes. */
async function kindOf(path: string): Promise<"folder" | "parquet" | "sqlite"> {
  try {
    if ((await Deno.stat(path)).isDirectory) return "folder";
    const head = new Uint8Array(16);
    using file = await Deno.open(path);
    await file.read(head);
    const text = new TextDecoder().decode(head);
    if (text.startsWith("PAR1")) return "parquet";
    if (text.startsWith("SQLite format 3")) return "sqlite";
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UserError(`Cannot load the run as there is no such file: current value is "${path}"`, { cause: error });
  }
  throw new UserError(
    `Cannot load the run as the file is neither a folder of results, nor Parquet, nor a ledger: current value is "${path}"`,
  );
}

import { join } from "node:path";
// Deferred: the native library is loaded when a frame is first made, not when this room is imported.
import defer * as polars from "nodejs-polars";
import { isPostgresUrl, openLedger } from "../../ledger/mod.ts";
import type { Ledger } from "../../spec/mod.ts";
import { arrowChunks } from "./_arrow_chunks.ts";
import type { DataFrame } from "./data_frame.ts";
import { displayFrame } from "./display_frame.ts";
import { findRun } from "./_find_runs.ts";
import { kindOfPlace } from "./_kind_of_place.ts";
import { runPages } from "./_run_pages.ts";
import { uniteFrames } from "./unite_frames.ts";

/**
 * Where a run's results are: the path of its folder, of a `results.parquet` or of a ledger; what `runSweep` returned; or
 * a ledger (open, or its path) with the run's id or the beginning of it. Of a ledger, the newest run is taken unless the id
 * is given; the verdicts are those of a `scoring` where one is named, and of each scorer the newest otherwise.
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
 * `frameSchema` says what each column means.
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
  return displayFrame(await loadPlain(source));
}

async function loadPlain(source: RunSource): Promise<DataFrame> {
  if (typeof source === "string") return await loadPath(source);
  if ("out" in source) return await loadPath(source.out);
  const { ledger, ...chosen } = source;
  if (typeof ledger !== "string") return await loadFromLedger(ledger, chosen);
  if (!isPostgresUrl(ledger)) await kindOfPlace(ledger);
  await using opened = await openLedger(ledger);
  return await loadFromLedger(opened, chosen);
}

async function loadPath(path: string): Promise<DataFrame> {
  switch (await kindOfPlace(path)) {
    case "folder":
      return await loadPath(join(path, "results.parquet"));
    case "parquet":
      // Not readParquet, which takes a path without this ending for what stands in the file.
      return await polars.scanParquet(path, { glob: false }).collect();
    case "ledger":
      return await loadPlain({ ledger: path });
  }
}

async function loadFromLedger(
  ledger: Ledger,
  { runId, scoring }: { readonly runId?: string; readonly scoring?: number },
): Promise<DataFrame> {
  const run = await findRun(ledger, runId);
  const frames: DataFrame[] = [];
  for await (const chunk of arrowChunks(await runPages(ledger, run, { scoring }))) frames.push(polars.readIPC(chunk));
  return uniteFrames(frames);
}

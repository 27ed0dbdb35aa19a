import { UserError } from "../../base/mod.ts";
import { openLedger } from "../../ledger/mod.ts";
import type { Ledger } from "../../spec/mod.ts";
import type { DataFrame } from "./data_frame.ts";
import { displayFrame } from "./display_frame.ts";
import { kindOfPlace } from "./_kind_of_place.ts";
import { loadRun, type RunSource } from "./load_run.ts";
import { type RunPlace, runPlaces } from "./_run_places.ts";
import { uniteFrames } from "./unite_frames.ts";

/** Options of {@linkcode loadRuns}. */
export interface LoadRunsOptions {
  /** The ledger that texts are ids of runs in, open or its path or URL; texts are paths unless given. */
  readonly ledger?: Ledger | string;
}

/**
 * Several runs as one data frame, which has the columns of {@linkcode loadRun}: `run_id` tells the runs apart.
 *
 * Without `ledger`, a text is a path or a pattern of paths (`runs/2026-11-*`): a folder of results and a Parquet file are
 * one run each, and a ledger, named by its path or URL or without a `runId`, all that it has. A pattern takes folders of
 * results and Parquet files, and passes over all else. With `ledger`, a text is a run's id, a beginning that only one id
 * has, `latest`, or a pattern of ids (`run_202611*`).
 *
 * Rows stand run by run, in the order in which the runs are named, within a pattern or a ledger by their ids' age. A column
 * that one run has and another has not (an axis, a scorer) is `null` there; an axis that has numbers here and text there is
 * text, as within one run. What is named twice is loaded once; a run whose rows come from two places is an error, as it
 * would count twice.
 *
 * @throws {UserError} when there is no such file or run, no run at all, one run from two places, or a file that has no
 * column `run_id`.
 *
 * @example Two runs of a ledger
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadRuns, openSqliteLedger } from "@tapedeck/tapedeck";
 *
 * await using ledger = await openSqliteLedger(":memory:");
 * for (const runId of ["run_1", "run_2"]) {
 *   await ledger.startRun({
 *     runId,
 *     plan: "empty",
 *     planHash: "plan_1",
 *     mode: "replay",
 *     cassette: null,
 *     cells: 0,
 *     status: "done",
 *     startedAt: "2026-01-01T00:00:00.000Z",
 *     endedAt: null,
 *     manifest: {},
 *     control: null,
 *   });
 * }
 * assertEquals((await loadRuns(["run_1", "run_2"], { ledger })).height, 0);
 * ```
 */
export async function loadRuns(
  sources: RunSource | readonly RunSource[],
  { ledger }: LoadRunsOptions = {},
): Promise<DataFrame> {
  if (typeof ledger !== "string") return await loadAll(sources, ledger);
  await kindOfPlace(ledger);
  await using opened = await openLedger(ledger);
  return await loadAll(sources, opened);
}

async function loadAll(sources: RunSource | readonly RunSource[], ledger: Ledger | undefined): Promise<DataFrame> {
  const list = [sources].flat() as readonly RunSource[];
  await using places = await runPlaces(list, ledger);
  if (places.all.length === 0) throw new UserError("Cannot load the runs as none is named: current value is []");
  const loadedFrom = new Map<string, RunPlace>();
  const frames: DataFrame[] = [];
  for (const place of places.all) {
    const frame = await loadRun(place.source);
    for (const runId of runIdsOf(frame, place)) {
      const other = loadedFrom.get(runId);
      if (other !== undefined) {
        throw new UserError(
          `Cannot load the runs as "${runId}" would count twice: it is in ${other.shown} and in ${place.shown}`,
        );
      }
      loadedFrom.set(runId, place);
    }
    frames.push(frame);
  }
  return displayFrame(uniteFrames(frames));
}

function runIdsOf(frame: DataFrame, { shown }: RunPlace): string[] {
  if (!frame.columns.includes("run_id")) {
    throw new UserError(`Cannot load the runs as there is no column "run_id" in ${shown}`);
  }
  return frame.getColumn("run_id").unique().toArray() as string[];
}

// Deferred: the native library is loaded when a frame is first made, not when this room is imported.
import defer * as polars from "nodejs-polars";
import { SUMMARY_COLUMNS, summaryRows } from "./_summary_rows.ts";
import { frameTable } from "./_table.ts";
import type { DataFrame } from "./data_frame.ts";

/**
 * A run in figures: one row per group of cells that have the same values in the columns `by`, sorted by them.
 *
 * A frame has one row per try. Here a retried cell counts once: its cost is the sum of all its tries, its latency and
 * score are those of the try that ended it. The columns behind `by`:
 *
 * - `n`: cells;
 * - `ok_rate`: of the cells that have ended, the share that ended with an answer;
 * - `cost_total_usd`: the exact sum, `null` when the cost of any answer is unknown;
 * - `cost_mean_usd`: per cell, over the cells whose cost is known;
 * - `ttft_p50_ms` … `p90`, `p95`, `p99`, and the same for `latency` and `tpot`: of the cells that ended with an answer,
 *   linear between the two nearest values (the quantile q of n values stands at place q × (n - 1) from 0);
 * - `score_mean`: over the cells that have a score.
 *
 * Unknown values are left out, and a figure of nothing is `null`. `by` may be empty: one row for the whole run.
 *
 * @throws {UserError} when the frame lacks a column.
 *
 * @example By endpoint and model
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadRun, openSqliteLedger, summarize } from "@tapedeck/tapedeck";
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
 * });
 * const summary = summarize(await loadRun({ ledger }), ["endpoint", "model"]);
 * assertEquals(summary.columns.slice(0, 4), ["endpoint", "model", "n", "ok_rate"]);
 * ```
 */
export function summarize(frame: DataFrame, by: string | readonly string[]): DataFrame {
  const keys = [by].flat();
  const rows = summaryRows(frameTable(frame), keys);
  const keyColumns = keys.map((name) => polars.Series(name, rows.map((row) => row[name]), frame.getColumn(name).dtype));
  const figures = SUMMARY_COLUMNS.map((name) =>
    polars.Series(name, rows.map((row) => row[name]), name === "n" ? polars.Int64 : polars.Float64)
  );
  return polars.DataFrame([...keyColumns, ...figures]);
}

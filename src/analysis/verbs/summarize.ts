import type { RepeatReduction } from "../../scoring/mod.ts";
import { type DataFrame, frameTable } from "../frames/mod.ts";
import type { IntervalOptions } from "./interval_options.ts";
import { summaryColumns, summaryRows } from "./_summary_rows.ts";
import { verbFrame } from "./_verb_frame.ts";

/** Options of {@linkcode summarize}. */
export interface SummarizeOptions {
  /** How the scores of a prompt's repeats become one: a plan's `score` will do. They are not reduced unless given. */
  readonly reduction?: RepeatReduction;
  /** Whether each figure has its interval beside it, and how these are made. They are not told unless given. */
  readonly intervals?: boolean | IntervalOptions;
}

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
 * With `reduction`, three columns more say what the repeats come to, in place of the mean over all cells:
 *
 * - `score_reduced`: the repeats of each prompt at each point of the grid become one score, scorer by scorer (see
 *   `reduceRepeats`), and this is the mean of those; seeds are repeats under another name;
 * - `score_n`: how many such scores there are;
 * - `score_too_few`: how many prompts have answers, but fewer than some `pass@k` draws: these have no score.
 *
 * With `intervals`, how sure each figure is stands beside it, in its own unit; `null` where nothing can be said:
 *
 * - `n_prompts`: the prompts of the cells; answers to one prompt depend on each other, so they are what counts;
 * - `ok_rate_low`, `ok_rate_high`: Wilson's interval, over cells;
 * - `cost_mean_usd_low`, `…_high`, and `score_mean_se`, `…_low`, `…_high` (and of `score_reduced`): the standard error
 *   clustered by prompt, and Student's t;
 * - `latency_p50_ms_low`, `…_high`, and so on for all twelve: a bootstrap over prompts (BCa) of up to 5,000 answers, and
 *   Woodruff's interval clustered by prompt of more. An end that so few answers say nothing of is `null`: 95 % of an
 *   upper end of the 99th percentile take 368 answers;
 * - `methods`: how the intervals of the row were made, each with its n.
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
 *   control: null,
 * });
 * const summary = summarize(await loadRun({ ledger }), ["endpoint", "model"]);
 * assertEquals(summary.columns.slice(0, 4), ["endpoint", "model", "n", "ok_rate"]);
 * ```
 */
export function summarize(
  frame: DataFrame,
  by: string | readonly string[],
  options: SummarizeOptions = {},
): DataFrame {
  const keys = [by].flat();
  const rows = summaryRows(frameTable(frame), keys, options);
  return verbFrame(rows, summaryColumns(options), { of: frame, names: keys });
}

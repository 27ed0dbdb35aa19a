import type { DataFrame } from "../frames/mod.ts";
import { comparedRows } from "./_compared_rows.ts";
import { COMPARISON_COLUMNS } from "./_comparison_rows.ts";
import type { CompareOptions } from "./compare_options.ts";
import { verbFrame } from "./_verb_frame.ts";

/**
 * Is `b` better than `a`, by how much, and how sure is that? Two runs, or two variants filtered from one, on the same
 * prompts: one row per metric, or per group and metric.
 *
 * Prompts are paired, which takes out what differs between them; a prompt's repeats, seeds and parameters are averaged
 * first, over the endpoints and parameters that both frames have of it (by a column of which they share no value, as two
 * endpoints, nothing is matched). So there is one difference per prompt. The columns `by`, then
 *
 * - `metric`; `unit` of the means and differences: `US$`, `ms`, `tokens`, or `null` for scores and shares from 0 to 1;
 *   `better_is`: `higher`, `lower` or, where nobody can say, `null`;
 * - `n_pairs`: prompts that both frames have the metric of, which all figures are made from; `only_a`, `only_b`: prompts
 *   that one alone has it of; `unmatched`: endpoints and parameters of the paired prompts that one alone has it at;
 * - `mean_a`, `mean_b`: over the prompts; `difference`: `b − a`, with its paired bootstrap interval `low` and `high`,
 *   which are `null` where all differences are the same;
 *   `relative`: the difference as a share of `mean_a`;
 * - `p_value`: of a paired permutation test, two-sided; `p_adjusted`: corrected over all rows;
 * - `effect_size`: Cohen's d_z, the difference in standard deviations of the differences;
 * - `better`, `worse`, `equal`: prompts at which `b` is that;
 * - `method`: how all this was made, with n, and whether so few prompts and so many tests can show anything at all.
 *
 * A score is the mean over the cells that have one (failures count only by `reduction: { failed: "zero" }`), `ok` the share
 * of ended cells with an answer, a cost that of all tries of a cell, times are those of answers. What cannot be said is
 * `null`.
 *
 * @throws {UserError} when a frame lacks a column.
 *
 * @example Did the new run get better?
 * ```ts ignore
 * const [before, after] = [await loadRun("runs/monday"), await loadRun("runs/friday")];
 * await Deno.jupyter.display(compare(before, after, { by: "endpoint" }));
 * ```
 */
export function compare(a: DataFrame, b: DataFrame, options: CompareOptions = {}): DataFrame {
  return verbFrame(comparedRows(a, b, options), COMPARISON_COLUMNS, { of: a, names: [options.by ?? []].flat() });
}

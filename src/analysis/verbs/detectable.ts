import { UserError } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import { type DataFrame, frameTable } from "../frames/mod.ts";
import { detectablePlan } from "./_detectable_plan.ts";
import { metricOf } from "./_metric.ts";
import { bestVariant, defaultBy, namedVariant, variantsOf } from "./_variants.ts";
import { type VerbColumns, verbFrame, type VerbRow } from "./_verb_frame.ts";

/** Options of {@linkcode detectable}. */
export interface DetectableOptions {
  /** The columns whose values make a variant. The endpoint and every parameter that varies unless given. */
  readonly by?: string | readonly string[];
  /** The variant that the others are compared with: its values, or its value. The best one unless given. */
  readonly against?: ColumnValue | readonly ColumnValue[];
  /** `score` unless given, or `cost`, `latency`, `ttft`, `tpot`, `ok`, or a column of numbers. */
  readonly metric?: string;
  /** The difference that matters, in the metric's unit: what it takes to find it is told then. */
  readonly difference?: number;
  /** How probable it is to be that a true difference is found. 0.8 unless given. */
  readonly power?: number;
  /** Up to which p-value a difference counts as found. 0.05 unless given; of ten comparisons take a tenth of it. */
  readonly significance?: number;
}

const COLUMNS: VerbColumns = {
  against: "utf8",
  metric: "utf8",
  unit: "utf8",
  n_prompts: "i64",
  repeats: "i64",
  sd_between: "f64",
  sd_within: "f64",
  detectable: "f64",
  wanted: "f64",
  power: "f64",
  prompts_needed: "i64",
  repeats_needed: "i64",
  method: "utf8",
};

/**
 * What could this run have found, and what would it take to find more? A difference that is not significant says little
 * where the run was too small to see it.
 *
 * One row per variant but the one that the others are compared with: the columns `by`, then
 *
 * - `against`: the name of that one; `metric`, `unit`: as in `compare`;
 * - `n_prompts`: prompts that both have; `repeats`: how often each was asked, on average (parameters that are not in `by`
 *   and seeds are repeats here);
 * - `sd_between`: the standard deviation of the prompts' differences, which only more prompts average out; `sd_within`:
 *   of one repeat, which more repeats average out as well, `null` where nothing was repeated;
 * - `detectable`: the smallest true difference that so many prompts and repeats find with the wanted power; `null` where
 *   all differences are the same, which does not tell how they vary;
 * - `wanted`: the `difference` that was asked for, `null` otherwise, as the next three are; `power`: how probable it is
 *   that this run finds it; `prompts_needed`: with the same repeats; `repeats_needed`: with the same prompts, `null` too
 *   where no number suffices or nobody knows what repeats do;
 * - `method`: how it was computed, with n.
 *
 * @throws {UserError} when the frame lacks a column or the variant.
 *
 * @example Would we have seen five points?
 * ```ts ignore
 * const frame = await loadRun("runs/choose");
 * await Deno.jupyter.display(detectable(frame, { by: "endpoint", difference: 0.05 }));
 * ```
 */
export function detectable(frame: DataFrame, options: DetectableOptions = {}): DataFrame {
  const { metric: name = "score", difference } = options;
  if (difference !== undefined && !(Number.isFinite(difference) && difference !== 0)) {
    throw new UserError(
      `Cannot plan for a difference as it must be a finite number other than 0: current value is ${difference}`,
    );
  }
  const table = frameTable(frame);
  const by = options.by === undefined ? defaultBy(table) : [options.by].flat();
  const { variants } = variantsOf(table, by);
  const metric = metricOf(table, name);
  const base = options.against === undefined ? bestVariant(variants, metric) : namedVariant(variants, options.against);
  const rows = variants.filter((variant) => variant !== base).map((variant): VerbRow => ({
    ...Object.fromEntries(by.map((column, i) => [column, variant.values[i]])),
    against: base!.name,
    metric: name,
    unit: metric.unit,
    ...detectablePlan([base!, variant].map(({ placed }) => ({ metric, placed })), options),
  }));
  return verbFrame(rows, COLUMNS, { of: frame, names: by });
}

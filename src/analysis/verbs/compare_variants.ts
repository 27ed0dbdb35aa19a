import type { ColumnValue } from "../../ledger/mod.ts";
import { type DataFrame, frameTable } from "../frames/mod.ts";
import { COMPARISON_COLUMNS, comparisonRow, corrected, DEFAULT_METRICS } from "./_comparison_rows.ts";
import type { ComparisonOptions } from "./compare_options.ts";
import { type Metric, metricOf } from "./_metric.ts";
import { promptPairs } from "./_prompt_pairs.ts";
import { bestVariant, defaultBy, namedVariant, type Variant, variantsOf } from "./_variants.ts";
import { verbFrame } from "./_verb_frame.ts";

/** Options of {@linkcode compareVariants}. */
export interface CompareVariantsOptions extends ComparisonOptions {
  /** The columns whose values make a variant. The endpoint and every parameter that varies unless given. */
  readonly by?: string | readonly string[];
  /** The variant that the others are compared with: its values, or its value. The best one unless given. */
  readonly against?: ColumnValue | readonly ColumnValue[];
}

/**
 * All variants of a run against one of them, on the same prompts: which differ from it, by how much, and how sure is
 * that, with p-values corrected over all of it?
 *
 * One row per other variant and metric: the columns `by`, then `against`, the name of the variant that it is compared
 * with, which is `a`, then the columns of {@linkcode compare}. Unless it is given, that is the one with the best mean of
 * the first metric; what is chosen by the same answers looks better than it is, which `method` then says.
 *
 * @throws {UserError} when the frame lacks a column or the variant.
 *
 * @example Is anything as good as the large model?
 * ```ts ignore
 * const frame = await loadRun("runs/choose");
 * const verdict = compareVariants(frame, { by: "endpoint", against: "large@here", metrics: ["score", "cost"] });
 * ```
 */
export function compareVariants(frame: DataFrame, options: CompareVariantsOptions = {}): DataFrame {
  const { metrics = DEFAULT_METRICS, reduction } = options;
  const table = frameTable(frame);
  const by = options.by === undefined ? defaultBy(table) : [options.by].flat();
  const { variants, places } = variantsOf(table, by);
  const known = metrics.map((name) => metricOf(table, name, reduction));
  const base = options.against === undefined
    ? bestVariant(variants, known[0])
    : namedVariant(variants, options.against);
  const flattered = options.against === undefined
    ? `; against the best of ${variants.length} variants by ${known[0]?.name} on the same answers, which flatters it`
    : "";
  const rows = variants.filter((variant) => variant !== base).flatMap((variant) =>
    known.map((metric) => {
      const keys = Object.fromEntries(by.map((name, i) => [name, variant.values[i]]));
      const found = promptPairs(sideOf(base!, metric), sideOf(variant, metric), places);
      const { row, leastPValue } = comparisonRow(metric, found, options);
      return { row: { ...keys, against: base!.name, ...row }, leastPValue };
    })
  );
  const told = corrected(rows, options).map((row) => ({ ...row, method: `${row.method}${flattered}` }));
  return verbFrame(told, { against: "utf8", ...COMPARISON_COLUMNS }, { of: frame, names: by });
}

function sideOf({ placed }: Variant, metric: Metric) {
  return { metric, placed };
}

import { UserError } from "../../base/mod.ts";
import { compareValues, type DataFrame, frameTable } from "../frames/mod.ts";
import { comparisonRow, corrected, DEFAULT_METRICS } from "./_comparison_rows.ts";
import type { CompareOptions } from "./compare_options.ts";
import { metricOf } from "./_metric.ts";
import { placeColumns, placedCells, promptPairs } from "./_prompt_pairs.ts";
import type { VerbRow } from "./_verb_frame.ts";

/**
 * The rows of `compare`, which have more than its columns: the intervals of both means, `low_a`, `high_a`, `low_b` and
 * `high_b`, how they were made, `method_a` and `method_b`, and the least that the corrected p-value can be, `least_p`.
 */
export function comparedRows(a: DataFrame, b: DataFrame, options: CompareOptions = {}): VerbRow[] {
  const { metrics = DEFAULT_METRICS, reduction } = options;
  if (metrics.length === 0) throw new UserError("Cannot compare as no metric is given: current value is []");
  const by = [options.by ?? []].flat();
  const [tableA, tableB] = [frameTable(a), frameTable(b)];
  const places = placeColumns(tableA, by).filter((name) => tableB.names.includes(name));
  const [groupsA, groupsB] = [tableA, tableB].map((table) => placedCells(table, { by, places }));
  const groups = [...new Map([...groupsA, ...groupsB])].sort(([, x], [, y]) => compareValues(x.values, y.values));
  const pairsOfMetrics = metrics.map((name) => ({
    a: metricOf(tableA, name, reduction),
    b: metricOf(tableB, name, reduction),
  }));
  const rows = groups.flatMap(([key, { values }]) =>
    pairsOfMetrics.map((metric) => {
      const side = (which: "a" | "b", own: typeof groupsA) => ({
        metric: metric[which],
        placed: own.get(key)?.placed ?? [],
      });
      const found = promptPairs(side("a", groupsA), side("b", groupsB), places);
      const keys = Object.fromEntries(by.map((name, i) => [name, values[i]]));
      const { row, leastPValue } = comparisonRow(metric.a, found, options);
      return { row: { ...keys, ...row }, leastPValue };
    })
  );
  return corrected(rows, options);
}

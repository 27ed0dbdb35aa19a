import type { ColumnValue } from "../../ledger/mod.ts";
import type { Estimate } from "../../statistics/mod.ts";
import { type DataFrame, frameTable } from "../frames/mod.ts";
import { type ComparisonOptions, meanOf, metricOf, placeColumns, placedCells, promptPairs } from "../verbs/mod.ts";

/** The means of both sides of a comparison, over the prompts that are paired. */
export interface PairedMeans {
  readonly a: Estimate | null;
  readonly b: Estimate | null;
}

/** By the values of the columns `by`, the means that `compare` gives of a metric, with their intervals. */
export function pairedMeans(
  a: DataFrame,
  b: DataFrame,
  options: Pick<ComparisonOptions, "reduction"> & {
    readonly by: readonly string[];
    readonly metric: string;
    readonly confidence: number;
  },
): (values: readonly ColumnValue[]) => PairedMeans {
  const { by, confidence } = options;
  const tables = [frameTable(a), frameTable(b)];
  const places = placeColumns(tables[0], by).filter((name) => tables[1].names.includes(name));
  const [sideA, sideB] = tables.map((table) => {
    const groups = placedCells(table, { by, places });
    const metric = metricOf(table, options.metric, options.reduction);
    return { metric, of: (key: string) => ({ metric, placed: groups.get(key)?.placed ?? [] }) };
  });
  return (values) => {
    const key = JSON.stringify(values);
    const { pairs } = promptPairs(sideA.of(key), sideB.of(key), places);
    const mean = (side: "a" | "b") => meanOf(pairs.map((pair) => pair[side]), { metric: sideA.metric, confidence });
    return { a: mean("a"), b: mean("b") };
  };
}

import type { DataFrame } from "./data_frame.ts";
import { formatterOf } from "./_formatter_of.ts";

/** Columns of figures whose unit stands in the column `unit`, row by row. */
const FIGURES: ReadonlySet<string> = new Set([
  "mean_a",
  "mean_b",
  "difference",
  "low",
  "high",
  "value",
  "detectable",
  "wanted",
  "sd_between",
  "sd_within",
]);

/** What a column would be called that has figures of a unit only. */
const NAMES: ReadonlyMap<unknown, string> = new Map([["US$", "usd"], ["ms", "ms"], ["tokens", "tokens"]]);

/**
 * The cells of a column whose figures have a unit of their own in each row: that of the column `unit`, or of `cost_unit`
 * for `cost`, `cost_low` and `cost_high`; `null` where the frame has none. Rows of one unit have the same decimals.
 */
export function unitCells(frame: DataFrame, name: string, values: readonly unknown[]): string[] | null {
  const own = `${name.replace(/_(low|high)$/, "")}_unit`;
  const column = frame.columns.includes(own)
    ? own
    : FIGURES.has(name) && frame.columns.includes("unit")
    ? "unit"
    : null;
  if (column === null) return null;
  const units = frame.getColumn(column).toArray() as unknown[];
  const formatters = new Map([...new Set(units)].map((unit) => [
    unit,
    formatterOf(NAMES.get(unit) ?? name, values.filter((_, row) => units[row] === unit)),
  ]));
  return values.map((value, row) => formatters.get(units[row])!(value));
}

import { UserError } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import { mean } from "../../statistics/mod.ts";
import { compareValues, type Table } from "../frames/mod.ts";
import type { Metric } from "./_metric.ts";
import { placeColumns, type PlacedCells, placedCells, promptFigures } from "./_prompt_pairs.ts";
import { valueName } from "./_value_name.ts";

/** A variant: what has the same values in some columns. */
export interface Variant {
  readonly values: readonly ColumnValue[];
  readonly name: string;
  readonly placed: readonly PlacedCells[];
}

/** The endpoint, and every parameter that has several values, `seed` apart, which is a repeat under another name. */
export function defaultBy(table: Table): string[] {
  const varying = table.names.filter((name) =>
    name.startsWith("param_") && name !== "param_seed" && table.codes(name).values.length > 1
  );
  return ["endpoint", ...varying];
}

/** The variants of a table, sorted by their values, and the columns by which places within them are told apart. */
export function variantsOf(
  table: Table,
  by: readonly string[],
): { readonly variants: readonly Variant[]; readonly places: readonly string[] } {
  const places = placeColumns(table, by);
  const groups = [...placedCells(table, { by, places }).values()].sort((a, b) => compareValues(a.values, b.values));
  const variants = groups.map(({ values, placed }) => ({ values, placed, name: variantName(by, values) }));
  return { variants, places };
}

/** `m@a, temperature=0.5` */
export function variantName(by: readonly string[], values: readonly ColumnValue[]): string {
  return values.map((value, i) => valueName(by[i], value)).join(", ");
}

/**
 * The variant that somebody means: by its values, its name, or the value of the only column.
 * @throws {UserError} when there is none.
 */
export function namedVariant(variants: readonly Variant[], wanted: ColumnValue | readonly ColumnValue[]): Variant {
  const values = JSON.stringify(Array.isArray(wanted) ? wanted : [wanted]);
  const found = variants.find((variant) => JSON.stringify(variant.values) === values || variant.name === wanted);
  if (found !== undefined) return found;
  const names = variants.map(({ name }) => name).join("; ");
  throw new UserError(
    `Cannot compare against a variant that the frame does not have: current value is ${
      JSON.stringify(wanted)
    }; it has ${names}`,
  );
}

/** The best by its mean over prompts; the first of several that are as good, or where nobody knows. */
export function bestVariant(variants: readonly Variant[], metric: Metric): Variant | undefined {
  const sign = metric.betterIs === "lower" ? -1 : 1;
  const means = variants.map(({ placed }) => {
    const value = mean([...promptFigures({ metric, placed }).values()]);
    return value === null ? -Infinity : sign * value;
  });
  const most = means.reduce((top, value) => Math.max(top, value), -Infinity);
  return variants[Math.max(0, means.indexOf(most))];
}

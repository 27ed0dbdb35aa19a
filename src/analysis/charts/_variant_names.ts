import { shortNames } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import { parameterName } from "./_axes.ts";

/** How variants are called in a chart. */
export interface VariantNames {
  /** One a variant, without what all have in common. */
  readonly names: readonly string[];
  /** What all have in common, as lines of text. */
  readonly common: readonly string[];
}

/** `q4_0, temperature 0.5`: the names of variants, each of which is its values of the columns `by`. */
export function variantNames(variants: readonly (readonly ColumnValue[])[], by: readonly string[]): VariantNames {
  if (by.length === 0) return { names: variants.map(() => "all"), common: [] };
  const first = variants.map(([value]) => String(value ?? "none"));
  const distinct = [...new Set(first)];
  const short = shortNames(distinct);
  const isOne = distinct.length === 1 && by.length > 1;
  const names = variants.map(([, ...others], i) =>
    [
      ...(isOne ? [] : [named(by[0], short.short(first[i]))]),
      ...others.map((value, k) => `${parameterName(by[k + 1])} ${value ?? "none"}`),
    ].join(", ")
  );
  return { names, common: isOne ? [named(by[0], distinct[0])] : short.common };
}

/** Endpoints, models and providers are known by their names; `0.5` alone says nothing. */
function named(column: string, value: string): string {
  return column.startsWith("param_") ? `${parameterName(column)} ${value}` : value;
}

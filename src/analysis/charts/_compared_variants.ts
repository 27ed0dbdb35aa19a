import { UserError } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import { type DataFrame, frameTable, type Table } from "../frames/mod.ts";
import { compare, type ComparisonOptions } from "../verbs/mod.ts";
import { pairedMeans } from "./_paired_means.ts";
import { variantNames } from "./_variant_names.ts";

/** A mean with its interval. */
export interface Mean {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** A variant on both sides, and the difference between them. */
export interface Compared {
  readonly name: string;
  readonly a: Mean;
  readonly b: Mean;
  readonly difference: Mean;
  readonly p: number | null;
  /** The prompts that are paired. */
  readonly prompts: number;
}

/** What `compare` says of one metric. */
export interface Comparison {
  readonly variants: readonly Compared[];
  /** What the names of all variants have in common. */
  readonly common: readonly string[];
  /** Variants without a prompt that both sides have. */
  readonly unpaired: number;
  readonly unit: string | null;
  readonly betterIs: "higher" | "lower" | null;
  readonly method: string;
}

/** What is compared. */
export interface ComparedOptions extends Omit<ComparisonOptions, "metrics"> {
  readonly by?: string | readonly string[];
  readonly metric: string;
}

/** Both sides of each variant, the greatest difference first. */
export function comparedVariants(a: DataFrame, b: DataFrame, options: ComparedOptions): Comparison {
  const { metric, confidence = 0.95 } = options;
  const by = [options.by ?? defaultBy(a, b)].flat();
  const table = frameTable(compare(a, b, { ...options, by, metrics: [metric] }));
  const meansOf = pairedMeans(a, b, { by, metric, confidence, reduction: options.reduction });
  const columns = by.map((name) => table.column(name));
  const known = table.column("difference").flatMap((value, row) => value === null ? [] : [row]);
  if (known.length === 0) {
    throw new UserError(`Cannot compare as no prompt is in both with this metric: current value is "${metric}"`);
  }
  const { names, common } = variantNames(known.map((row) => columns.map((column) => column[row])), by);
  const variants = known.map((row, i): Compared => {
    const means = meansOf(columns.map((column) => column[row]));
    return {
      name: names[i],
      a: means.a!,
      b: means.b!,
      difference: { value: number(table, "difference", row)!, ...interval(table, row) },
      p: number(table, "p_adjusted", row),
      prompts: number(table, "n_pairs", row)!,
    };
  });
  return {
    variants: variants.sort((x, y) => y.difference.value - x.difference.value),
    common,
    unpaired: table.height - known.length,
    unit: table.column("unit")[known[0]] as string | null,
    betterIs: table.column("better_is")[known[0]] as Comparison["betterIs"],
    method: String(table.column("method")[known[0]]),
  };
}

/** The endpoint where both sides have one in common: two endpoints are compared as a whole. */
function defaultBy(a: DataFrame, b: DataFrame): string[] {
  const [ofA, ofB] = [a, b].map((frame) => frameTable(frame).codes("endpoint").values);
  return ofA.some((endpoint: ColumnValue) => ofB.includes(endpoint)) ? ["endpoint"] : [];
}

function interval(table: Table, row: number) {
  return { low: number(table, "low", row), high: number(table, "high", row) };
}

function number(table: Table, name: string, row: number): number | null {
  const value = table.column(name)[row];
  return value === null ? null : Number(value);
}

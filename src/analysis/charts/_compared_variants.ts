import { UserError } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import { type DataFrame, frameTable } from "../frames/mod.ts";
import { comparedRows, type ComparisonOptions } from "../verbs/mod.ts";
import { variantNames } from "./_variant_names.ts";

/** A mean with its interval. */
export interface Mean {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** How the interval was made, for people. */
  readonly method: string;
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
  const { metric } = options;
  const by = [options.by ?? defaultBy(a, b)].flat();
  const all = comparedRows(a, b, { ...options, by, metrics: [metric] });
  const rows = all.filter(({ difference }) => difference !== null);
  if (rows.length === 0) {
    throw new UserError(`Cannot compare as no prompt is in both with this metric: current value is "${metric}"`);
  }
  const { names, common } = variantNames(rows.map((row) => by.map((name) => row[name])), by);
  const variants = rows.map((row, i): Compared => ({
    name: names[i],
    a: { value: Number(row.mean_a), low: number(row.low_a), high: number(row.high_a), method: String(row.method_a) },
    b: { value: Number(row.mean_b), low: number(row.low_b), high: number(row.high_b), method: String(row.method_b) },
    difference: {
      value: Number(row.difference),
      low: number(row.low),
      high: number(row.high),
      method: withThousands(String(row.method)),
    },
    p: number(row.p_adjusted),
    prompts: Number(row.n_pairs),
  }));
  const [first] = rows;
  return {
    variants: variants.sort((x, y) => y.difference.value - x.difference.value),
    common,
    unpaired: all.length - rows.length,
    unit: first.unit as string | null,
    betterIs: first.better_is as Comparison["betterIs"],
    method: withThousands(String(first.method)),
  };
}

/** The intervals' methods say `10,000 resamples`, and so does then the test's. */
function withThousands(method: string): string {
  return method.replaceAll(/\b\d+(?= resamples)/g, (count) => Number(count).toLocaleString("en-US"));
}

/** The endpoint where both sides have one in common: two endpoints are compared as a whole. */
function defaultBy(a: DataFrame, b: DataFrame): string[] {
  const [ofA, ofB] = [a, b].map((frame) => frameTable(frame).codes("endpoint").values);
  return ofA.some((endpoint: ColumnValue) => ofB.includes(endpoint)) ? ["endpoint"] : [];
}

function number(value: ColumnValue): number | null {
  return value === null ? null : Number(value);
}

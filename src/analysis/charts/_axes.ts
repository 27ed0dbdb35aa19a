import type { ColumnValue } from "../../ledger/mod.ts";
import type { JsonObject } from "../../spec/mod.ts";
import type { Table } from "../frames/mod.ts";

/** More values than this make no readable label, line or tick each. */
const MOST_VALUES = 12;

/** The columns of a run's axes that have several values, `seed` apart, which is a repeat under another name. */
export function varyingParameters(table: Table): string[] {
  return table.names.filter((name) => {
    if (!name.startsWith("param_") || name === "param_seed") return false;
    const count = distinct(table.column(name)).length;
    return count > 1 && count <= MOST_VALUES;
  });
}

/** The different values of a column without null, sorted. */
export function distinct(values: readonly ColumnValue[]): Exclude<ColumnValue, null>[] {
  const seen = [...new Set(values)].filter((value) => value !== null);
  return seen.sort((a, b) => a < b ? -1 : a > b ? 1 : 0);
}

/** `param_temperature` → `temperature`. */
export function parameterName(column: string): string {
  return column.replace(/^param_/, "");
}

/** The least and the most of some numbers, with a margin on both sides. */
export function padded(values: readonly number[], share: number): [low: number, high: number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // A range of rounding errors is none: a share of it would vanish in the sum.
  const hasRange = high - low > Math.abs(high) * 1e-9;
  const margin = (hasRange ? high - low : Math.abs(high) || 1) * share;
  return [low - margin, high + margin];
}

/** A scale that shows values well: logarithmic where they differ by a factor of ten or more. */
export interface FittedScale {
  readonly log: boolean;
  readonly domain: readonly [low: number, high: number];
  /** As Vega-Lite wants it. */
  readonly spec: JsonObject;
  /** Where a value stands, from 0 at the low end to 1 at the high end. */
  share(value: number): number;
}

/**
 * The scale for some values, with a margin on both sides: a share of what they span, 0.05 unless given. `log` says what
 * kind of scale it is where the values are not to decide.
 */
export function fittedScale(
  values: readonly number[],
  { margin = 0.05, log }: { readonly margin?: number; readonly log?: boolean } = {},
): FittedScale {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const isLog = log ?? (least > 0 && most / least >= 10);
  const [low, high] = padded(isLog ? values.map(Math.log) : values, margin);
  const domain: [number, number] = isLog ? [Math.exp(low), Math.exp(high)] : [low, high];
  return {
    log: isLog,
    domain,
    spec: isLog ? { type: "log", domain, nice: false } : { type: "linear", domain, nice: false, zero: false },
    share: (value) => ((isLog ? Math.log(value) : value) - low) / (high - low),
  };
}

/** The scale for mean scores: never logarithmic, and not beyond 0 and 1 by more than a point needs. */
export function scoreScale(values: readonly number[]): FittedScale {
  const [low, high] = padded(values, 0.08);
  const domain: [number, number] = [Math.max(-0.02, low), Math.min(1.02, high)];
  return {
    log: false,
    domain,
    spec: { type: "linear", domain, nice: false, zero: false },
    share: (value) => (value - domain[0]) / (domain[1] - domain[0]),
  };
}

import { UserError } from "../../base/mod.ts";
import { reduceRepeats, type RepeatReduction } from "../../scoring/mod.ts";
import { mean } from "../../statistics/mod.ts";
import type { CellRow, Table } from "../frames/mod.ts";
import { cellNumber } from "./_cell_number.ts";
import { repeatScores } from "./_repeat_scores.ts";

/** Something of a cell that is compared. */
export interface Metric {
  readonly name: string;
  /** `US$`, `ms`, `tokens`, …; `null`: it has none. */
  readonly unit: string | null;
  /** `null`: nobody can say which is better. */
  readonly betterIs: "higher" | "lower" | null;
  /** The mean over some repeats, or what they are reduced to; `null` where none has it. */
  of(cells: readonly CellRow[]): number | null;
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ["cost", "cost_usd"],
  ["latency", "latency_ms"],
  ["ttft", "ttft_ms"],
  ["tpot", "tpot_ms"],
]);

const UNITS: readonly (readonly [pattern: RegExp, unit: string])[] = [
  [/_usd$/, "US$"],
  [/_ms$/, "ms"],
  [/_tokens$/, "tokens"],
];

/**
 * A metric by name: `score`, `cost`, `latency`, `ttft`, `tpot`, `ok`, or any column of numbers. A reduction is that of
 * `score`.
 *
 * @throws {UserError} when the frame lacks the column, or has tokens per second in it.
 */
export function metricOf(table: Table, name: string, reduction?: RepeatReduction): Metric {
  const column = SHORT.get(name) ?? name;
  refuseRate(column);
  const unit = UNITS.find(([pattern]) => pattern.test(column))?.[1] ?? null;
  const facts = { name, unit, betterIs: betterIs(column) };
  if (name === "score" && reduction !== undefined) {
    const scores = repeatScores(table);
    return { ...facts, of: (cells) => reduceRepeats(cells.filter(({ ended }) => ended).map(scores), reduction).score };
  }
  const number = name === "ok" ? ({ ended, ok }: CellRow) => ended ? Number(ok) : null : cellNumber(table, column);
  return { ...facts, of: (cells) => mean(cells.flatMap((cell) => number(cell) ?? [])) };
}

/** A short answer whose tokens all came at once has a rate without bound, and would rule the mean of any others. */
function refuseRate(column: string): void {
  if (!column.endsWith("_tps")) return;
  throw new UserError(
    `Cannot compare means of tokens per second as answers that came at once rule them, take "tpot": current value is "${column}"`,
  );
}

function betterIs(column: string): "higher" | "lower" | null {
  if (column === "ok" || column === "score" || column.startsWith("score_")) return "higher";
  return /_(usd|ms|tokens)$/.test(column) || column === "retries" ? "lower" : null;
}

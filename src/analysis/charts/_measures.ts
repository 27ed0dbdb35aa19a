import { type ShortNames, shortNames } from "../../base/mod.ts";
import { type CellRow, groupCells, type Table } from "../frames/mod.ts";
import { type Observed, observed } from "./_estimates.ts";

/** The times that answers take, as columns of a frame. */
export const MEASURES = [
  { column: "ttft_ms", name: "Time to first token" },
  { column: "latency_ms", name: "Time to last byte" },
] as const;

/** The answers of one series. */
export interface AnsweredSeries {
  readonly series: string;
  readonly answers: readonly CellRow[];
}

/** The series that a column makes, each with the cells that ended with an answer. */
export function answeredSeries(
  table: Table,
  by: string,
): { readonly names: ShortNames; readonly series: readonly AnsweredSeries[] } {
  const groups = groupCells(table, [by]);
  const names = shortNames(groups.map(({ values }) => String(values[0])));
  return {
    names,
    series: groups.map(({ values, cells }) => ({
      series: names.short(String(values[0])),
      answers: cells.filter(({ ok }) => ok),
    })),
  };
}

/** One measure of all series that have it. */
export interface MeasuredPanel {
  readonly name: string;
  readonly lines: readonly { readonly series: string; readonly times: Observed }[];
}

/** The measures that any series has; answers that were not streamed have no first token. */
export function measuredPanels(table: Table, all: readonly AnsweredSeries[]): MeasuredPanel[] {
  return MEASURES.map(({ column, name }) => ({
    name,
    lines: all.map(({ series, answers }) => ({ series, times: observed(table, column, answers) }))
      .filter(({ times }) => times.values.length > 0),
  })).filter(({ lines }) => lines.length > 0);
}

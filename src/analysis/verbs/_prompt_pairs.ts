import type { ColumnValue } from "../../ledger/mod.ts";
import { mean } from "../../statistics/mod.ts";
import { type CellRow, groupCells, type Table } from "../frames/mod.ts";
import type { Metric } from "./_metric.ts";

/** The cells of one prompt at one place: an endpoint and a point of the grid. */
export interface PlacedCells {
  readonly prompt: ColumnValue;
  readonly place: readonly ColumnValue[];
  readonly cells: readonly CellRow[];
}

/** One side of a comparison. */
export interface Side {
  readonly metric: Metric;
  readonly placed: readonly PlacedCells[];
}

/** What two sides say of a metric, prompt by prompt. */
export interface PromptPairs {
  /** By prompt, in the order of the first side: the means over the places that both have. */
  readonly pairs: readonly { readonly a: number; readonly b: number }[];
  /** Prompts that only one of them can say something of. */
  readonly onlyA: number;
  readonly onlyB: number;
  /** Places of prompts that are paired, which only one of them has: they are left out. */
  readonly unmatched: number;
  /** The columns by which places were matched. */
  readonly matched: readonly string[];
}

/** The columns that tell places apart, but those that are in `by`. A seed is a repeat under another name. */
export function placeColumns(table: Table, by: readonly string[]): string[] {
  return table.names.filter((name) =>
    (name === "endpoint" || (name.startsWith("param_") && name !== "param_seed")) && !by.includes(name)
  );
}

/** The cells of a table by the values of `by`, then by prompt and place. */
export function placedCells(
  table: Table,
  { by, places }: { readonly by: readonly string[]; readonly places: readonly string[] },
): Map<string, { readonly values: readonly ColumnValue[]; readonly placed: PlacedCells[] }> {
  const groups = new Map<string, { readonly values: readonly ColumnValue[]; readonly placed: PlacedCells[] }>();
  for (const { values, cells } of groupCells(table, [...by, "prompt_id", ...places])) {
    const own = values.slice(0, by.length);
    const key = JSON.stringify(own);
    const group = groups.get(key) ?? { values: own, placed: [] };
    groups.set(key, group);
    group.placed.push({ prompt: values[by.length], place: values.slice(by.length + 1), cells });
  }
  return groups;
}

/**
 * Like is compared with like: a prompt's figure on a side is the mean over its places, of those that the other side has
 * too. Two variants may differ in a column altogether (two endpoints): by such a column, of which they share no value,
 * places are not matched.
 */
export function promptPairs(a: Side, b: Side, places: readonly string[]): PromptPairs {
  const matched = places.map((_, i) => i).filter((i) => shareValue(a.placed, b.placed, i));
  const [ofA, ofB] = [figures(a, matched), figures(b, matched)];
  const pairs: { a: number; b: number }[] = [];
  let unmatched = 0;
  for (const [prompt, own] of ofA) {
    const other = ofB.get(prompt);
    const both = other === undefined ? [] : [...own.keys()].filter((place) => other.has(place));
    if (other === undefined || both.length === 0) continue;
    pairs.push({
      a: mean(both.map((place) => own.get(place)!))!,
      b: mean(both.map((place) => other.get(place)!))!,
    });
    unmatched += own.size + other.size - 2 * both.length;
  }
  return {
    pairs,
    onlyA: ofA.size - pairs.length,
    onlyB: ofB.size - pairs.length,
    unmatched,
    matched: matched.map((i) => places[i]),
  };
}

/** A variant's figures by prompt: the means over its places. */
export function promptFigures(side: Side): Map<ColumnValue, number> {
  const places = side.placed[0]?.place.map((_, i) => i) ?? [];
  return new Map([...figures(side, places)].map(([prompt, byPlace]) => [prompt, mean([...byPlace.values()])!]));
}

function shareValue(a: readonly PlacedCells[], b: readonly PlacedCells[], i: number): boolean {
  const known = new Set(a.map(({ place }) => place[i]));
  return b.some(({ place }) => known.has(place[i]));
}

/** By prompt and place, the metric of what there is. */
function figures({ metric, placed }: Side, matched: readonly number[]): Map<ColumnValue, Map<string, number>> {
  const cells = new Map<ColumnValue, Map<string, CellRow[]>>();
  for (const { prompt, place, cells: own } of placed) {
    const key = JSON.stringify(matched.map((i) => place[i]));
    const byPlace = cells.get(prompt) ?? new Map<string, CellRow[]>();
    cells.set(prompt, byPlace);
    byPlace.set(key, [...byPlace.get(key) ?? [], ...own]);
  }
  const found = new Map<ColumnValue, Map<string, number>>();
  for (const [prompt, byPlace] of cells) {
    const known = [...byPlace].flatMap(([key, own]): [string, number][] => {
      const figure = metric.of(own);
      return figure === null ? [] : [[key, figure]];
    });
    if (known.length > 0) found.set(prompt, new Map(known));
  }
  return found;
}

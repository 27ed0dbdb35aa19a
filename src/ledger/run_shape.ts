import type { Attempt, JsonValue } from "../spec/mod.ts";
import type { ColumnType } from "./columns.ts";
import { ShapeCollector } from "./_shape_collector.ts";

/** What the columns of a run's results depend on: its axes with the types of their columns, and its scorers. */
export interface RunShape {
  /** The axes in the order of their columns. */
  readonly axes: { readonly [axis: string]: ColumnType };
  /** The scorers in the order of their columns. */
  readonly scorers: readonly string[];
}

/**
 * The shape of a run whose axes' values and scorers are known beforehand. An axis is numeric (f64) when all its values
 * are numbers, bool when all are booleans, else utf8; `null` values fit every type.
 */
export function runShape(
  axes: { readonly [axis: string]: Iterable<JsonValue> },
  scorers: readonly string[],
): RunShape {
  const collector = new ShapeCollector();
  for (const [axis, values] of Object.entries(axes)) {
    // An axis without any value has its column too.
    for (const value of [null, ...values]) collector.addAxes({ [axis]: value });
  }
  return { axes: collector.shape().axes, scorers: [...scorers] };
}

/**
 * The shape of a run, collected from its attempts. Axes and scorers stand in the order in which they first occur.
 */
export async function collectShape(attempts: AsyncIterable<Attempt>): Promise<RunShape> {
  const collector = new ShapeCollector();
  for await (const { axes, scores } of attempts) {
    collector.addAxes(axes);
    collector.addScores(scores);
  }
  return collector.shape();
}

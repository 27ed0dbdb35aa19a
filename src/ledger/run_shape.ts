import type { Attempt, JsonValue } from "../spec/mod.ts";
import type { ColumnType } from "./columns.ts";

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
  const types = new Map<string, ColumnType | null>();
  for (const [axis, values] of Object.entries(axes)) {
    let type: ColumnType | null = null;
    for (const value of values) type = widen(type, value);
    types.set(axis, type);
  }
  return { axes: settled(types), scorers: [...scorers] };
}

/**
 * The shape of a run, collected from its attempts. Axes and scorers stand in the order in which they first occur.
 */
export async function collectShape(attempts: AsyncIterable<Attempt>): Promise<RunShape> {
  const types = new Map<string, ColumnType | null>();
  const scorers = new Set<string>();
  for await (const attempt of attempts) {
    for (const axis in attempt.axes) types.set(axis, widen(types.get(axis) ?? null, attempt.axes[axis]));
    for (const scorer in attempt.scores) scorers.add(scorer);
  }
  return { axes: settled(types), scorers: [...scorers] };
}

/** The type that holds a value beside those that have been seen; `null` while nothing but `null` has been. */
function widen(type: ColumnType | null, value: JsonValue): ColumnType | null {
  if (value === null) return type;
  const own = typeof value === "number" ? "f64" : typeof value === "boolean" ? "bool" : "utf8";
  return type === null || type === own ? own : "utf8";
}

function settled(types: ReadonlyMap<string, ColumnType | null>): { [axis: string]: ColumnType } {
  return Object.fromEntries([...types].map(([axis, type]) => [axis, type ?? "utf8"]));
}

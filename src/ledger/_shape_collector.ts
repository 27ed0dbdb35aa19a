import type { JsonValue } from "../spec/mod.ts";
import type { ColumnType } from "./columns.ts";
import type { RunShape } from "./run_shape.ts";

/** Collects the shape of a run, try by try. Axes and scorers stand in the order in which they first occur. */
export class ShapeCollector {
  readonly #types = new Map<string, ColumnType | null>();
  readonly #scorers = new Set<string>();

  /** Takes the axes of a try. */
  addAxes(axes: { readonly [axis: string]: JsonValue }): void {
    for (const axis in axes) this.#types.set(axis, widen(this.#types.get(axis) ?? null, axes[axis]));
  }

  /** Takes the verdicts of a try. */
  addScores(scores: { readonly [scorer: string]: unknown }): void {
    for (const scorer in scores) this.#scorers.add(scorer);
  }

  /** The shape so far. An axis that has had no value yet is text. */
  shape(): RunShape {
    const axes = Object.fromEntries(
      [...this.#types].map(([axis, type]): [string, ColumnType] => [axis, type ?? "utf8"]),
    );
    return { axes, scorers: [...this.#scorers] };
  }
}

/** The type that holds a value beside those that have been seen; `null` while nothing but `null` has been. */
function widen(type: ColumnType | null, value: JsonValue): ColumnType | null {
  if (value === null) return type;
  const own = typeof value === "number" ? "f64" : typeof value === "boolean" ? "bool" : "utf8";
  return type === null || type === own ? own : "utf8";
}

import type { JsonValue } from "../spec/mod.ts";
import type { ColumnType } from "./columns.ts";
import type { RunShape } from "./run_shape.ts";

/** Collects the shape of a run, try by try. Axes and scorers stand in the order in which they first occur. */
export class ShapeCollector {
  readonly #types = new Map<string, ColumnType | null>();
  readonly #scorers = new Set<string>();
  #changes = 0;

  /** How often the shape has changed. */
  get changes(): number {
    return this.#changes;
  }

  /** Takes the axes of a try. */
  addAxes(axes: { readonly [axis: string]: JsonValue }): void {
    for (const axis in axes) {
      const known = this.#types.get(axis);
      const type = widen(known ?? null, axes[axis]);
      if (type === known) continue;
      this.#types.set(axis, type);
      this.#changes++;
    }
  }

  /** Takes the verdicts of a try. */
  addScores(scores: { readonly [scorer: string]: unknown }): void {
    for (const scorer in scores) {
      if (this.#scorers.has(scorer)) continue;
      this.#scorers.add(scorer);
      this.#changes++;
    }
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

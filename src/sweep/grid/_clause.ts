import type { Axis } from "../axis.ts";
import { type Dimension, placeAt } from "./_dimension.ts";
import type { PointCondition } from "./grid_rules.ts";

/** A condition as a walk through the dimensions asks it, one dimension after the other. */
export interface Clause {
  /** By dimension, the steps that meet it; dimensions that it is not about are not in it. */
  readonly meets: ReadonlyMap<number, (step: number) => boolean>;
  /** Whether it can still be met where a dimension that it is about does not apply. */
  readonly outlivesAbsence: boolean;
  /** The last dimension at which somebody asks whether it is met so far; `Infinity`: at the end. */
  readonly until: number;
  /** Whether nothing that meets it is a point. */
  readonly excludes: boolean;
}

/** A condition on values, as a clause over the dimensions of some product. */
export function clauseOf(
  condition: Pick<PointCondition, "axes">,
  { axes, dimensions, ...rest }: {
    readonly axes: readonly Axis[];
    readonly dimensions: readonly Dimension[];
    readonly outlivesAbsence?: boolean;
    readonly until?: number;
    readonly excludes?: boolean;
  },
): Clause {
  const meets = new Map<number, (step: number) => boolean>();
  dimensions.forEach((dimension, at) => {
    const tests = dimension.axes.flatMap((axis) => {
      const places = condition.axes[axes[axis].name];
      return places === undefined ? [] : [{ axis, places: new Set(places) }];
    });
    if (tests.length === 0) return;
    meets.set(at, (step) => tests.every(({ axis, places }) => places.has(placeAt(dimension, step, axis))));
  });
  return { meets, outlivesAbsence: false, until: Infinity, excludes: false, ...rest };
}

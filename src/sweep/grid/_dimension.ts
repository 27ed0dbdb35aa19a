import type { Axis } from "../axis.ts";
import type { GridRules, PointCondition } from "./grid_rules.ts";

/** Axes that move together: one, or those of a zip. */
export interface Dimension {
  /** Their places in the plan. */
  readonly axes: readonly number[];
  /** How many steps it has. */
  readonly size: number;
  /** The places of its axes' values at each step; absent: of one axis, the step itself. */
  readonly steps?: readonly (readonly number[])[];
}

/** The dimensions of a plan's product, in the order in which points are counted: what a condition names goes first. */
export function dimensionsOf(axes: readonly Axis[], { zip = [], product, when }: GridRules): Dimension[] {
  const size = ({ name, values }: Axis) => product?.[name] ?? values.length;
  const dimensions: Dimension[] = [];
  axes.forEach((axis, i) => {
    const group = zip.find((names) => names.includes(axis.name));
    if (group === undefined) dimensions.push({ axes: [i], size: size(axis) });
    else if (group[0] === axis.name) dimensions.push(zipped(group, axes, size(axis)));
  });
  return inOrder(dimensions, axes, when ?? {});
}

function zipped(group: readonly string[], axes: readonly Axis[], size: number): Dimension {
  const places = group.map((name) => axes.findIndex((axis) => axis.name === name));
  return { axes: places, size, steps: Array.from({ length: size }, (_, step) => places.map(() => step)) };
}

/** Otherwise as they were: a dimension goes behind those that decide whether it applies. */
function inOrder(
  dimensions: readonly Dimension[],
  axes: readonly Axis[],
  when: NonNullable<GridRules["when"]>,
): Dimension[] {
  const ordered: Dimension[] = [];
  const visit = (dimension: Dimension) => {
    if (ordered.includes(dimension)) return;
    for (const name of deciders(dimension, axes, when)) {
      const other = dimensions.find((one) => one.axes.some((i) => axes[i].name === name));
      if (other !== undefined) visit(other);
    }
    ordered.push(dimension);
  };
  for (const dimension of dimensions) visit(dimension);
  return ordered;
}

function deciders(
  dimension: Dimension,
  axes: readonly Axis[],
  when: { readonly [axis: string]: readonly PointCondition[] },
): string[] {
  return dimension.axes.flatMap((i) => Object.hasOwn(when, axes[i].name) ? when[axes[i].name] : [])
    .flatMap((condition) => Object.keys(condition.axes));
}

/** The place of an axis's value at a step. */
export function placeAt({ axes, steps }: Dimension, step: number, axis: number): number {
  return steps === undefined ? step : steps[step][axes.indexOf(axis)];
}

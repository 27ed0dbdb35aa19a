import type { Axis } from "../axis.ts";
import { type Clause, clauseOf } from "./_clause.ts";
import { type Dimension, dimensionsOf, placeAt } from "./_dimension.ts";
import { type GlobbedEndpoint, meetsGlobs } from "./endpoint_globs.ts";
import type { GridRules, PointCondition } from "./grid_rules.ts";
import { JoinedPoints } from "./_joined_points.ts";
import { PointTree } from "./_point_tree.ts";
import type { PointSpace } from "./point_space.ts";

/** What the points of one endpoint are made from. */
export interface SpaceParts {
  readonly axes: readonly Axis[];
  readonly rules: GridRules;
  readonly endpoint: GlobbedEndpoint;
  /** Values that points are restricted to, by axis; absent: all, and where the axis does not apply too. */
  readonly only: { readonly [axis: string]: readonly number[] };
}

/** The points of an endpoint: what the rules leave of the product, and then what they add, each only once. */
export function productSpace(parts: SpaceParts): PointSpace {
  const { axes, rules, endpoint } = parts;
  const includes = (rules.include ?? []).filter(({ at }) => meetsGlobs(endpoint, at));
  const base = dimensionsOf(axes, rules);
  const product = treeOf(base, parts, { clauses: excludes(parts, base, true), keeps: () => true });
  const added = includes.map((include, i) => addedSpace(include, { parts, base, earlier: includes.slice(0, i) }));
  return added.length === 0 ? product : new JoinedPoints([product, ...added]);
}

/** The points of an include that are neither in the product nor in an earlier include. */
function addedSpace(include: PointCondition, { parts, base, earlier }: {
  readonly parts: SpaceParts;
  readonly base: readonly Dimension[];
  readonly earlier: readonly PointCondition[];
}): PointSpace {
  const dimensions = dimensionsWith(include, base, parts.axes);
  const member = memberClause(base, dimensions);
  const others = earlier.map((one) => memberClause(dimensionsWith(one, base, parts.axes), dimensions));
  const marks = excludes(parts, dimensions, false);
  const clauses = [member, ...others, ...marks];
  return treeOf(dimensions, parts, {
    clauses,
    keeps: (met) => {
      if (others.some((_, i) => met.has(1 + i))) return false;
      return !met.has(0) || marks.some((_, i) => met.has(1 + others.length + i));
    },
  });
}

function treeOf(
  dimensions: readonly Dimension[],
  { axes, rules: { when = {} }, endpoint, only }: SpaceParts,
  { clauses: given, keeps }: {
    readonly clauses: readonly Clause[];
    readonly keeps: (met: ReadonlySet<number>) => boolean;
  },
): PointTree {
  const clauses = [...given];
  const needs = new Map<number, number[]>();
  const allowed = new Map<number, (step: number) => boolean>();
  dimensions.forEach((dimension, at) => {
    for (const axis of dimension.axes) {
      const { name } = axes[axis];
      if (Object.hasOwn(only, name)) {
        const places = new Set(only[name]);
        const before = allowed.get(at);
        allowed.set(at, (step) => before?.(step) !== false && places.has(placeAt(dimension, step, axis)));
      }
      if (!Object.hasOwn(when, name)) continue;
      needs.set(at, []);
      for (const condition of when[name]) {
        if (!meetsGlobs(endpoint, condition.at)) continue;
        needs.get(at)!.push(clauses.length);
        clauses.push(clauseOf(condition, { axes, dimensions, until: at }));
      }
    }
  });
  return new PointTree({ dimensions, clauses, axes: axes.length, when: needs, keeps, allowed });
}

function excludes(
  { axes, rules: { exclude = [] }, endpoint }: SpaceParts,
  dimensions: readonly Dimension[],
  isFinal: boolean,
): Clause[] {
  return exclude.filter(({ at }) => meetsGlobs(endpoint, at))
    .map((condition) => clauseOf(condition, { axes, dimensions, excludes: isFinal }));
}

/** Whether a point of one product is one of another, too. Where a dimension does not apply, it does in neither. */
function memberClause(of: readonly Dimension[], dimensions: readonly Dimension[]): Clause {
  const meets = new Map<number, (step: number) => boolean>();
  dimensions.forEach((dimension, at) => {
    const other = of[at];
    if (other === dimension) return;
    const has = hasStep(other);
    meets.set(at, (step) => has(dimension.axes.map((axis) => placeAt(dimension, step, axis))));
  });
  return { meets, outlivesAbsence: true, until: Infinity, excludes: false };
}

function hasStep({ size, steps }: Dimension): (places: readonly number[]) => boolean {
  if (steps === undefined) return ([place]) => place < size;
  const keys = new Set(steps.map((places) => places.join()));
  return (places) => keys.has(places.join());
}

/** The product's dimensions with the values of an include; one that it does not name keeps those of the product. */
function dimensionsWith(
  { axes: values }: PointCondition,
  base: readonly Dimension[],
  axes: readonly Axis[],
): Dimension[] {
  return base.map((dimension) => {
    const names = dimension.axes.map((i) => axes[i].name);
    if (names.every((name) => !Object.hasOwn(values, name))) return dimension;
    const steps = names.reduce<number[][]>(
      (all, name) => all.flatMap((step) => values[name].map((place) => [...step, place])),
      [[]],
    );
    return { axes: dimension.axes, size: steps.length, steps };
  });
}

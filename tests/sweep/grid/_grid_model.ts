import { ABSENT, type Point } from "../../../src/sweep/grid/mod.ts";
import type { GridRules, PointCondition } from "../../../src/sweep/grid/mod.ts";
import { meetsGlobs } from "../../../src/sweep/grid/mod.ts";
import type { Axis, PlanEndpoint } from "../../../src/sweep/mod.ts";

type Named = { readonly [axis: string]: number };

/**
 * The points of an endpoint, made the slow way: every combination is made, conditions are asked of each, and twins are
 * dropped. It shares no code with the grid and is what the grid is held against.
 */
export function modelPoints(axes: readonly Axis[], rules: GridRules, endpoint: PlanEndpoint): Point[] {
  const meets = (point: Named, { at, axes: wanted }: PointCondition) =>
    meetsGlobs(endpoint, at) && Object.entries(wanted).every(([name, places]) => places.includes(point[name]));
  const settle = (point: Named): Named => {
    let now = point;
    for (let round = 0; round <= axes.length; round++) {
      const before = now;
      now = Object.fromEntries(
        Object.entries(before).filter(([name]) =>
          rules.when?.[name] === undefined || rules.when[name].some((one) => meets(before, one))
        ),
      );
    }
    return now;
  };
  const size = ({ name, values }: Axis) => rules.product?.[name] ?? values.length;
  const combine = (given: { readonly [axis: string]: readonly number[] }): Named[] => {
    let all: Named[] = [{}];
    for (const axis of axes) {
      const group = rules.zip?.find((names) => names.includes(axis.name));
      const isGiven = Object.hasOwn(given, axis.name);
      const places = given[axis.name] ?? Array.from({ length: size(axis) }, (_, i) => i);
      all = all.flatMap((point) =>
        places.filter((place) =>
          isGiven || group === undefined || !Object.hasOwn(point, group[0]) || point[group[0]] === place
        ).map((place) => ({ ...point, [axis.name]: place }))
      );
    }
    return all;
  };
  const kept = new Map<string, Named>();
  const add = (point: Named) => {
    const key = axes.map(({ name }) => point[name] ?? ABSENT).join();
    if (!kept.has(key)) kept.set(key, point);
  };
  const listed = rules.points?.map((point) => Object.fromEntries(axes.map(({ name }, i) => [name, point[i]])));
  for (const point of (listed ?? combine({})).map(settle)) {
    if (!(rules.exclude ?? []).some((one) => meets(point, one))) add(point);
  }
  for (const one of rules.include ?? []) {
    if (meetsGlobs(endpoint, one.at)) combine(one.axes).map(settle).forEach(add);
  }
  return [...kept.values()].map((point) => axes.map(({ name }) => point[name] ?? ABSENT));
}

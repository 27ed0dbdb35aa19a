import { meetsGlobs } from "./endpoint_globs.ts";
import type { PointCondition } from "./grid_rules.ts";
import { JoinedPoints } from "./_joined_points.ts";
import { PointList } from "./_point_list.ts";
import { ABSENT, type Point, type PointSpace } from "./point_space.ts";
import { productSpace, type SpaceParts } from "./_product_space.ts";

/** The points of an endpoint where a sample stands in the place of the product, each only once. */
export function listedSpace(parts: SpaceParts, points: readonly Point[]): PointSpace {
  const { rules, axes, only } = parts;
  const seen = new Set<string>();
  const kept: Point[] = [];
  const withoutIdle = idleRemover(parts);
  const add = (point: Point) => {
    const key = point.join();
    if (seen.has(key)) return;
    seen.add(key);
    if (axes.every(({ name }, i) => !Object.hasOwn(only, name) || only[name].includes(point[i]))) kept.push(point);
  };
  const isExcluded = conditionTest(parts, rules.exclude ?? []);
  for (const given of points) {
    const point = withoutIdle(given);
    if (!isExcluded(point)) add(point);
  }
  const added = addedPoints(parts);
  for (let i = 0; i < added.count; i++) add(added.at(i));
  return new PointList(kept);
}

/** What the includes add to a product that has nothing. */
function addedPoints(parts: SpaceParts): PointSpace {
  const { include, ...rules } = parts.rules;
  if (include === undefined) return new JoinedPoints([]);
  const spaces = include.filter(({ at }) => meetsGlobs(parts.endpoint, at)).map((one) => {
    const everything: PointCondition = { axes: {} };
    return productSpace({ ...parts, only: {}, rules: { ...rules, exclude: [everything], include: [one] } });
  });
  return new JoinedPoints(spaces);
}

/** Takes the axes that do not apply out of a point. */
function idleRemover(parts: SpaceParts): (point: Point) => Point {
  const { axes, rules: { when } } = parts;
  if (when === undefined) return (point) => point;
  const applies = axes.map(({ name }) => Object.hasOwn(when, name) ? conditionTest(parts, when[name]) : () => true);
  return (point) => {
    let left = point;
    // What a condition names may have one itself: as often as there are conditions.
    for (let more = Object.keys(when).length; more > 0; more--) {
      const before = left;
      left = before.map((place, i) => applies[i](before) ? place : ABSENT);
    }
    return left;
  };
}

function conditionTest(
  { axes, endpoint }: Pick<SpaceParts, "axes" | "endpoint">,
  conditions: readonly PointCondition[],
): (point: Point) => boolean {
  const tests = conditions.filter(({ at }) => meetsGlobs(endpoint, at)).map((condition) =>
    axes.flatMap(({ name }, i) =>
      Object.hasOwn(condition.axes, name) ? [{ i, places: new Set(condition.axes[name]) }] : []
    )
  );
  return (point) => tests.some((parts) => parts.every(({ i, places }) => places.has(point[i])));
}

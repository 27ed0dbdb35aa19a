import type { ChatParameters, JsonValue } from "../spec/mod.ts";
import type { Axis } from "./axis.ts";
import { gridOf, type GridSource } from "./grid/mod.ts";

/** A value of an axis, and how many points of an endpoint's grid have it. */
export interface ValueShare<T> {
  /** `null`: the axis does not apply there, and nothing is fixed. */
  readonly value: T | null;
  readonly points: number;
}

/** What an endpoint's cells send of a parameter: the values of its axis, else the one that is fixed. */
export function valueShares<T extends JsonValue>(
  plan: GridSource,
  endpoint: number,
  field: Exclude<keyof ChatParameters, "extra">,
): ValueShare<T>[] {
  const { points } = gridOf(plan).endpoints[endpoint];
  const fixed = (plan.endpoints[endpoint].parameters[field] ?? null) as T | null;
  const at = plan.axes.findIndex((axis) => axis.field === field);
  if (at === -1) return [{ value: fixed, points: points.count }];
  const shares = points.counts(at).map((count, i): ValueShare<T> => ({
    value: plan.axes[at].values[i] as T,
    points: count,
  }));
  const rest = points.count - shares.reduce((sum, share) => sum + share.points, 0);
  return [...shares, { value: fixed, points: rest }].filter((share) => share.points > 0);
}

/** How many points of an endpoint's grid have each value of an axis of templates, as a share of all; `[1]` without. */
export function textShares(
  plan: GridSource,
  endpoint: number,
  field: Axis["field"] & ("system" | "template"),
): number[] {
  const { points } = gridOf(plan).endpoints[endpoint];
  const at = plan.axes.findIndex((axis) => axis.field === field);
  return at === -1 ? [1] : points.counts(at).map((count) => count / points.count);
}

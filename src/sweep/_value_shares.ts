import type { ChatParameters, JsonValue } from "../spec/mod.ts";
import { gridOf, type GridOnly, type GridSource } from "./grid/mod.ts";
import type { SampleChoice, SampleList } from "./sample_list.ts";

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

/**
 * How many points of each endpoint are asked with each choice of templates, by the choices' order; one number, of all
 * points, without axes of templates.
 */
export function choicePoints(plan: GridSource & { readonly samples: SampleList }): (endpoint: number) => number[] {
  const { choices } = plan.samples;
  if (choices === undefined) return (endpoint) => [gridOf(plan).endpoints[endpoint].points.count];
  const grids = choices.map((choice) => gridOf({ ...plan, only: withChoice(plan.only, choice) }));
  return (endpoint) => grids.map((grid) => grid.endpoints[endpoint].points.count);
}

function withChoice(only: GridOnly | undefined, choice: SampleChoice): GridOnly {
  const axes: { [axis: string]: readonly number[] } = { ...only?.axes };
  for (const [name, place] of Object.entries(choice)) {
    axes[name] = (axes[name] ?? [place]).filter((one) => one === place);
  }
  return { written: [], ...only, axes };
}

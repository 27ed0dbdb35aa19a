import type { Axis } from "../axis.ts";
import { type GlobbedEndpoint, meetsGlobs } from "./endpoint_globs.ts";
import type { GridRules, PointCondition } from "./grid_rules.ts";
import { productSpace } from "./_product_space.ts";

/** A rule that does nothing. */
export interface IdleRule {
  readonly kind: "exclude" | "include" | "when" | "grid";
  /** Its place among those of its kind; the name of the axis; nothing where it is the whole grid. */
  readonly which: number | string | null;
  /** Ends a sentence about it. */
  readonly rule: string;
}

/** The rules of a grid that change nothing at any of the endpoints: each is a mistake. */
export function idleRules(
  axes: readonly Axis[],
  { points: _, ...rules }: GridRules,
  endpoints: readonly GlobbedEndpoint[],
): IdleRule[] {
  const space = (endpoint: GlobbedEndpoint, change: Partial<GridRules>, only: PointCondition["axes"] = {}) =>
    productSpace({ axes, rules: { ...rules, ...change }, endpoint, only }).count;
  const idle: IdleRule[] = [];
  const whole = { exclude: [], include: [] };
  (rules.exclude ?? []).forEach(({ at, axes: values }, i) => {
    if (endpoints.some((one) => meetsGlobs(one, at) && space(one, whole, values) > 0)) return;
    idle.push({ kind: "exclude", which: i, rule: "leaves nothing out: no point of the grid meets all of it" });
  });
  (rules.include ?? []).forEach((include, i) => {
    const adds = (one: GlobbedEndpoint) => space(one, { include: [include] }) > space(one, { include: [] });
    if (endpoints.some((one) => meetsGlobs(one, include.at) && adds(one))) return;
    idle.push({ kind: "include", which: i, rule: "adds nothing: the grid has all of its points already" });
  });
  for (const name of Object.keys(rules.when ?? {})) {
    const all = { [name]: axes.find((axis) => axis.name === name)!.values.map((_, i) => i) };
    if (endpoints.some((one) => space(one, whole, all) > 0)) continue;
    idle.push({ kind: "when", which: name, rule: "is met nowhere: the axis would apply to no cell" });
  }
  if (idle.length === 0 && endpoints.every((one) => space(one, {}) === 0)) {
    idle.push({ kind: "grid", which: null, rule: "has no point left: its rules leave all of them out" });
  }
  return idle;
}

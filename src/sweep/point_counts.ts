import { gridOf, type GridSource } from "./grid/mod.ts";

/** How many points of the axes each endpoint of a plan has, in their order: the variants that each prompt is asked in. */
export function pointCounts(plan: GridSource): number[] {
  return gridOf(plan).endpoints.map(({ points }) => points.count);
}

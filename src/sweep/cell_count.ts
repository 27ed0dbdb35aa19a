import { gridOf, type GridSource } from "./grid/mod.ts";

/** How many cells the grid of a plan has: endpoints × samples × the points of the axes × repeats, without making them. */
export function cellCount(plan: GridSource): number {
  return gridOf(plan).count;
}

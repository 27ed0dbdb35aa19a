import type { Cell } from "../spec/mod.ts";
import { CellMaker } from "./_cell_maker.ts";
import { cellCount } from "./cell_count.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** Options of {@linkcode cellsOf}. */
export interface CellsOfOptions {
  /** Leaves a cell out before it is made: for those that are finished. */
  readonly skip?: (index: number) => boolean;
}

/**
 * The cells of a plan, one at a time, in the grid's order: by endpoint, then by sample, then by the axes as the file
 * has them, then by repeat. Nothing is kept, so that a plan of a million cells needs no more memory than one of ten.
 *
 * @example The first label
 * ```ts no-assert
 * import { cellsOf, loadPlan } from "@tapedeck/tapedeck";
 *
 * const plan = await loadPlan("sweeps/quickstart.toml");
 * for (const cell of cellsOf(plan)) {
 *   console.log(cell.label);
 *   break;
 * }
 * ```
 */
export function* cellsOf(plan: SweepPlan, { skip }: CellsOfOptions = {}): Generator<Cell, void, void> {
  const maker = new CellMaker(plan);
  const count = cellCount(plan);
  for (let index = 0; index < count; index++) {
    if (!skip?.(index)) yield maker.at(index);
  }
}

import type { Cell } from "../spec/mod.ts";
import { CellMaker } from "./_cell_maker.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/**
 * One cell of a plan by its place in the grid's order, from 0: the same that {@linkcode cellsOf} gives there.
 *
 * @throws {RangeError} when the plan has no such cell.
 */
export function cellAt(plan: SweepPlan, index: number): Cell {
  return new CellMaker(plan).at(index);
}

import type { Attempt, Cell } from "../../spec/mod.ts";
import { CellMaker } from "../_cell_maker.ts";
import { cellCount } from "../cell_count.ts";
import type { SweepPlan } from "../sweep_plan.ts";

/** Finds the cells of answers: at their places, or, where the plan has changed, by what was sent. */
export class CellFinder {
  readonly #plan: SweepPlan;
  readonly #maker: CellMaker;
  readonly #count: number;
  #places: ReadonlyMap<string, number> | null = null;

  constructor(plan: SweepPlan) {
    this.#plan = plan;
    this.#maker = new CellMaker(plan);
    this.#count = cellCount(plan);
  }

  find({ cellId, cellIndex }: Attempt): Cell | null {
    if (cellIndex < this.#count) {
      const cell = this.#maker.at(cellIndex);
      if (cell.id === cellId) return cell;
    }
    this.#places ??= placesOf(this.#plan, this.#count);
    const place = this.#places.get(cellId);
    return place === undefined ? null : this.#maker.at(place);
  }
}

function placesOf(plan: SweepPlan, count: number): Map<string, number> {
  const maker = new CellMaker(plan);
  const places = new Map<string, number>();
  for (let index = 0; index < count; index++) places.set(maker.at(index).id, index);
  return places;
}

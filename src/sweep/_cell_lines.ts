import type { Cell } from "../spec/mod.ts";
import { CellMaker } from "./_cell_maker.ts";
import { gridOf } from "./grid/mod.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** The cells of one endpoint that have not ended, in the grid's order, and how many of them wait. */
class CellLine {
  readonly #maker: CellMaker;
  readonly #skip: (index: number) => boolean;
  readonly #end: number;
  #index: number;
  waiting = 0;

  constructor(plan: SweepPlan, { begin, end, skip }: { begin: number; end: number; skip: (index: number) => boolean }) {
    this.#maker = new CellMaker(plan);
    this.#skip = skip;
    this.#index = begin;
    this.#end = end;
  }

  next(): Cell | null {
    while (this.#index < this.#end && this.#skip(this.#index)) this.#index++;
    return this.#index < this.#end ? this.#maker.at(this.#index++) : null;
  }
}

/**
 * The cells of a plan in one line per endpoint, so that an endpoint whose calls must wait does not keep those of the
 * others from being made. A line is asked again only while fewer than `mostWaiting` of its cells wait.
 */
export class CellLines {
  readonly #lines: ReadonlyMap<string, CellLine>;
  readonly #mostWaiting: number;
  /** Those that may have cells left, the one whose turn it is first. */
  #turns: CellLine[];

  constructor(plan: SweepPlan, { skip, mostWaiting }: { skip: (index: number) => boolean; mostWaiting: number }) {
    const { endpoints } = gridOf(plan);
    this.#lines = new Map(
      plan.endpoints.map(({ key }, i) => [
        key,
        new CellLine(plan, { begin: endpoints[i].begin, end: endpoints[i].end, skip }),
      ]),
    );
    this.#turns = [...this.#lines.values()];
    this.#mostWaiting = mostWaiting;
  }

  /** The next cell; `null`: there is none, or every endpoint that has one left has enough that wait. */
  next(): Cell | null {
    for (let asked = this.#turns.length; asked > 0; asked--) {
      const line = this.#turns.shift()!;
      if (line.waiting >= this.#mostWaiting) {
        this.#turns.push(line);
        continue;
      }
      const cell = line.next();
      if (cell === null) continue;
      this.#turns.push(line);
      return cell;
    }
    return null;
  }

  /** A cell of the endpoint waits. */
  waits(endpoint: string): void {
    this.#lines.get(endpoint)!.waiting++;
  }

  /** A cell of the endpoint waits no longer. */
  goesOn(endpoint: string): void {
    this.#lines.get(endpoint)!.waiting--;
  }
}

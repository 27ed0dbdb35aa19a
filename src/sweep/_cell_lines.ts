import type { Cell } from "../spec/mod.ts";
import { CellMaker } from "./_cell_maker.ts";
import { gridOf } from "./grid/mod.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** The cells of one endpoint that have not ended, in the grid's order, and how many of them wait. */
class CellLine {
  readonly endpoint: string;
  readonly #maker: CellMaker;
  readonly #skip: (index: number) => boolean;
  readonly #end: number;
  #index: number;
  waiting = 0;

  constructor(
    plan: SweepPlan,
    { endpoint, begin, end, skip }: { endpoint: string; begin: number; end: number; skip: (index: number) => boolean },
  ) {
    this.endpoint = endpoint;
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

/** Which cells are taken, and when. */
export interface CellLinesOptions {
  /** Those that have ended. */
  readonly skip: (index: number) => boolean;
  readonly mostWaiting: number;
  /** Whether the cells that an endpoint has left are not to be taken; none is unless given. */
  readonly isStopped?: ((endpoint: string) => boolean) | undefined;
}

/**
 * The cells of a plan in one line per endpoint, so that an endpoint whose calls must wait does not keep those of the
 * others from being made. A line is asked again only while fewer than `mostWaiting` of its cells wait.
 */
export class CellLines {
  readonly #lines: ReadonlyMap<string, CellLine>;
  readonly #mostWaiting: number;
  readonly #isStopped: (endpoint: string) => boolean;
  /** Those that may have cells left, the one whose turn it is first. */
  #turns: CellLine[];

  constructor(plan: SweepPlan, { skip, mostWaiting, isStopped = () => false }: CellLinesOptions) {
    const { endpoints } = gridOf(plan);
    this.#lines = new Map(
      plan.endpoints.map(({ key }, i) => [
        key,
        new CellLine(plan, { endpoint: key, begin: endpoints[i].begin, end: endpoints[i].end, skip }),
      ]),
    );
    this.#turns = [...this.#lines.values()];
    this.#mostWaiting = mostWaiting;
    this.#isStopped = isStopped;
  }

  /** The next cell; `null`: there is none, or every endpoint that has one left has enough that wait, or is stopped. */
  next(): Cell | null {
    for (let asked = this.#turns.length; asked > 0; asked--) {
      const line = this.#turns.shift()!;
      if (this.#isStopped(line.endpoint)) continue;
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

import type { Lane } from "../../spec/mod.ts";
import type { Flow } from "./_flow.ts";
import { IndexedHeap } from "./_indexed_heap.ts";

/** The lanes, the first goes first. */
const LANES: readonly Lane[] = ["interactive", "normal", "bulk"];
/** After being passed over so often, a lane has the next turn, so that none starves. */
const PATIENCE: readonly number[] = [Infinity, 4, 16];

/**
 * Who goes next in a scope: of the first lane that waits (or one that was passed over often enough), the flow that has
 * had least of the scope. Start-time fair queueing: a flow that comes back after a rest has no credit from it.
 */
export class Turns {
  readonly #lanes = LANES.map(() => new IndexedHeap<Flow>(isBefore));
  readonly #passed = LANES.map(() => 0);
  /** What those that are served now have had; nobody starts below. */
  readonly #served = LANES.map(() => 0);
  #order = 0;
  size = 0;

  add(flow: Flow): void {
    const lane = LANES.indexOf(flow.lane);
    flow.turn = this.#turnOf(flow, lane);
    flow.order = this.#order++;
    this.#lanes[lane].add(flow);
    this.size += 1;
  }

  remove(flow: Flow): void {
    const lane = LANES.indexOf(flow.lane);
    this.#lanes[lane].remove(flow);
    this.size -= 1;
    if (this.#lanes[lane].size === 0) this.#passed[lane] = 0;
  }

  /** What the flow has had is counted anew. */
  moved(flow: Flow): void {
    const lane = LANES.indexOf(flow.lane);
    flow.turn = this.#turnOf(flow, lane);
    this.#lanes[lane].moved(flow);
  }

  next(): Flow | null {
    return this.#lanes[this.#laneFor(-1)]?.first ?? null;
  }

  /** Whether a flow that waits elsewhere would go before all that wait here. */
  isNext(flow: Flow, index: number): boolean {
    if (this.size === 0) return true;
    const lane = LANES.indexOf(flow.lane);
    if (this.#laneFor(lane) !== lane) return false;
    const first = this.#lanes[lane].first;
    return first === null || Math.max(flow.had[index], this.#served[lane]) < first.turn;
  }

  /** A flow has had its turn, which cost it so much. */
  took(flow: Flow, { index, cost }: { index: number; cost: number }): void {
    const lane = LANES.indexOf(flow.lane);
    const start = Math.max(flow.had[index], this.#served[lane]);
    flow.had[index] = start + cost;
    this.#served[lane] = start;
    this.#passed[lane] = 0;
    for (let other = lane + 1; other < LANES.length; other++) {
      if (this.#lanes[other].size > 0) this.#passed[other] += 1;
    }
  }

  /** The lane whose turn it is, were one more waiting in `extra`; -1: nobody waits. */
  #laneFor(extra: number): number {
    let found = -1;
    for (let lane = LANES.length - 1; lane >= 0; lane--) {
      if (this.#lanes[lane].size === 0 && lane !== extra) continue;
      if (this.#passed[lane] >= PATIENCE[lane]) return lane;
      found = lane;
    }
    return found;
  }

  #turnOf(flow: Flow, lane: number): number {
    return Math.max(flow.had[flow.waitsIn], this.#served[lane]);
  }
}

function isBefore(a: Flow, b: Flow): boolean {
  return a.turn !== b.turn ? a.turn < b.turn : a.order < b.order;
}

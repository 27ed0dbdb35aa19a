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
  /** The most that any had when it was served; nobody who comes starts below. */
  readonly #served = LANES.map(() => 0);
  #order = 0;
  size = 0;

  /** Whoever comes has no credit from its rest. */
  add(flow: Flow): void {
    const lane = LANES.indexOf(flow.lane);
    flow.had[flow.waitsIn] = this.#startOf(flow, { index: flow.waitsIn, lane });
    flow.turn = flow.had[flow.waitsIn];
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

  /** What a flow that waits has had is another than it was. */
  moved(flow: Flow): void {
    flow.turn = flow.had[flow.waitsIn];
    this.#lanes[LANES.indexOf(flow.lane)].moved(flow);
  }

  /** A flow that had its turn waits for the next one, behind those that have had as much. */
  again(flow: Flow): void {
    flow.order = this.#order++;
    this.moved(flow);
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
    return first === null || this.#startOf(flow, { index, lane }) < first.turn;
  }

  /** A flow has had its turn, which cost it so much. */
  took(flow: Flow, { index, cost }: { index: number; cost: number }): void {
    const lane = LANES.indexOf(flow.lane);
    const start = this.#startOf(flow, { index, lane });
    flow.had[index] = start + cost;
    this.#served[lane] = Math.max(this.#served[lane], start);
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

  #startOf(flow: Flow, { index, lane }: { index: number; lane: number }): number {
    return flow.waitsIn === index && flow.slot !== -1 ? flow.had[index] : Math.max(flow.had[index], this.#served[lane]);
  }
}

function isBefore(a: Flow, b: Flow): boolean {
  return a.turn !== b.turn ? a.turn < b.turn : a.order < b.order;
}

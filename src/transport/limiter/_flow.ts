import type { EndpointKey, Lane } from "../../spec/mod.ts";
import type { HeapItem } from "./_indexed_heap.ts";
import type { Scope } from "./_scope.ts";
import type { Permit } from "./permit.ts";
import type { Amounts } from "./_unit.ts";

/** A call that waits. */
export interface Waiter {
  readonly flow: Flow;
  readonly amounts: Amounts;
  readonly sinceMs: number;
  readonly resolve: (permit: Permit) => void;
  readonly reject: (reason: unknown) => void;
  /** Stops listening to the caller's signal. */
  unlisten: () => void;
  /** How often it had its turn in one scope and then found another without room. */
  turnsLost: number;
  previous: Waiter | null;
  next: Waiter | null;
}

/**
 * The calls of one lane to one endpoint within the same scopes: first come, first served. They wait in one scope at a
 * time, the one that the first of them has no room in.
 */
export class Flow implements HeapItem {
  readonly endpoint: EndpointKey;
  readonly lane: Lane;
  readonly scopes: readonly Scope[];
  /** What it has had of each scope, as time of all of it; who has had least goes first. */
  readonly had: number[];
  /** Where it waits: an index of `scopes`; -1 while nobody waits. */
  waitsIn = -1;
  /** By these it is sorted while it waits. */
  turn = 0;
  order = 0;
  slot = -1;
  /** How long its calls take, averaged; `null` before the first has ended. */
  holdMs: number | null = null;
  length = 0;
  head: Waiter | null = null;
  #tail: Waiter | null = null;

  constructor(endpoint: EndpointKey, lane: Lane, { scopes }: { scopes: readonly Scope[] }) {
    this.endpoint = endpoint;
    this.lane = lane;
    this.scopes = scopes;
    this.had = scopes.map(() => 0);
  }

  append(waiter: Waiter): void {
    waiter.previous = this.#tail;
    if (this.#tail === null) this.head = waiter;
    else this.#tail.next = waiter;
    this.#tail = waiter;
    this.length += 1;
  }

  remove(waiter: Waiter): void {
    if (waiter.previous === null) this.head = waiter.next;
    else waiter.previous.next = waiter.next;
    if (waiter.next === null) this.#tail = waiter.previous;
    else waiter.next.previous = waiter.previous;
    this.length -= 1;
  }
}

import type { Clock } from "../../spec/mod.ts";
import type { Flow, Waiter } from "./_flow.ts";
import { GrantedPermit } from "./_granted_permit.ts";
import type { Scope, ScopeCharge } from "./_scope.ts";
import { type LimitRefusal, LimitRefusedError } from "./limit_refused_error.ts";
import type { Amounts } from "./_unit.ts";
import type { Permit } from "./permit.ts";

/** A call that so often lost its turn to another scope holds all of its scopes for itself until it goes. */
const TURNS_TO_CLAIM = 8;

/**
 * Lets calls go. A call waits in one scope at a time and holds nothing meanwhile: when its turn comes there, all of its
 * scopes are asked, and it goes, or moves to wait in the one without room. Who has the turn in a scope is waited for:
 * nobody behind takes what it needs there, so a large call is not starved by small ones.
 */
export class Dispatcher {
  readonly #clock: Clock;
  /** The number of the latest call that was let go. */
  latest = 0;
  #claim: Waiter | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A permit where there is room at once and nobody is before it; `null`: it has to wait. */
  tryNow(flow: Flow, amounts: Amounts): Permit | null {
    if (flow.head !== null || this.#blocking(flow, { amounts, ordered: true }) !== -1) return null;
    return this.#grant(flow, { amounts, queueMs: 0 });
  }

  /** Wait behind those that are there. */
  add(waiter: Waiter): void {
    const { flow } = waiter;
    flow.append(waiter);
    if (flow.head !== waiter) return;
    const blocking = this.#blocking(flow, { amounts: waiter.amounts, ordered: true });
    this.#park(flow, Math.max(0, blocking));
    this.serve([flow.scopes[flow.waitsIn]]);
  }

  /** Take out a call that waits no longer. */
  cancel(waiter: Waiter): void {
    const { flow } = waiter;
    const wasHead = flow.head === waiter;
    flow.remove(waiter);
    const scopes = this.#endClaim(waiter);
    if (wasHead) {
      const scope = flow.scopes[flow.waitsIn];
      if (flow.head === null) this.#unpark(flow);
      scopes.push(scope);
    }
    this.serve(scopes);
  }

  /** Let all go that can, where something has changed. */
  serve(scopes: Scope[]): void {
    const moves = new Map<Flow, number>();
    for (let scope = scopes.pop(); scope !== undefined; scope = scopes.pop()) this.#serveOne(scope, { scopes, moves });
  }

  #serveOne(scope: Scope, { scopes, moves }: { scopes: Scope[]; moves: Map<Flow, number> }): void {
    for (;;) {
      const flow = this.#next(scope);
      if (flow === null) return scope.alarm.off();
      const waiter = flow.head!;
      const refusal = refusalOf(flow, waiter.amounts);
      if (refusal !== null) {
        this.#leave(waiter, scopes);
        waiter.reject(new LimitRefusedError(refusal));
        continue;
      }
      const waitMs = scope.waitMs(waiter.amounts, this.#clock.nowMs());
      if (waitMs > 0) return scope.alarm.setIn(waitMs);
      const moved = moves.get(flow) ?? 0;
      const blocking = this.#blocking(flow, { amounts: waiter.amounts, ordered: moved < flow.scopes.length });
      if (blocking === -1) {
        this.#leave(waiter, scopes);
        waiter.resolve(this.#grant(flow, { amounts: waiter.amounts, queueMs: this.#clock.nowMs() - waiter.sinceMs }));
        continue;
      }
      moves.set(flow, moved + 1);
      this.#unpark(flow);
      this.#park(flow, blocking);
      this.#loseTurn(waiter);
      scopes.push(flow.scopes[blocking]);
    }
  }

  #next(scope: Scope): Flow | null {
    const claimed = this.#claim?.flow;
    if (claimed === undefined || !claimed.scopes.includes(scope)) return scope.turns.next();
    return claimed.scopes[claimed.waitsIn] === scope ? claimed : null;
  }

  /** The first scope that has no room for the call, or where another goes before it; -1: none. */
  #blocking(flow: Flow, { amounts, ordered }: { amounts: Amounts; ordered: boolean }): number {
    const nowMs = this.#clock.nowMs();
    const claimed = this.#claim?.flow ?? null;
    for (let at = 0; at < flow.scopes.length; at++) {
      const scope = flow.scopes[at];
      if (claimed !== null && claimed !== flow && claimed.scopes.includes(scope)) return at;
      if (scope.waitMs(amounts, nowMs) > 0) return at;
      if (ordered && claimed !== flow && flow.waitsIn !== at && !scope.turns.isNext(flow, at)) return at;
    }
    return -1;
  }

  #grant(flow: Flow, { amounts, queueMs }: { amounts: Amounts; queueMs: number }): Permit {
    const nowMs = this.#clock.nowMs();
    const charges: ScopeCharge[] = [];
    const costs: number[] = [];
    for (let index = 0; index < flow.scopes.length; index++) {
      const scope = flow.scopes[index];
      const cost = scope.costMs(amounts, { holdMs: flow.holdMs, nowMs });
      scope.turns.took(flow, { index, cost });
      costs.push(cost);
      charges.push(scope.charge(amounts, nowMs));
    }
    this.latest += 1;
    if (flow.head !== null) flow.scopes[flow.waitsIn].turns.again(flow);
    return new GrantedPermit({ dispatcher: this, clock: this.#clock, flow, amounts, charges, costs, queueMs, nowMs });
  }

  #park(flow: Flow, index: number): void {
    flow.waitsIn = index;
    flow.scopes[index].turns.add(flow);
  }

  #unpark(flow: Flow): void {
    flow.scopes[flow.waitsIn].turns.remove(flow);
    flow.waitsIn = -1;
  }

  /** The call waits no longer, as it goes or never will. */
  #leave(waiter: Waiter, scopes: Scope[]): void {
    waiter.unlisten();
    waiter.flow.remove(waiter);
    if (waiter.flow.head === null) this.#unpark(waiter.flow);
    scopes.push(...this.#endClaim(waiter));
  }

  #loseTurn(waiter: Waiter): void {
    waiter.turnsLost += 1;
    if (waiter.turnsLost >= TURNS_TO_CLAIM) this.#claim ??= waiter;
  }

  /** The scopes that are free again. */
  #endClaim(waiter: Waiter): Scope[] {
    if (this.#claim !== waiter) return [];
    this.#claim = null;
    return [...waiter.flow.scopes];
  }
}

function refusalOf(flow: Flow, amounts: Amounts): LimitRefusal | null {
  for (const scope of flow.scopes) {
    const refusal = scope.refusal(amounts);
    if (refusal !== null) return refusal;
  }
  return null;
}

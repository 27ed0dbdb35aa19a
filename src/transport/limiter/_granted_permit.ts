import type { Clock } from "../../spec/mod.ts";
import type { Dispatcher } from "./_dispatcher.ts";
import type { Flow } from "./_flow.ts";
import { nanoUsd } from "./_nano_usd.ts";
import type { Scope, ScopeCharge } from "./_scope.ts";
import type { Amounts, Totals } from "./_unit.ts";
import type { Permit, PermitUse } from "./permit.ts";

const NOTHING: Amounts = { requests: 0, tokens: 0, inputTokens: 0, outputTokens: 0, usd: 0 };
const REFUSED: Amounts = { ...NOTHING, requests: 1 };
/** By how much the latest call counts in the average of how long calls take. */
const NEWEST_SHARE = 0.2;

/** What a permit is made from. */
export interface Grant {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly flow: Flow;
  readonly amounts: Amounts;
  readonly charges: readonly ScopeCharge[];
  readonly costs: readonly number[];
  readonly queueMs: number;
  readonly nowMs: number;
}

/** A permit, and what it holds of each scope of its flow. */
export class GrantedPermit implements Permit {
  readonly queueMs: number;
  readonly inFlight: number;
  readonly #grant: Grant;
  readonly #call: number;
  #settled = false;

  constructor(grant: Grant) {
    this.#grant = grant;
    this.queueMs = grant.queueMs;
    this.inFlight = grant.flow.scopes.at(-1)?.inFlight ?? 1;
    this.#call = grant.dispatcher.latest;
  }

  settle(use: PermitUse): void {
    if (this.#settled) return;
    this.#settled = true;
    const { dispatcher, clock, flow, amounts, charges, nowMs: startedMs } = this.#grant;
    const nowMs = clock.nowMs();
    const actual = amountsOf(use, amounts);
    const { outcome } = use;
    const narrowest = flow.scopes.at(-1);
    if (narrowest !== undefined) this.#adapt(narrowest, { outcome, nowMs });
    const good = outcome === "ok"
      ? "good"
      : isRefusal(outcome)
      ? "refused"
      : outcome === "notSent"
      ? "notSent"
      : "other";
    if (outcome !== "notSent") flow.holdMs = averageOf(flow.holdMs, nowMs - startedMs);
    for (let index = 0; index < flow.scopes.length; index++) {
      const scope = flow.scopes[index];
      scope.settle(charges[index], { asked: amounts, actual, nowMs });
      scope.pause.ended(startedMs, { outcome: good, nowMs });
      this.#correctCost(index, { actual, nowMs });
    }
    const waiting = flow.scopes.filter((scope) => scope.turns.size > 0);
    if (waiting.length > 0) dispatcher.serve(waiting);
  }

  /** All that had been sent with this call, by which what was sent since can be told; `null`: not in that scope. */
  sentIn(scope: Scope): Totals | null {
    const { flow, charges } = this.#grant;
    return charges[flow.scopes.indexOf(scope)]?.sent ?? null;
  }

  #adapt(scope: Scope, { outcome, nowMs }: { outcome: PermitUse["outcome"]; nowMs: number }): void {
    const { inFlight, window, rate, isKnown } = scope;
    const { latest } = this.#grant.dispatcher;
    const { rated } = this.#grant.charges.at(-1)!;
    if (outcome === "ok") window.answered(this.#call, inFlight);
    if (outcome === "notSent") rate.notSent(rated);
    if (!isRefusal(outcome)) return;
    rate.refused(rated, { waitMs: scope.pause.untilMs - nowMs, isKnown, nowMs });
    const aloneMs = window.refused(this.#call, { inFlight, latest, nowMs });
    if (aloneMs === 0 || !scope.isAdaptive) return;
    scope.pause.extend(nowMs + aloneMs, { reason: "even one call at a time was refused", nowMs, inFlight });
  }

  /** What the call was taken to cost its flow is put right by what it did. */
  #correctCost(index: number, { actual, nowMs }: { actual: Amounts; nowMs: number }): void {
    const { flow, costs, nowMs: startedMs } = this.#grant;
    const scope = flow.scopes[index];
    const by = scope.costMs(actual, { holdMs: nowMs - startedMs, nowMs }) - costs[index];
    if (by === 0) return;
    flow.had[index] += by;
    if (flow.waitsIn === index) scope.turns.moved(flow);
  }
}

function isRefusal(outcome: PermitUse["outcome"]): boolean {
  return outcome === "rateLimited" || outcome === "overloaded";
}

function amountsOf({ outcome, inputTokens, outputTokens, usd }: PermitUse, asked: Amounts): Amounts {
  if (outcome === "notSent") return NOTHING;
  const unknown = outcome === "rateLimited" ? REFUSED : asked;
  const [input, output] = [inputTokens ?? unknown.inputTokens, outputTokens ?? unknown.outputTokens];
  return {
    requests: 1,
    tokens: input + output,
    inputTokens: input,
    outputTokens: output,
    usd: usd === null ? unknown.usd : nanoUsd(usd),
  };
}

function averageOf(average: number | null, latest: number): number {
  return average === null ? latest : average + (latest - average) * NEWEST_SHARE;
}

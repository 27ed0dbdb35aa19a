import type { Clock, LimitStatus, RateLimits } from "../../spec/mod.ts";
import { Alarm } from "./_alarm.ts";
import { Dispatcher } from "./_dispatcher.ts";
import { Flow, type Waiter } from "./_flow.ts";
import { GrantedPermit } from "./_granted_permit.ts";
import { learnLimits } from "./_learn_limits.ts";
import { nanoUsd } from "./_nano_usd.ts";
import { Scope } from "./_scope.ts";
import { statusOf } from "./_status_of.ts";
import type { Amounts } from "./_unit.ts";
import type { LimitAsk } from "./limit_ask.ts";
import { LimitRefusedError } from "./limit_refused_error.ts";
import type { RecalledUse } from "./recalled_use.ts";
import type { Permit } from "./permit.ts";

/** What a limiter is made from. */
export interface LimiterOptions {
  /** Where its time comes from. */
  readonly clock: Clock;
}

/**
 * Lets calls go as the limits allow: requests, tokens and money in any minute and any day, requests at once, and budgets,
 * of any number of scopes at the same time. What a call may need is reserved before it goes and put right by what it
 * used, so that no number of concurrent callers goes over a limit.
 *
 * @example Two at once
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Limiter, systemClock } from "@tapedeck/tapedeck";
 *
 * const limiter = new Limiter({ clock: systemClock });
 * const ask = {
 *   scopes: [{ id: "provider:openai", settings: { requestsPerMinute: 500, concurrency: 2 } }],
 *   endpoint: "openai/gpt-4o@openai",
 *   lane: "normal",
 *   inputTokens: 20,
 *   outputTokens: 100,
 *   usd: "0.00105",
 * } as const;
 * const permit = await limiter.reserve(ask);
 * assertEquals(limiter.status()[0].inFlight, 1);
 * permit.settle({ inputTokens: 20, outputTokens: 31, usd: "0.00036", outcome: "ok", latencyMs: 412 });
 * assertEquals(limiter.status()[0].inFlight, 0);
 * ```
 */
export class Limiter {
  readonly #clock: Clock;
  readonly #dispatcher: Dispatcher;
  readonly #scopes = new Map<string, Scope>();
  readonly #flows = new Map<string, Flow>();

  /** It holds nothing open while nobody waits. */
  constructor({ clock }: LimiterOptions) {
    this.#clock = clock;
    this.#dispatcher = new Dispatcher(clock);
  }

  /**
   * Wait until the call may go, and reserve what it may need of all its scopes, at once or not at all.
   *
   * @throws {LimitRefusedError} when no waiting would help; the signal's reason when it aborts.
   */
  reserve(ask: LimitAsk, signal?: AbortSignal): Promise<Permit> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const flow = this.#flowOf(ask);
    const amounts = amountsOf(ask);
    for (const scope of flow.scopes) {
      const refusal = scope.refusal(amounts);
      if (refusal !== null) return Promise.reject(new LimitRefusedError(refusal));
    }
    const permit = this.#dispatcher.tryNow(flow, amounts);
    if (permit !== null) return Promise.resolve(permit);
    ask.onQueued?.();
    return this.#wait(flow, { amounts, signal });
  }

  /**
   * Take over what a response told of the limits of a scope. Give the permit of the call that was answered: what was sent
   * after it cannot be in what the provider counted, and is taken off.
   */
  learn(scopeId: string, limits: RateLimits, { permit }: { permit?: Permit } = {}): void {
    const scope = this.#scopeOf(scopeId);
    const granted = permit instanceof GrantedPermit ? permit : null;
    learnLimits(scope, { limits: limits.limits, permit: granted, nowMs: this.#clock.nowMs() });
    this.#dispatcher.serve([scope]);
  }

  /**
   * Begin with what calls have used that were let go elsewhere, by a command before this one: it counts in the minute and
   * in the day as if they had been made here. Money of theirs does not count against a budget.
   */
  recall(scopeId: string, uses: Iterable<RecalledUse>): void {
    const nowMs = this.#clock.nowMs();
    this.#scopeOf(scopeId).recall(Array.from(uses, ({ agoMs, endedAgoMs, requests, ...used }) => ({
      startMs: nowMs - agoMs,
      endMs: nowMs - endedAgoMs,
      amounts: { ...amountsOf(used), requests },
    })));
  }

  /**
   * Let no call of the scope go before `untilMs` by the clock's monotonic time. Those that wait go on waiting, and start
   * again one by one. A longer pause is never shortened.
   */
  pause(scopeId: string, untilMs: number, reason: string): void {
    const scope = this.#scopeOf(scopeId);
    scope.pause.extend(untilMs, { reason, nowMs: this.#clock.nowMs(), inFlight: scope.inFlight });
    this.#dispatcher.serve([scope]);
  }

  /** Where all scopes stand that a call was ever reserved for, in the order in which they came up. */
  status(): readonly LimitStatus[] {
    const nowMs = this.#clock.nowMs();
    return [...this.#scopes.values()].map((scope) => statusOf(scope, { flows: [...this.#flows.values()], nowMs }));
  }

  #wait(flow: Flow, { amounts, signal }: { amounts: Amounts; signal?: AbortSignal }): Promise<Permit> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        flow,
        amounts,
        sinceMs: this.#clock.nowMs(),
        resolve,
        reject,
        unlisten: () => signal?.removeEventListener("abort", onAbort),
        turnsLost: 0,
        previous: null,
        next: null,
      };
      const onAbort = () => {
        this.#dispatcher.cancel(waiter);
        reject(signal!.reason);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#dispatcher.add(waiter);
    });
  }

  #scopeOf(id: string): Scope {
    const found = this.#scopes.get(id);
    if (found !== undefined) return found;
    const scope: Scope = new Scope(id, new Alarm(this.#clock, () => this.#dispatcher.serve([scope])));
    this.#scopes.set(id, scope);
    return scope;
  }

  #flowOf({ scopes, endpoint, lane }: LimitAsk): Flow {
    let key: string = lane;
    for (const set of scopes) {
      const scope = this.#scopeOf(set.id);
      if (scope.configure(set) && scope.turns.size > 0) this.#dispatcher.serve([scope]);
      key += `\n${set.id}`;
    }
    key += `\n${endpoint}`;
    const found = this.#flows.get(key);
    if (found !== undefined) return found;
    const flow = new Flow(endpoint, lane, { scopes: scopes.map(({ id }) => this.#scopeOf(id)) });
    this.#flows.set(key, flow);
    return flow;
  }
}

function amountsOf(
  { inputTokens, outputTokens, usd }: Pick<LimitAsk, "inputTokens" | "outputTokens" | "usd">,
): Amounts {
  const [input, output] = [Math.ceil(inputTokens), Math.ceil(outputTokens)];
  return {
    requests: 1,
    tokens: input + output,
    inputTokens: input,
    outputTokens: output,
    usd: usd === null ? null : nanoUsd(usd),
  };
}

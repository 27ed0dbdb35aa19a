import { Decimal, UserError } from "../../base/mod.ts";
import type { Clock, ProviderKey } from "../../spec/mod.ts";
import type { BudgetAmounts, BudgetUse } from "./budget_amounts.ts";
import type { PlanBudget } from "./budget_limits.ts";
import type { BudgetLevel, BudgetScope, BudgetScopeName, BudgetStore } from "./budget_store.ts";
import type { ExhaustedBudget } from "./exhausted_budget.ts";

const MINUTE_MS = 60_000;
const NOTHING: BudgetAmounts = { requests: 0, tokens: 0, usd: "0" };

/** What a call may use at most. `null` is unknown, which fits into no budget that limits it. */
export interface BudgetAsk {
  /** Whom it goes to. */
  readonly provider: ProviderKey;
  /** Of input and output together. */
  readonly tokens: number | null;
  /** US dollars, as an exact decimal string. */
  readonly usd: string | null;
  /** Told when it begins to wait for what calls in flight hold back; `run` where all calls do. */
  readonly onWait?: (scope: BudgetScopeName) => void;
}

/** The right to make one call. */
export interface BudgetPermit {
  /** There is room. */
  readonly ok: true;
  /** Say what the call has used, once; `unsent`: nothing, as it was not made. */
  settle(use: BudgetUse | "unsent"): Promise<void>;
}

/** There is no room, and there will be none: no call is in flight any more that could give some back. */
export interface BudgetRefusal {
  /** There is none. */
  readonly ok: false;
  /** Of which limit. */
  readonly exhausted: ExhaustedBudget;
}

/** What a {@linkcode RunBudget} is made with. */
export interface RunBudgetOptions {
  /** The limits. */
  readonly limits: PlanBudget;
  /** Has what earlier sessions have spent. */
  readonly store: BudgetStore;
  /** Of the limits in time. */
  readonly clock: Clock;
  /** How long earlier sessions of the run took, in milliseconds. */
  readonly usedMs?: number;
  /**
   * Of what the store has, what earlier sessions paid for cells that they did not end: it is not counted again when a
   * session plays these calls and ends the cells.
   */
  readonly carried?: BudgetAmounts;
}

/**
 * The budget of a run, over all of its sessions and for everything that makes calls for it: cells, their retries, judges.
 * What a call may use at most is reserved before it and settled after it, so that calls in flight never go over a limit
 * together, however many there are. A call that there is no room for waits as long as others hold some back that they may
 * not need; when nothing is held back any more it is refused, and so are all after it.
 *
 * @example Room for two calls
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { MemoryBudgetStore, RunBudget, systemClock } from "@tapedeck/tapedeck";
 *
 * const budget = new RunBudget({ limits: { usd: "0.02" }, store: new MemoryBudgetStore(), clock: systemClock });
 * const ask = { provider: "openai", tokens: 1000, usd: "0.01" };
 * for (const _ of [1, 2]) {
 *   const permit = await budget.reserve(ask);
 *   if (permit.ok) await permit.settle({ tokens: 800, usd: "0.008" });
 * }
 * const third = await budget.reserve(ask);
 * assertEquals(third.ok ? null : third.exhausted.spent, "0.016");
 * ```
 */
export class RunBudget {
  readonly #options: RunBudgetOptions;
  readonly #startMs: number;
  readonly #closed = new Map<BudgetScopeName, ExhaustedBudget>();
  #carried: BudgetAmounts;

  /** The time runs from here on. */
  constructor(options: RunBudgetOptions) {
    this.#options = options;
    this.#startMs = options.clock.nowMs() - (options.usedMs ?? 0);
    this.#carried = options.carried ?? NOTHING;
  }

  /** As it was given. */
  get limits(): PlanBudget {
    return this.#options.limits;
  }

  /** Over all sessions, in milliseconds. */
  get usedMs(): number {
    return this.#options.clock.nowMs() - this.#startMs;
  }

  /** Whether something of a call must be known beforehand to let it go: dollars or tokens of it are limited. */
  needsBounds(provider: ProviderKey): { readonly usd: boolean; readonly tokens: boolean } {
    const scopes = this.#scopes(provider);
    const limits = (what: "usd" | "tokens") => scopes.some((scope) => scope.limits[what] !== undefined);
    return { usd: limits("usd"), tokens: limits("tokens") };
  }

  /**
   * Reserve what a call may use at most.
   * @throws {UserError} when that is unknown and limited; the signal's reason when it aborts.
   */
  async reserve(ask: BudgetAsk, signal?: AbortSignal): Promise<BudgetPermit | BudgetRefusal> {
    const { store } = this.#options;
    const scopes = this.#scopes(ask.provider);
    const amounts = this.#amounts(ask);
    for (;;) {
      signal?.throwIfAborted();
      const exhausted = this.refusal(ask.provider);
      if (exhausted !== null) return { ok: false, exhausted };
      const shortage = await store.hold(scopes, amounts);
      if (shortage === null) return this.#permit(scopes, amounts);
      const { version, reserved, ...rest } = shortage;
      if (Number(reserved) === 0) {
        if (!this.#closed.has(rest.scope)) this.#closed.set(rest.scope, rest);
      } else {
        ask.onWait?.(rest.scope);
        await store.changed(version, signal);
      }
    }
  }

  /** Why no call of a provider can be made any more, as far as is known without asking for one; `null`: one may. */
  refusal(provider: ProviderKey): ExhaustedBudget | null {
    for (const { name } of this.#scopes(provider)) {
      const known = this.#closed.get(name) ?? this.#late(name);
      if (known !== null) return known;
    }
    return null;
  }

  /** Count a call that was made and paid without asking: one that an earlier session of the run had put on its tape. */
  async spend(provider: ProviderKey, { tokens, usd }: BudgetUse): Promise<void> {
    const all = { requests: 1, tokens: tokens ?? 0, usd: usd ?? "0" };
    const { rest: used, left } = withoutCarried(all, this.#carried);
    this.#carried = left;
    await this.#options.store.settle(this.#scopes(provider).map(({ name }) => name), { held: null, used });
  }

  /** What was spent and is reserved, of the run and of its providers. */
  async levels(): Promise<readonly BudgetLevel[]> {
    return await this.#options.store.levels();
  }

  #permit(scopes: readonly BudgetScope[], held: BudgetAmounts): BudgetPermit {
    const names = scopes.map(({ name }) => name);
    let isOpen = true;
    return {
      ok: true,
      settle: async (use) => {
        if (!isOpen) return;
        isOpen = false;
        const used = use === "unsent"
          ? NOTHING
          : { requests: 1, tokens: use.tokens ?? held.tokens, usd: use.usd ?? held.usd };
        await this.#options.store.settle(names, { held, used });
      },
    };
  }

  #amounts({ provider, tokens, usd }: BudgetAsk): BudgetAmounts {
    const needs = this.needsBounds(provider);
    const unknown = needs.usd && usd === null ? "costs" : needs.tokens && tokens === null ? "uses" : null;
    if (unknown !== null) {
      throw new UserError(
        `Cannot make a call to "${provider}" within the budget as nobody knows what it ${unknown} at most: set ` +
          "max_tokens, and a price where it has none",
      );
    }
    return { requests: 1, tokens: tokens ?? 0, usd: usd ?? "0" };
  }

  /** The run's own is counted also where nothing limits it: what was spent is asked for at the end. */
  #scopes(provider: ProviderKey): BudgetScope[] {
    const { providers, minutes: _, ...limits } = this.limits;
    const own = providers?.[provider];
    return [{ name: "run", limits }, { name: `provider:${provider}`, limits: own ?? {} }];
  }

  #late(name: BudgetScopeName): ExhaustedBudget | null {
    const { providers = {}, ...ofRun } = this.limits;
    const { minutes } = name === "run" ? ofRun : providers[name.slice("provider:".length)] ?? {};
    if (minutes === undefined || this.usedMs < minutes * MINUTE_MS) return null;
    const spent = String(Math.round(this.usedMs / MINUTE_MS * 100) / 100);
    return { scope: name, what: "minutes", limit: String(minutes), spent, needed: "0" };
  }
}

/** What is left to count when some of it was counted before, and what is then left of that. */
function withoutCarried(
  all: BudgetAmounts,
  carried: BudgetAmounts,
): { readonly rest: BudgetAmounts; readonly left: BudgetAmounts } {
  const [usd, ownUsd] = [Decimal.parse(all.usd), Decimal.parse(carried.usd)];
  const known = usd.compare(ownUsd) <= 0 ? usd : ownUsd;
  const [requests, tokens] = [Math.min(all.requests, carried.requests), Math.min(all.tokens, carried.tokens)];
  return {
    rest: { requests: all.requests - requests, tokens: all.tokens - tokens, usd: usd.minus(known).toString() },
    left: {
      requests: carried.requests - requests,
      tokens: carried.tokens - tokens,
      usd: ownUsd.minus(known).toString(),
    },
  };
}

import type { ProviderKey } from "../../spec/mod.ts";
import type { ExchangeResult, TransportCallOptions } from "../../transport/mod.ts";
import type { BudgetUse } from "./budget_amounts.ts";
import type { BudgetScopeName } from "./budget_store.ts";
import type { ExhaustedBudget } from "./exhausted_budget.ts";
import type { BudgetPermit, RunBudget } from "./run_budget.ts";

/** A call that a budget has to have room for. */
export interface BudgetedCall {
  /** Whom it goes to. */
  readonly provider: ProviderKey;
  /** What it may use at most, asked before each try that is sent. */
  readonly bounds: () => { readonly tokens: number | null; readonly usd: string | null };
  /** What a try cost, as a decimal string; `null` is unknown. */
  readonly price: (result: ExchangeResult) => string | null;
  /** What is thrown where the budget has no room. It is no error that a provider or a network throws. */
  readonly refuse: (exhausted: ExhaustedBudget) => Error;
  /** Ends the wait for room. */
  readonly signal?: AbortSignal | undefined;
  /** Told when the call begins to wait for what others hold back. */
  readonly onWait?: (scope: BudgetScopeName) => void;
}

/**
 * What is put around the exchanges of a transport's call (its option `around`) so that each try is reserved before it is
 * handed to the network and settled by what it used. What is played costs nothing; what an earlier session of the same run
 * had paid counts without asking.
 */
export function withinBudget(budget: RunBudget, call: BudgetedCall): NonNullable<TransportCallOptions["around"]> {
  return async (note, make) => {
    const { beforeLive } = note;
    let permit: BudgetPermit | null = null;
    let isSent = false;
    note.beforeLive = async (signal) => {
      if (permit === null) {
        const { provider, onWait } = call;
        const asked = await budget.reserve({ provider, ...call.bounds(), onWait }, call.signal ?? signal);
        if (!asked.ok) throw call.refuse(asked.exhausted);
        permit = asked;
      }
      await beforeLive?.(signal);
      isSent = true;
    };
    let use: BudgetUse | "unsent" = "unsent";
    try {
      const result = await make();
      if (isSent) use = useOf(result, call.price(result));
      else if (note.source === "resumed") await budget.spend(call.provider, useOf(result, call.price(result)));
      return result;
    } catch (error) {
      // Who was asked and given up may have answered, and be paid for it.
      if (isSent && note.source === "live") use = { tokens: null, usd: null };
      throw error;
    } finally {
      note.beforeLive = beforeLive;
      await (permit as BudgetPermit | null)?.settle(use);
    }
  };
}

const FIRST_FAILED_STATUS = 400;
const NOTHING: BudgetUse = { tokens: 0, usd: "0" };

/** What is unknown is `null`, which counts as all that was reserved. */
function useOf({ outcome, httpStatus, note }: ExchangeResult, usd: string | null): BudgetUse {
  const usage = outcome.ok ? outcome.completion.usage : outcome.failure.billed?.usage;
  // Nobody was reached, or somebody refused without counting anything.
  if (usage === undefined) {
    const isRefused = httpStatus !== null && httpStatus >= FIRST_FAILED_STATUS;
    return isRefused || note.failure?.kind === "connection" ? NOTHING : { tokens: null, usd };
  }
  const { inputTokens, outputTokens } = usage;
  return { tokens: inputTokens === null || outputTokens === null ? null : inputTokens + outputTokens, usd };
}

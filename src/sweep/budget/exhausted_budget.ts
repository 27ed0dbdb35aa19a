import type { BudgetScopeName } from "./budget_store.ts";

/** A limit of a run's budget that has no room for another call. Numbers are exact decimal strings in the limit's unit. */
export interface ExhaustedBudget {
  /** The whole run, or one provider within it. */
  readonly scope: BudgetScopeName;
  /** Which limit it is. */
  readonly what: "usd" | "tokens" | "requests" | "minutes";
  /** As it is set. */
  readonly limit: string;
  /** By calls that have ended, of all sessions of the run. */
  readonly spent: string;
  /** At most, by the call that was refused; "0" of time. */
  readonly needed: string;
}

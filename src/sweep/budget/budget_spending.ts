import type { BudgetLimits } from "./budget_limits.ts";
import type { BudgetLevel } from "./budget_store.ts";

/** What was spent of the limits of one scope, and what is reserved. */
export interface BudgetSpending extends BudgetLevel {
  /** Those that are set. */
  readonly limits: BudgetLimits;
  /** Over all sessions, in minutes. */
  readonly minutes: number;
}

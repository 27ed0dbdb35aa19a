/**
 * What a run may spend, over all of its sessions.
 * @module
 */
export type { BudgetAmounts, BudgetUse } from "./budget_amounts.ts";
export type { BudgetLimits, PlanBudget } from "./budget_limits.ts";
export { budgetOfShard } from "./budget_of_shard.ts";
export { budgetText } from "./budget_text.ts";
export type { BudgetSpending } from "./budget_spending.ts";
export type { BudgetLevel, BudgetScope, BudgetScopeName, BudgetShortage, BudgetStore } from "./budget_store.ts";
export type { CallBound } from "./call_bound.ts";
export type { ExhaustedBudget } from "./exhausted_budget.ts";
export { MemoryBudgetStore } from "./memory_budget_store.ts";
export { type OpenedBudget, openRunBudget, planBudget, type PlannedBudget } from "./open_run_budget.ts";
export { readBudget } from "./read_budget.ts";
export {
  type BudgetAsk,
  type BudgetPermit,
  type BudgetRefusal,
  RunBudget,
  type RunBudgetOptions,
} from "./run_budget.ts";
export { type BudgetedCall, withinBudget } from "./within_budget.ts";

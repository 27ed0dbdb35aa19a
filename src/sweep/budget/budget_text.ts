import { formatUsd } from "../../base/mod.ts";
import type { BudgetSpending } from "./budget_spending.ts";

/** What is spent of the limits of one scope, in one line for people: `budget of openai: $0.4 of $5, 8 of 10 requests`. */
export function budgetText({ scope, limits, spent, minutes }: BudgetSpending): string {
  const count = (value: number) => value.toLocaleString("en-US");
  const parts = [
    ...(limits.usd === undefined ? [] : [`$${formatUsd(spent.usd)} of $${limits.usd}`]),
    ...(limits.tokens === undefined ? [] : [`${count(spent.tokens)} of ${count(limits.tokens)} tokens`]),
    ...(limits.requests === undefined ? [] : [`${count(spent.requests)} of ${count(limits.requests)} requests`]),
    ...(limits.minutes === undefined ? [] : [`${minutes.toFixed(1)} of ${count(limits.minutes)} minutes`]),
  ];
  return `budget${scope === "run" ? "" : ` of ${scope.slice("provider:".length)}`}: ${parts.join(", ")}`;
}

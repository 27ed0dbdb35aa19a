import { Decimal } from "../../base/mod.ts";
import type { Shard } from "../control/mod.ts";
import type { BudgetLimits, PlanBudget } from "./budget_limits.ts";

/** Digits behind the point: no share is so small that a billionth of a dollar matters. */
const USD_DIGITS = 9;
const SMALLEST = Decimal.parse("0.000000001");

/**
 * A shard's part of a budget. Shards may run on machines that know nothing of each other, so that only a fixed part of it
 * is sure not to be spent twice. Parts never come to more than the whole; time goes by for all of them at once.
 */
export function budgetOfShard({ providers, ...ofRun }: PlanBudget, shard: Shard): PlanBudget {
  if (providers === undefined) return partOf(ofRun, shard);
  const parts = Object.entries(providers).map(([name, limits]) => [name, partOf(limits, shard)] as const);
  return { ...partOf(ofRun, shard), providers: Object.fromEntries(parts) };
}

function partOf({ usd, tokens, requests, ...rest }: BudgetLimits, { index, of }: Shard): BudgetLimits {
  const count = (whole: number) => Math.floor((whole + of - index) / of);
  return {
    ...(usd === undefined ? {} : { usd: partOfUsd(usd, of) }),
    ...(tokens === undefined ? {} : { tokens: count(tokens) }),
    ...(requests === undefined ? {} : { requests: count(requests) }),
    ...rest,
  };
}

/** Rounded down. */
function partOfUsd(usd: string, of: number): string {
  const [whole, parts] = [Decimal.parse(usd), Decimal.fromInteger(of)];
  const part = whole.dividedBy(parts, USD_DIGITS);
  return (part.times(parts).compare(whole) > 0 ? part.minus(SMALLEST) : part).toString();
}

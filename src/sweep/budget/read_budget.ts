import { z } from "zod";
import { type FileProblems, moneySchema, readSection } from "../../config/mod.ts";
import type { BudgetLimits, PlanBudget } from "./budget_limits.ts";

const MINUTES_RULE = "must be a number of minutes above 0";
const count = z.int().min(1).optional();
const limits = {
  usd: moneySchema.optional(),
  tokens: count,
  requests: count,
  minutes: z.number(MINUTES_RULE).gt(0, MINUTES_RULE).optional(),
};
const budgetSchema = z.strictObject({
  ...limits,
  providers: z.record(z.string(), z.strictObject(limits)).optional(),
});

/**
 * The plan's table `[budget]`, with one table for each provider that has limits of its own. What is wrong goes to
 * `problems`, and the answer is then as without it; `null`: nothing is limited. Providers of `null` are not known yet.
 */
export function readBudget(
  raw: unknown,
  { providers: known, problems }: { readonly providers: readonly string[] | null; readonly problems: FileProblems },
): PlanBudget | null {
  if (raw === undefined) return null;
  const section = readSection(budgetSchema, raw, { path: ["budget"], problems });
  if (section === null) return null;
  const { providers = {}, ...ofRun } = section;
  for (const name of Object.keys(providers)) {
    if (known === null || known.includes(name)) continue;
    problems.add(["budget", "providers", name], `is no provider that the plan calls: it calls ${known.join(", ")}`);
  }
  const own = Object.entries(providers).map(([name, one]) => [name, present(one)] as const)
    .filter(([, one]) => Object.keys(one).length > 0);
  const budget = { ...present(ofRun), ...(own.length === 0 ? {} : { providers: Object.fromEntries(own) }) };
  return Object.keys(budget).length === 0 ? null : budget;
}

/** Without what is undefined: a plan compares, and prints, as what it says. */
function present(given: { readonly [name in keyof BudgetLimits]: BudgetLimits[name] | undefined }): BudgetLimits {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

import { UserError } from "../../base/mod.ts";
import type { Endpoint, EndpointRecord } from "../../spec/mod.ts";
import type { SweepPlan } from "../sweep_plan.ts";
import type { PlanBudget } from "./budget_limits.ts";

/** What is known of a plan's calls before the first one. */
export interface KnownCalls {
  readonly plan: Pick<SweepPlan, "endpoints" | "axes">;
  /** With the prices that they are counted by. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /** What the catalog knows of those whose calls name no limit of the answer. */
  readonly records: ReadonlyMap<string, EndpointRecord>;
}

/**
 * Nothing, where every call of a plan can be reserved in its budget.
 * @throws {UserError} with exit code 2, before anything is paid, that names all endpoints without a price or without a
 * limit of their answers.
 */
export function assertBounded(budget: PlanBudget, { plan, endpoints, records }: KnownCalls): void {
  const unpriced: string[] = [];
  const unlimited: string[] = [];
  for (const { key, parameters, provider } of plan.endpoints) {
    const own = budget.providers?.[provider];
    const limits = (what: "usd" | "tokens") => budget[what] !== undefined || own?.[what] !== undefined;
    const { price } = endpoints.get(key)!;
    if (limits("usd") && price === null) unpriced.push(key);
    const needsLimit = limits("tokens") || (limits("usd") && price?.kind === "tokens");
    const record = records.get(key);
    const isLimited = parameters.maxTokens !== undefined || plan.axes.some(({ field }) => field === "maxTokens") ||
      (record !== undefined && (record.maxOutputTokens ?? record.contextTokens) !== null);
    if (needsLimit && !isLimited) unlimited.push(key);
  }
  const list = (keys: readonly string[]) => [...new Set(keys)].map((key) => `\n  ${key}`).join("");
  const reasons = [
    ...(unpriced.length === 0
      ? []
      : [`these have no price: give them one, or limit tokens or requests${list(unpriced)}`]),
    ...(unlimited.length === 0
      ? []
      : [`the answers of these have no limit: set max_tokens, or limit requests alone${list(unlimited)}`]),
  ];
  if (reasons.length === 0) return;
  throw new UserError(`Cannot keep the run within its budget as ${reasons.join("\nand ")}`, { exitCode: 2 });
}

/** The endpoints whose calls name no limit of the answer: what the catalog knows of them decides. */
export function withoutOutputLimit({ endpoints, axes }: Pick<SweepPlan, "endpoints" | "axes">): SweepPlan["endpoints"] {
  if (axes.some(({ field }) => field === "maxTokens")) return [];
  return endpoints.filter(({ parameters }) => parameters.maxTokens === undefined);
}

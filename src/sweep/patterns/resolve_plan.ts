import { UserError } from "../../base/mod.ts";
import type { KnownEndpoints, KnownEndpointsOptions } from "../../routing/mod.ts";
import { cellCount } from "../cell_count.ts";
import { idleRules } from "../grid/mod.ts";
import { planHash } from "../plan_hash.ts";
import type { PlanEndpoint, SweepPlan } from "../sweep_plan.ts";
import type { PlanPattern, ResolvedPattern } from "./plan_pattern.ts";

/** Options of {@linkcode resolvePlan}. */
export interface ResolvePlanOptions {
  /** What is known of endpoints; the catalog's lists unless given, without a call. */
  readonly known?: (options: KnownEndpointsOptions) => Promise<KnownEndpoints>;
  /** What patterns stand for already, by their texts: these are not looked up. */
  readonly frozen?: readonly ResolvedPattern[];
  /** Looks environment variables up, for where the catalog is; the process's own unless given. */
  readonly env?: ((name: string) => string | undefined) | undefined;
}

/**
 * A plan with the endpoints that its patterns and queries stand for, as the catalog knows them without a call. What a
 * pattern stands for is kept in the plan's `resolved`; an endpoint that the plan names itself is not there twice. A plan
 * without patterns is given back as it is.
 *
 * @throws {UserError} with exit code 2 when a pattern stands for nothing, or for more endpoints than the plan allows.
 *
 * @example What a pattern stands for
 * ```ts
 * import { assertArrayIncludes } from "@std/assert";
 * import { parsePlan, resolvePlan } from "@tapedeck/tapedeck";
 *
 * const plan = await parsePlan(
 *   `name = "small"
 *   endpoints = ["openai/gpt-4o-mini*@openai"]
 *   [prompts]
 *   items = [{ prompt = "What is the capital of France?" }]`,
 *   { path: "small.toml" },
 * );
 * const { endpoints } = await resolvePlan(plan, { env: () => undefined });
 * assertArrayIncludes(endpoints.map(({ key }) => key), ["openai/gpt-4o-mini@openai"]);
 * ```
 */
export async function resolvePlan(plan: SweepPlan, options: ResolvePlanOptions = {}): Promise<SweepPlan> {
  const { patterns = [], ...rest } = plan;
  if (patterns.length === 0) return plan;
  const { frozen = [] } = options;
  const known = options.known ?? ((scope) => lookUp(scope, options.env));
  const resolved: ResolvedPattern[] = [];
  for (const pattern of patterns) {
    const kept = frozen.find((one) => one.pattern === pattern.text) ??
      resolved.find((one) => one.pattern === pattern.text);
    resolved.push(kept ?? { pattern: pattern.text, endpoints: pattern.choose(await known(pattern.scope)) });
  }
  const whole = {
    ...rest,
    endpoints: merged(plan.endpoints, patterns, resolved),
    resolved: { source: planHash(plan), patterns: once(resolved) },
  };
  assertRules(whole);
  return whole;
}

async function lookUp(scope: KnownEndpointsOptions, env: ResolvePlanOptions["env"]): Promise<KnownEndpoints> {
  const { knownEndpoints } = await import("../../routing/mod.ts");
  const options = { ...scope, ...(env === undefined ? {} : { env }) };
  try {
    return await knownEndpoints(options);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // A store that cannot be read is no reason to refuse a plan: what ships can.
    return await knownEndpoints({ ...options, store: ":memory:" });
  }
}

/** In the plan's order. What the plan names itself stands where it names it, and with what it says there. */
function merged(
  named: readonly PlanEndpoint[],
  patterns: readonly PlanPattern[],
  resolved: readonly ResolvedPattern[],
): PlanEndpoint[] {
  const taken = new Set(named.map(({ key }) => key));
  const endpoints: PlanEndpoint[] = [];
  patterns.forEach((pattern, i) => {
    const before = i === 0 ? 0 : patterns[i - 1].place;
    endpoints.push(...named.slice(before, pattern.place));
    const own = resolved[i].endpoints.filter(({ key }) => !taken.has(key));
    for (const { key } of own) taken.add(key);
    endpoints.push(...pattern.make(own));
  });
  return [...endpoints, ...named.slice(patterns.at(-1)?.place ?? 0)];
}

function once(resolved: readonly ResolvedPattern[]): ResolvedPattern[] {
  return [...new Map(resolved.map((one) => [one.pattern, one])).values()];
}

/** What could not be said before all endpoints were known. */
function assertRules(plan: SweepPlan): void {
  const { axes, rules, endpoints } = plan;
  const refuse = (reason: string) => {
    throw new UserError(`Cannot use the plan ${plan.path} as ${reason}`, { exitCode: 2 });
  };
  if (rules !== undefined && rules.points === undefined) {
    for (const { kind, which, rule } of idleRules(axes, rules, endpoints)) {
      const name = typeof which === "number" ? `[${which}]` : which === null ? "" : `.${which}`;
      refuse(`its grid${kind === "grid" ? "" : `.${kind}${name}`} ${rule}`);
    }
  }
  if (!Number.isSafeInteger(cellCount(plan))) refuse("its grid makes more cells than can be counted");
}

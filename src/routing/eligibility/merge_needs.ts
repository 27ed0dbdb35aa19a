import { Decimal } from "../../base/mod.ts";
import type { RouteNeeds } from "../../spec/mod.ts";

/**
 * What meets both: of two limits the stricter, of two lists of what is allowed what stands in both, of two lists of what
 * is needed or forbidden all of it.
 *
 * @example The stricter of both
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mergeNeeds } from "@tapedeck/tapedeck";
 *
 * const needs = mergeNeeds({ maxCostUsd: "0.01", providers: ["openai", "azure"] }, { maxCostUsd: "0.1", providers: ["azure"] });
 * assertEquals(needs, { maxCostUsd: "0.01", providers: ["azure"] });
 * ```
 */
export function mergeNeeds(a: RouteNeeds, b: RouteNeeds): RouteNeeds {
  const training = a.data?.training ?? b.data?.training;
  const retention = a.data?.retention ?? b.data?.retention;
  const merged: RouteNeeds = {
    capabilities: union(a.capabilities, b.capabilities),
    parameters: union(a.parameters, b.parameters),
    contextTokens: extreme(Math.max, a.contextTokens, b.contextTokens),
    maxCostUsd: least(a.maxCostUsd, b.maxCostUsd),
    maxInputUsdPerMillion: least(a.maxInputUsdPerMillion, b.maxInputUsdPerMillion),
    maxOutputUsdPerMillion: least(a.maxOutputUsdPerMillion, b.maxOutputUsdPerMillion),
    maxTtftMs: extreme(Math.min, a.maxTtftMs, b.maxTtftMs),
    minOutputTps: extreme(Math.max, a.minOutputTps, b.minOutputTps),
    minUptime: extreme(Math.max, a.minUptime, b.minUptime),
    quantizations: both(a.quantizations, b.quantizations),
    providers: both(a.providers, b.providers),
    excludeProviders: union(a.excludeProviders, b.excludeProviders),
    data: training === undefined && retention === undefined
      ? undefined
      : { ...(training === undefined ? {} : { training }), ...(retention === undefined ? {} : { retention }) },
    unknown: a.unknown === "deny" || b.unknown === "deny" ? "deny" : a.unknown ?? b.unknown,
  };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
}

function union<T extends string>(a: readonly T[] | undefined, b: readonly T[] | undefined): readonly T[] | undefined {
  return a === undefined ? b : b === undefined ? a : [...new Set([...a, ...b])].sort();
}

function both(a: readonly string[] | undefined, b: readonly string[] | undefined): readonly string[] | undefined {
  return a === undefined ? b : b === undefined ? a : [...new Set(a)].filter((one) => b.includes(one)).sort();
}

function extreme(pick: (a: number, b: number) => number, a?: number, b?: number): number | undefined {
  return a === undefined ? b : b === undefined ? a : pick(a, b);
}

function least(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Decimal.parse(a).compare(Decimal.parse(b)) <= 0 ? a : b;
}

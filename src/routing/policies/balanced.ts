import type { PolicyContext, RouteCandidate, RoutingPolicy } from "../../spec/mod.ts";
import { expectedLatencyMs, expectedUptime, medianOutputTps } from "../eligibility/mod.ts";

/** How much each thing counts, from 0; only their proportions matter. */
export interface BalancedWeights {
  /** What the call is likely to cost. */
  readonly cost?: number;
  /** How long it is likely to take. */
  readonly latency?: number;
  /** Tokens per second. */
  readonly throughput?: number;
  /** How likely it is to work. */
  readonly reliability?: number;
}

const DEFAULT_WEIGHTS = { cost: 1, latency: 1, throughput: 0, reliability: 2 } as const;

interface Criterion {
  readonly name: keyof typeof DEFAULT_WEIGHTS;
  /** Whether the least is the best. */
  readonly least: boolean;
  /** `null` is unknown. */
  value(candidate: RouteCandidate): number | null;
}

const CRITERIA: readonly Criterion[] = [
  { name: "cost", least: true, value: ({ expectedUsd }) => expectedUsd === null ? null : Number(expectedUsd) },
  {
    name: "latency",
    least: true,
    value: (candidate) => expectedLatencyMs(candidate, candidate.expectedTokens.output)?.ms ?? null,
  },
  { name: "throughput", least: false, value: (candidate) => medianOutputTps(candidate)?.value ?? null },
  { name: "reliability", least: false, value: (candidate) => expectedUptime(candidate).share },
];

/**
 * The best of all together first. Each criterion becomes a share of the best candidate's: the cheapest has 1 for cost,
 * one that costs twice as much 0.5. So units and scales do not matter, and neither does a candidate that is far off.
 * What is unknown of a candidate counts as the mean of those of which it is known, and the reason says so.
 *
 * @example What is known of two endpoints
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { balancedPolicy } from "@tapedeck/tapedeck";
 *
 * assertEquals(balancedPolicy({ cost: 1, reliability: 3 }).name, "balanced");
 * ```
 *
 * @throws {RangeError} when a weight is negative or no finite number, or none is above 0.
 */
export function balancedPolicy(weights: BalancedWeights = {}): RoutingPolicy {
  const given = Object.keys(weights).length === 0 ? DEFAULT_WEIGHTS : weights;
  const weighed = CRITERIA.map((criterion) => ({ criterion, weight: given[criterion.name] ?? 0 }));
  const bad = weighed.find(({ weight }) => !Number.isFinite(weight) || weight < 0);
  const sum = weighed.reduce((total, { weight }) => total + weight, 0);
  if (bad !== undefined || sum === 0) {
    throw new RangeError(
      "Cannot balance as weights must be finite and not negative, and one above 0: " +
        `current value is ${JSON.stringify(given)}`,
    );
  }
  return {
    name: "balanced",
    score(candidate, context) {
      const parts = weighed
        .filter(({ weight }) => weight > 0)
        .map(({ criterion, weight }) => ({ weight, ...shareOf(candidate, { criterion, context }) }));
      const score = parts.reduce((total, { weight, share }) => total + weight * share, 0) / sum;
      return { score, why: parts.map(({ text }) => text).join(", ") };
    },
  };
}

function shareOf(
  candidate: RouteCandidate,
  { criterion, context }: { readonly criterion: Criterion; readonly context: PolicyContext },
): { readonly share: number; readonly text: string } {
  const { name, least } = criterion;
  const known = context.candidates.map((one) => criterion.value(one)).filter((value) => value !== null);
  const best = known.length === 0 ? 0 : known.reduce((a, b) => least ? Math.min(a, b) : Math.max(a, b));
  const share = (value: number) => {
    // Nothing is as good as nothing, and infinitely better than something.
    if (value === best) return 1;
    return least ? best / value : value / best;
  };
  const value = criterion.value(candidate);
  if (value !== null) return { share: share(value), text: `${name} ${share(value).toFixed(2)}` };
  const mean = known.length === 0 ? 1 : known.reduce((sum, one) => sum + share(one), 0) / known.length;
  return { share: mean, text: `${name} unknown, counted as ${mean.toFixed(2)}` };
}

import type { JsonObject } from "../spec/mod.ts";
import { pointCounts, type SweepPlan } from "../sweep/mod.ts";
import { formatCount } from "./_format.ts";

/** Endpoints of a pattern that the text shows. */
const SHOWN_ENDPOINTS = 6;

/** What the number of a plan's cells is the product of, for people. */
export function gridFactors(plan: SweepPlan): string[] {
  const { endpoints, samples, axes, rules, only } = plan;
  const repeats = only?.repeats?.length ?? plan.repeats;
  const ends = [formatCount(samples.length, "prompt"), formatCount(repeats, "repeat")];
  const counts = pointCounts(plan);
  if (rules === undefined && only === undefined) {
    const sizes = axes.map((axis) => `${axis.values.length} ${axis.name}`);
    return [formatCount(endpoints.length, "endpoint"), ends[0], ...sizes, ends[1]];
  }
  if (new Set(counts).size === 1) {
    return [formatCount(endpoints.length, "endpoint"), ends[0], formatCount(counts[0], "point"), ends[1]];
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  return [`${formatCount(total, "point")} at ${formatCount(endpoints.length, "endpoint")}`, ...ends];
}

/** The same for programs; `variants` is `null` where endpoints have different numbers of them. */
export function gridCounts(plan: SweepPlan): JsonObject {
  const counts = pointCounts(plan);
  return {
    endpoints: plan.endpoints.length,
    prompts: plan.samples.length,
    variants: new Set(counts).size === 1 ? counts[0] : null,
    repeats: plan.only?.repeats?.length ?? plan.repeats,
  };
}

/** What the patterns of a plan stand for, a line each. */
export function patternLines({ resolved, only }: SweepPlan): string[] {
  const lines = (resolved?.patterns ?? []).map(({ pattern, endpoints }) => {
    const shown = endpoints.slice(0, SHOWN_ENDPOINTS).map(({ key }) => key).join(", ");
    const more = endpoints.length > SHOWN_ENDPOINTS ? ", …" : "";
    return `pattern        ${pattern} stands for ${formatCount(endpoints.length, "endpoint")}: ${shown}${more}\n`;
  });
  return only === undefined ? lines : [...lines, `only           ${only.written.join(" ")}\n`];
}

/** The same for programs. */
export function patternDocument({ resolved, only }: SweepPlan): JsonObject {
  const patterns = (resolved?.patterns ?? []).map(({ pattern, endpoints }) => ({
    pattern,
    endpoints: endpoints.map(({ key }) => key),
  }));
  return {
    ...(patterns.length === 0 ? {} : { patterns }),
    ...(only === undefined ? {} : { only: [...only.written] }),
  };
}

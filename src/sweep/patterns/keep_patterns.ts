import type { Tape } from "../../cassette/mod.ts";
import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import type { SweepPlan } from "../sweep_plan.ts";
import { SCOPE } from "./_kept_pattern.ts";

const REASON = "The plan names a pattern: these are the endpoints that the catalog knew for it";

/** Keeps on the tape what the patterns of a plan stand for, so that its replay has the same cells anywhere. */
export async function keepPatterns({ resolved }: SweepPlan, tape: Tape): Promise<void> {
  for (const { pattern, endpoints } of resolved?.patterns ?? []) {
    await tape.decide(SCOPE, pattern, () => ({ choice: endpoints as unknown as JsonValue, reason: REASON }));
  }
}

/** What a run's manifest says of the patterns of its plan. */
export function patternFacts({ resolved }: SweepPlan): JsonObject {
  if (resolved === undefined) return {};
  const { source, patterns } = resolved;
  return { patterns: { source, resolved: patterns as unknown as JsonValue } };
}

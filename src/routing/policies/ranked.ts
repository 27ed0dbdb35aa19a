import { compareText } from "../../base/mod.ts";
import type { PolicyContext, RouteCandidate, RouteScore, RoutingPolicy } from "../../spec/mod.ts";

/** A candidate with what a policy makes of it. */
export interface RankedCandidate extends RouteScore {
  /** As it was given. */
  readonly candidate: RouteCandidate;
}

/**
 * The candidates of a context in the order in which a policy asks them: the highest score first, those that it cannot
 * tell last, ties by key. A score that is no finite number counts as none.
 */
export function ranked(policy: RoutingPolicy, context: PolicyContext): RankedCandidate[] {
  return context.candidates
    .map((candidate) => ({ candidate, ...numbered(policy.score(candidate, context)) }))
    .sort((a, b) => byScore(a.score, b.score) || compareText(a.candidate.endpoint.key, b.candidate.endpoint.key));
}

function numbered({ score, why }: RouteScore): RouteScore {
  // Infinity would not come back from a ledger.
  return { score: score !== null && Number.isFinite(score) ? score : null, why };
}

function byScore(a: number | null, b: number | null): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  return a === b ? 0 : b > a ? 1 : -1;
}

import type { RouteCandidate } from "../../spec/mod.ts";

/** Fewer calls than these tell less than the catalog does. */
const LEAST_CALLS = 5;

/** A median, and who says so. */
export interface Median {
  /** In the unit of what it is of. */
  readonly value: number;
  /** Calls that were made here, or the catalog. */
  readonly evidence: "own" | "catalog";
}

/** The median time to the first token; `null` is unknown. */
export function medianTtftMs(candidate: Pick<RouteCandidate, "health" | "record">): Median | null {
  return median(seenHealth(candidate)?.ttftMs?.p50, candidate.record?.ttftMs?.p50);
}

/** The median of tokens per second; `null` is unknown. */
export function medianOutputTps(candidate: Pick<RouteCandidate, "health" | "record">): Median | null {
  return median(seenHealth(candidate)?.outputTps?.p50, candidate.record?.outputTps?.p50);
}

function median(own: number | undefined, listed: number | undefined): Median | null {
  if (own !== undefined) return { value: own, evidence: "own" };
  return listed === undefined ? null : { value: listed, evidence: "catalog" };
}

/** What was seen of an endpoint, where that is enough to go before the catalog. */
export function seenHealth({ health }: Pick<RouteCandidate, "health">): RouteCandidate["health"] {
  return health !== null && health.calls >= LEAST_CALLS ? health : null;
}

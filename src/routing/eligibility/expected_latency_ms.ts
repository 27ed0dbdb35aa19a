import type { RouteCandidate } from "../../spec/mod.ts";
import { medianOutputTps, medianTtftMs, seenHealth } from "./medians.ts";

/** How long a call is likely to take, and who says so. */
export interface ExpectedLatency {
  /** To the last byte. */
  readonly ms: number;
  /** Calls that were made here, or the catalog. */
  readonly evidence: "own" | "catalog";
}

/**
 * How long an answer of so many tokens is likely to take, by medians: the time to the first token and so many more at
 * its speed. Calls that were made here go first, from five on, then the catalog; `null` is unknown.
 */
export function expectedLatencyMs(
  candidate: Pick<RouteCandidate, "health" | "record">,
  outputTokens: number,
): ExpectedLatency | null {
  const ttft = medianTtftMs(candidate);
  const speed = medianOutputTps(candidate);
  if (ttft !== null && speed !== null && speed.value > 0) {
    const evidence = ttft.evidence === "own" && speed.evidence === "own" ? "own" : "catalog";
    return { ms: ttft.value + Math.max(0, outputTokens - 1) * 1000 / speed.value, evidence };
  }
  // Answers that are not streamed have no first token, and as a whole their length is in what was seen.
  const whole = seenHealth(candidate)?.latencyMs?.p50 ?? null;
  return whole === null ? null : { ms: whole, evidence: "own" };
}

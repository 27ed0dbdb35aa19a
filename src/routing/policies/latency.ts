import type { RoutingPolicy } from "../../spec/mod.ts";
import { ownCalls } from "./_own_calls.ts";
import { expectedLatencyMs } from "../eligibility/mod.ts";

/** The soonest answered first: the median time to the first token, and the answer's likely length at its median speed. */
export const latencyPolicy: RoutingPolicy = {
  name: "latency",
  score(candidate) {
    const latency = expectedLatencyMs(candidate, candidate.expectedTokens.output);
    if (latency === null) return { score: null, why: "how long it takes is unknown" };
    const who = latency.evidence === "own" ? ownCalls(candidate) : "by the catalog";
    return { score: 0 - latency.ms, why: `about ${Math.round(latency.ms)} ms, ${who}` };
  },
};

import type { RoutingPolicy } from "../../spec/mod.ts";
import { ownCalls } from "./_own_calls.ts";
import { medianOutputTps } from "../eligibility/mod.ts";

/** The fastest first, by the median of tokens per second. */
export const throughputPolicy: RoutingPolicy = {
  name: "throughput",
  score(candidate) {
    const speed = medianOutputTps(candidate);
    if (speed === null) return { score: null, why: "how fast it answers is unknown" };
    const who = speed.evidence === "own" ? ownCalls(candidate) : "by the catalog";
    return { score: speed.value, why: `${Number(speed.value.toFixed(1))} tokens/s, ${who}` };
  },
};

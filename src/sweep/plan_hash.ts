import { canonicalJson, taggedHash } from "../base/mod.ts";
import type { JsonValue } from "../spec/mod.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/**
 * A tagged hash of everything in a plan that decides its cells, their costs and their scores, the contents of the
 * prompts and its faults included. Its names, where its files and servers are, its plugins, and how it is run
 * (concurrency, mode, tape, tries) are not in it.
 */
export function planHash(plan: SweepPlan): string {
  const decides = {
    axes: plan.axes,
    endpoints: plan.endpoints.map(({ key, wire, wireModel, price, parameters, routing }) => ({
      key,
      wire,
      wireModel,
      price,
      parameters,
      ...(routing === undefined ? {} : { routing }),
    })),
    ...(plan.faults === null ? {} : { faults: plan.faults }),
    repeats: plan.repeats,
    samples: plan.samples.map(({ id, messagesHash, expected }) => ({ id, messages: messagesHash, expected })),
    score: plan.score,
    stream: plan.stream,
  };
  return taggedHash("plan", canonicalJson(decides as unknown as JsonValue));
}

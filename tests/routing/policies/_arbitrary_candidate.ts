import fc from "fast-check";
import { type CandidateFacts, expectedUse } from "../../../src/routing/eligibility/mod.ts";
import type { PolicyContext, RouteCandidate } from "../../../src/spec/mod.ts";
import { candidate, price } from "../_candidates.ts";

const SIZE = { promptTokens: 1000, maxTokens: 200 };

/** A candidate as a policy sees it. */
export function routeCandidate(facts: CandidateFacts): RouteCandidate {
  const { expectedUsd, expectedTokens } = expectedUse(facts, { size: SIZE });
  const { endpoint, record, health } = facts;
  return { endpoint, record, health, expectedUsd, expectedTokens };
}

/** What a policy is asked with. */
export function contextOf(candidates: readonly RouteCandidate[], turn = 0): PolicyContext {
  const sorted = candidates.toSorted((a, b) => a.endpoint.key < b.endpoint.key ? -1 : 1);
  return {
    request: { messages: [], stream: false, maxTokens: SIZE.maxTokens },
    candidates: sorted,
    turn,
    remainingUsd: null,
    random: () => 0.5,
  };
}

const percentiles = (min: number, max: number) => fc.option(fc.integer({ min, max }).map((p50) => ({ p50 })));

/** Any endpoint, of which anything may be unknown. */
export const arbitraryCandidate: fc.Arbitrary<RouteCandidate> = fc.record({
  provider: fc.stringMatching(/^[a-z]{1,6}$/),
  price: fc.option(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1000 }))),
  ttftMs: percentiles(1, 5000),
  outputTps: percentiles(1, 500),
  uptime: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  seen: fc.option(fc.record({
    calls: fc.integer({ min: 1, max: 2000 }),
    errorRate: fc.double({ min: 0, max: 1, noNaN: true }),
    ttftMs: percentiles(1, 5000),
    outputTps: percentiles(1, 500),
    latencyMs: percentiles(1, 50_000),
  })),
}).map(({ provider, price: rates, ttftMs, outputTps, uptime, seen }) =>
  routeCandidate(candidate(provider, {
    record: {
      price: rates === null ? null : price(rates[0] / 100, rates[1] / 100),
      ttftMs,
      outputTps,
      uptime: { last5m: null, last30m: null, last1d: uptime },
    },
    ...(seen === null ? {} : { health: seen }),
  }))
);

/** Some endpoints, each with a key of its own. */
export const arbitraryCandidates: fc.Arbitrary<RouteCandidate[]> = fc.uniqueArray(arbitraryCandidate, {
  selector: ({ endpoint }) => endpoint.key,
  minLength: 1,
  maxLength: 8,
});

import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { expectedLatencyMs, expectedUptime, expectedUse } from "../../../src/routing/eligibility/mod.ts";
import type { TokenPrice } from "../../../src/spec/mod.ts";
import { candidate, price } from "../_candidates.ts";

const size = { promptTokens: 1000, maxTokens: 400 };

Deno.test("an answer is as long as those that were seen, else as the limit allows, else as is assumed of all", () => {
  const basis = (facts: Parameters<typeof expectedUse>[0], maxTokens: number | null = 400) => {
    const use = expectedUse(facts, { size: { ...size, maxTokens } });
    return [use.basis, use.expectedTokens.output];
  };
  assertEquals(basis(candidate("a", { meanOutputTokens: 120.4 })), ["seen", 120]);
  assertEquals(basis(candidate("a", { meanOutputTokens: 900 })), ["seen", 400]);
  assertEquals(basis(candidate("a")), ["limit", 400]);
  assertEquals(basis(candidate("a"), null), ["assumed", 512]);
  assertEquals(basis(candidate("a", { record: { maxOutputTokens: 50 } })), ["limit", 50]);
  assertEquals(basis(candidate("a", { record: { contextTokens: 1100 } })), ["limit", 100]);
});

Deno.test("what a call costs is exact, with tiers and times of day", () => {
  const usd = (of: TokenPrice | null, at?: string) =>
    expectedUse(candidate("a", { record: { price: of } }), { size, ...(at === undefined ? {} : { at }) }).expectedUsd;
  assertEquals(usd(price(1, 2)), "0.0018");
  assertEquals(
    usd({ ...price(1, 2), overrides: [{ minPromptTokens: 999, rates: { inputUsd: "0.00001" } }] }),
    "0.0108",
  );
  const night = { ...price(1, 2), overrides: [{ utcStart: "16:00", utcEnd: "23:00", rates: { inputUsd: "0" } }] };
  assertEquals(usd(night, "2026-11-21T20:00:00Z"), "0.0008");
  assertEquals(usd(night, "2026-11-21T12:00:00Z"), "0.0018");
  // Without a time nobody knows which rate holds.
  assertEquals(usd(night), null);
  assertEquals(usd(null), null);
});

Deno.test("an endpoint that is paid by the hour costs the time that its answer is likely to take", () => {
  const facts = candidate("a", {
    record: { price: null, ttftMs: { p50: 1000 }, outputTps: { p50: 100 } },
  });
  const hourly = {
    ...facts,
    endpoint: { ...facts.endpoint, price: { kind: "hour", hourUsd: "3.6", slots: 1 } as const },
  };
  // A second to the first token, and 399 more at a hundred a second: 4.99 seconds at a tenth of a cent each.
  assertEquals(expectedUse(hourly, { size }).expectedUsd, "0.00499");
  const unknown = { ...hourly, record: null };
  assertEquals(expectedUse(unknown, { size }).expectedUsd, null);
});

Deno.test("how long a call takes is known of calls that were made, else of the catalog, else not", () => {
  const latency = (traits: Parameters<typeof candidate>[1]) => expectedLatencyMs(candidate("a", traits), 101);
  const listed = { ttftMs: { p50: 500 }, outputTps: { p50: 50 } };
  assertEquals(latency({ record: listed }), { ms: 2500, evidence: "catalog" });
  const seen = { calls: 20, ttftMs: { p50: 100 }, outputTps: { p50: 100 } };
  assertEquals(latency({ record: listed, health: seen }), { ms: 1100, evidence: "own" });
  // A speed from the list does not make what was seen here any more our own.
  assertEquals(latency({ record: listed, health: { ...seen, outputTps: null } }), { ms: 2100, evidence: "catalog" });
  assertEquals(latency({ health: { calls: 20, latencyMs: { p50: 700 } } }), { ms: 700, evidence: "own" });
  assertEquals(latency({ record: { ttftMs: { p50: 500 } } }), null);
  assertEquals(latency({}), null);
});

Deno.test("the more calls were made here, the less the catalog counts", () => {
  const share = (calls: number, errorRate: number, listed: number | null = null) =>
    expectedUptime(candidate("a", {
      record: { uptime: { last5m: null, last30m: null, last1d: listed } },
      ...(calls === 0 ? {} : { health: { calls, errorRate } }),
    })).share;
  assertEquals(share(0, 0), 0.95);
  assertEquals(share(0, 0, 0.8), 0.8);
  assertAlmostEquals(share(20, 0.5, 1), 0.75);
  assertAlmostEquals(share(100_000, 0.5, 1), 0.5, 1e-3);
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 10_000 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (calls, errorRate, listed) => {
      const own = 1 - errorRate;
      const between = share(calls, errorRate, listed);
      assert(between >= Math.min(own, listed) - 1e-12 && between <= Math.max(own, listed) + 1e-12);
    },
  ));
});

Deno.test("of what the catalog says of the day and of the half hour, the worse counts; five minutes where that is all", () => {
  const listed = (last5m: number | null, last30m: number | null, last1d: number | null) =>
    expectedUptime(candidate("a", { record: { uptime: { last5m, last30m, last1d } } })).listed;
  assertEquals(listed(0.2, 0.9, 0.98), 0.9);
  assertEquals(listed(0.2, 0.99, 0.98), 0.98);
  assertEquals(listed(0.2, null, null), 0.2);
  assertEquals(listed(null, null, null), null);
});

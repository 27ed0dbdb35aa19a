import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../src/base/mod.ts";
import { costScorer, latencyScorer, type LatencyScorerOptions } from "../../src/scoring/mod.ts";
import type { ScoredCall } from "../../src/spec/mod.ts";

const NOTHING: ScoredCall = { latencyMs: null, ttftMs: null, costUsd: null, inputTokens: null, outputTokens: null };
const INPUT = { input: "", output: "", expected: null };

const latency = (options: LatencyScorerOptions, call: Partial<ScoredCall>) =>
  latencyScorer(options).score({ ...INPUT, call: { ...NOTHING, ...call } }).score;

Deno.test("latency: in time, too late, and unknown", () => {
  assertEquals(latency({ maxMs: 100 }, { latencyMs: 100 }), 1);
  assertEquals(latency({ maxMs: 100 }, { latencyMs: 100.01 }), 0);
  assertEquals(latency({ maxMs: 100 }, {}), null);
  assertEquals(latency({ ttftMaxMs: 50 }, { latencyMs: 900, ttftMs: 40 }), 1);
});

Deno.test("latency: both bounds must hold, and one that is broken is enough", () => {
  const both = { maxMs: 100, ttftMaxMs: 50 };
  assertEquals(latency(both, { latencyMs: 90, ttftMs: 40 }), 1);
  assertEquals(latency(both, { latencyMs: 90, ttftMs: 60 }), 0);
  assertEquals(latency(both, { latencyMs: 110 }), 0);
  assertEquals(latency(both, { latencyMs: 90 }), null);
});

const cost = (maxUsd: string | number, costUsd: string | null) =>
  costScorer({ maxUsd }).score({ ...INPUT, call: { ...NOTHING, costUsd } }).score;

Deno.test("cost: amounts are compared as decimals", () => {
  assertEquals(cost("0.001", "0.001"), 1);
  assertEquals(cost("0.001", "0.0010000000000000000000001"), 0);
  assertEquals(cost(0.3, "0.30000000000000001"), 0);
  assertEquals(cost("0", "0"), 1);
  assertEquals(cost("1", null), null);
});

Deno.test("nobody knows the call, so neither applies", () => {
  assertEquals(latencyScorer({ maxMs: 1 }).score(INPUT), { name: "latency", score: null });
  assertEquals(costScorer({ maxUsd: "1" }).score(INPUT), { name: "cost", score: null });
});

Deno.test("bounds that are none are refused", () => {
  for (const options of [{}, { maxMs: 0 }, { maxMs: -1 }, { ttftMaxMs: NaN }]) {
    assertThrows(() => latencyScorer(options), UserError, "Cannot score by latency");
  }
  for (const maxUsd of ["-1", "cheap", "", NaN]) {
    assertThrows(() => costScorer({ maxUsd }), UserError, "Cannot score by cost");
  }
});

Deno.test("whoever keeps a bound keeps every wider one", () => {
  const ms = fc.double({ min: 0.001, max: 1e6, noNaN: true });
  fc.assert(fc.property(ms, ms, ms, (latencyMs, bound, more) => {
    if (latency({ maxMs: bound }, { latencyMs }) === 1) {
      assertEquals(latency({ maxMs: bound + more }, { latencyMs }), 1);
    }
    const [low, high] = [latency({ maxMs: bound }, { latencyMs }), latency({ maxMs: bound + more }, { latencyMs })];
    assert(low! <= high!);
  }));
});

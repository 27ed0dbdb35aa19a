import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { healthScore, type ScoreFacts } from "../../../src/transport/health/mod.ts";

const facts = (rest: Partial<ScoreFacts> = {}): ScoreFacts => ({
  calls: 20,
  faults: 0,
  throttled: 0,
  past: { calls: 0, faults: 0 },
  slowness: null,
  ...rest,
});

Deno.test("a score is what its formula says", () => {
  assertEquals(healthScore(facts({ calls: 0 })), null);
  assertEquals(healthScore(facts()), 1);
  assertAlmostEquals(healthScore(facts({ faults: 6 }))!, (1 - 6 / 24) ** 2, 1e-12);
  assertAlmostEquals(healthScore(facts({ throttled: 10 }))!, 0.75, 1e-12);
  assertAlmostEquals(healthScore(facts({ slowness: 4 }))!, 0.5, 1e-12);
  assertEquals(healthScore(facts({ slowness: 1.9 })), 1);
  assertAlmostEquals(healthScore(facts({ calls: 0, past: { calls: 10, faults: 5 } }))!, 0.25, 1e-12);
});

const counts = fc.record({
  calls: fc.integer({ min: 1, max: 1000 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  throttledShare: fc.double({ min: 0, max: 1, noNaN: true }),
  slowness: fc.option(fc.double({ min: 0.1, max: 100, noNaN: true })),
});

Deno.test("a score is between 0 and 1, and more of anything bad never raises it", () => {
  fc.assert(fc.property(counts, ({ calls, share, throttledShare, slowness }) => {
    const faults = Math.floor(calls * share);
    const throttled = Math.floor((calls - faults) * throttledShare);
    const score = healthScore(facts({ calls, faults, throttled, slowness }))!;
    assert(score >= 0 && score <= 1);
    if (faults < calls) assert(healthScore(facts({ calls, faults: faults + 1, throttled, slowness }))! <= score);
    if (throttled < calls) assert(healthScore(facts({ calls, faults, throttled: throttled + 1, slowness }))! <= score);
    assert(healthScore(facts({ calls, faults, throttled, slowness: (slowness ?? 1) * 2 }))! <= score + 1e-12);
  }));
});

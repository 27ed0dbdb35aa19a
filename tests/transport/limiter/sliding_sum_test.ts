import { assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { SlidingSum } from "../../../src/transport/limiter/_sliding_sum.ts";

const WINDOW_MS = 60_000;
/** What is added within so short a time may leave as one. */
const GRAIN_MS = WINDOW_MS / 600;

const steps = fc.array(
  fc.record({
    waitMs: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 20_000 })),
    amount: fc.integer({ min: 0, max: 1000 }),
  }),
  { maxLength: 300 },
);

interface Added {
  readonly atMs: number;
  readonly amount: number;
}

function sumSince(added: readonly Added[], fromMs: number): number {
  return added.reduce((sum, { atMs, amount }) => atMs > fromMs ? sum + amount : sum, 0);
}

Deno.test("the sum is never less than that of the window, and nothing stays longer than a grain beyond it", () => {
  fc.assert(fc.property(steps, (steps) => {
    const sliding = new SlidingSum(WINDOW_MS);
    const added: Added[] = [];
    let nowMs = 0;
    for (const { waitMs, amount } of steps) {
      nowMs += waitMs;
      assertGreaterOrEqual(sliding.at(nowMs), sumSince(added, nowMs - WINDOW_MS));
      assertLessOrEqual(sliding.at(nowMs), sumSince(added, nowMs - WINDOW_MS - GRAIN_MS));
      sliding.add(amount, nowMs);
      added.push({ atMs: nowMs, amount });
    }
    assertEquals(sliding.at(nowMs + WINDOW_MS), 0);
  }));
});

Deno.test("what is added far apart leaves exactly when it should", () => {
  const sliding = new SlidingSum(WINDOW_MS);
  sliding.add(3, 0);
  sliding.add(4, 1000);
  assertEquals([59_999, 60_000, 60_999, 61_000].map((ms) => sliding.at(ms)), [7, 4, 4, 0]);
});

Deno.test("after the wait for an amount the sum has come down by it, and not before", () => {
  fc.assert(fc.property(steps, fc.integer({ min: 1, max: 3000 }), (steps, amount) => {
    const sliding = new SlidingSum(WINDOW_MS);
    let nowMs = 0;
    for (const step of steps) sliding.add(step.amount, nowMs += step.waitMs);
    const before = sliding.at(nowMs);
    const waitMs = sliding.untilDownBy(amount, nowMs);
    if (waitMs === Infinity) return assertLessOrEqual(before, amount - 1);
    assertGreaterOrEqual(before - sliding.at(nowMs + waitMs - 0.001), 0);
    assertLessOrEqual(before - sliding.at(nowMs + waitMs - 0.001), amount - 1);
    assertGreaterOrEqual(before - sliding.at(nowMs + waitMs), amount);
  }));
});

Deno.test("a change counts as long as what it changes does", () => {
  const sliding = new SlidingSum(WINDOW_MS);
  const span = sliding.add(10, 0);
  sliding.change(span, -4);
  assertEquals(sliding.at(1), 6);
  assertEquals(sliding.at(WINDOW_MS), 0);
  sliding.change(span, -6);
  assertEquals(sliding.at(WINDOW_MS), 0);
});

Deno.test("a window holds a bounded number of spans, however much is added", () => {
  const sliding = new SlidingSum(WINDOW_MS);
  const spans = new Set(Array.from({ length: 60_000 }, (_, ms) => sliding.add(1, ms)));
  assertLessOrEqual(spans.size, 601);
});

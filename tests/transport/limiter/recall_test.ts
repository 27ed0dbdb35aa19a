import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { VirtualClock } from "../../../src/base/mod.ts";
import { Limiter, type RecalledUse } from "../../../src/transport/limiter/mod.ts";
import { SlidingSum } from "../../../src/transport/limiter/_sliding_sum.ts";
import { askOf, ok, track } from "./_limiter_kit.ts";

function used(use: Partial<RecalledUse> = {}): RecalledUse {
  return { agoMs: 0, endedAgoMs: 0, requests: 1, inputTokens: 4, outputTokens: 6, usd: "0.01", ...use };
}

Deno.test("what was used before counts until its window has passed", async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter({ clock });
  limiter.recall("p", [used({ agoMs: 50_000, endedAgoMs: 49_000, requests: 2 })]);
  const calls = track(clock, [1, 2].map(() => limiter.reserve(askOf({ requestsPerMinute: 3 }))));
  await clock.advance(0);
  await clock.advance(10_999);
  assertEquals(calls.startedAt(), [0, null]);
  await clock.advance(1);
  assertEquals(calls.startedAt(), [0, 11_000]);
});

Deno.test("a day's requests and money are less what earlier commands took, and a budget is not", async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter({ clock });
  limiter.recall("p", [used({ agoMs: 80_000_000, requests: 3, usd: "0.5" }), used({ agoMs: 1000, usd: "0.25" })]);
  const settings = { requestsPerDay: 10, usdPerDay: "1" };
  const permit = await limiter.reserve(askOf(settings, { scopes: [{ id: "p", settings, budgetUsd: "1" }] }));
  permit.settle(ok());
  assertEquals(limiter.status()[0].limits.map(({ limit, used }) => [limit, used]), [
    ["requestsPerDay", 5],
    ["usdPerDay", "0.76"],
    ["budgetUsd", "0.01"],
  ]);
  await clock.advance(6_401_000);
  assertEquals(limiter.status()[0].limits[1].used, "0.26");
});

Deno.test("output tokens count from the end of their calls, all else from the start", async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter({ clock });
  limiter.recall("p", [used({ agoMs: 90_000, endedAgoMs: 10_000, outputTokens: 50 })]);
  const settings = { outputTokensPerMinute: 100, inputTokensPerMinute: 100 };
  (await limiter.reserve(askOf(settings))).settle(ok());
  assertEquals(limiter.status()[0].limits.map(({ limit, used }) => [limit, used]), [
    ["inputTokensPerMinute", 4],
    ["outputTokensPerMinute", 56],
  ]);
});

Deno.test("what is told after the first call counts all the same", async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter({ clock });
  const settings = { requestsPerMinute: 2 };
  (await limiter.reserve(askOf(settings))).settle(ok());
  await clock.advance(20_000);
  limiter.recall("p", [used({ agoMs: 40_000 })]);
  const calls = track(clock, [limiter.reserve(askOf(settings))]);
  await clock.advance(20_999);
  assertEquals(calls.startedAt(), [null]);
  await clock.advance(1);
  assertEquals(calls.startedAt(), [41_000]);
});

Deno.test("a sum that is told of the past is the sum of all that was used within its window", () => {
  const past = fc.array(
    fc.record({ atMs: fc.integer({ min: -2000, max: 0 }), amount: fc.integer({ min: 1, max: 9 }) }),
  );
  fc.assert(fc.property(past, fc.integer({ min: 0, max: 2000 }), (uses, nowMs) => {
    const sum = new SlidingSum(1000);
    for (const { atMs, amount } of uses) sum.addPast(amount, atMs);
    const expected = uses.filter(({ atMs }) => nowMs < atMs + 1000).reduce((all, { amount }) => all + amount, 0);
    assertEquals(sum.at(nowMs), expected);
    assertEquals(sum.leftAt(nowMs), uses.reduce((all, { amount }) => all + amount, 0) - expected);
  }));
});

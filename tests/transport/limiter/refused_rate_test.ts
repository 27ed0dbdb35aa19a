import { assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import { seededRandom } from "../../../src/base/mod.ts";
import type { LimitSettings } from "../../../src/spec/mod.ts";
import { Limiter } from "../../../src/transport/limiter/mod.ts";
import { RefusedRate } from "../../../src/transport/limiter/_refused_rate.ts";
import { askOf, ok } from "./_limiter_kit.ts";
import { QuickClock } from "./_quick_clock.ts";

interface Endpoint {
  readonly callers: number;
  readonly calls: number;
  /** How many it takes in each second of its own clock, by the second; the last one holds on. */
  readonly perSecond: readonly number[];
  /** How far its seconds are from those of the caller. */
  readonly phaseMs: number;
  readonly settings?: LimitSettings;
  readonly retryAfterMs?: number;
}

/** Callers before an endpoint that counts by the second and says so only by refusing: when all were answered, and the waste. */
async function callAll({ callers, calls, perSecond, phaseMs, settings = {}, retryAfterMs = 1000 }: Endpoint) {
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  const random = seededRandom(`${callers} ${phaseMs}`);
  const taken: number[] = [];
  let [left, refused, endMs] = [calls, 0, 0];
  const isTaken = () => {
    const second = Math.floor((clock.nowMs() + phaseMs) / 1000);
    taken[second] ??= 0;
    return taken[second] < (perSecond[second] ?? perSecond.at(-1)!) && ++taken[second] > 0;
  };
  const call = async () => {
    for (;;) {
      const permit = await limiter.reserve(askOf(settings));
      await clock.sleep(1 + random() * 2);
      if (isTaken()) {
        await clock.sleep(20 + random() * 4);
        permit.settle(ok());
        endMs = clock.nowMs();
        return;
      }
      refused++;
      limiter.pause("p", clock.nowMs() + retryAfterMs, "asked to wait");
      permit.settle(ok({ outcome: "rateLimited" }));
      await clock.sleep(retryAfterMs);
    }
  };
  const caller = async () => {
    while (left-- > 0) await call();
  };
  const all = Promise.all(Array.from({ length: callers }, caller));
  await clock.run(calls * 1000);
  await all;
  return { endMs, refused, limiter };
}

Deno.test("a limit per second that only refusals tell of is used up, and hardly one call more than its first burst is refused", async () => {
  for (const callers of [20, 100]) {
    for (const phaseMs of [0, 300, 700, 950]) {
      const { endMs, refused } = await callAll({ callers, calls: 1000, perSecond: [50], phaseMs });
      assertLessOrEqual(endMs, 20_000 * 1.05);
      assertLessOrEqual(refused, callers + 10);
    }
  }
});

Deno.test("a limit per second that is raised is found out again", async () => {
  const seconds = Array.from({ length: 10 }, () => 20);
  const { endMs } = await callAll({ callers: 100, calls: 20_000, perSecond: [...seconds, 400], phaseMs: 0 });
  // At 20 a second it would have taken 1000 s, at best 60 s.
  assertLessOrEqual(endMs, 150_000);
});

Deno.test("a limit per second that is lowered costs few calls", async () => {
  const seconds = Array.from({ length: 10 }, () => 100);
  const { endMs, refused } = await callAll({ callers: 20, calls: 2000, perSecond: [...seconds, 50], phaseMs: 0 });
  assertLessOrEqual(endMs, 32_000);
  assertLessOrEqual(refused, 60);
});

Deno.test("who takes the number at once as it is set is not slowed down by refusals", async () => {
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  const permits = await Promise.all(Array.from({ length: 10 }, () => limiter.reserve(askOf({ adaptive: false }))));
  limiter.pause("p", 100, "asked to wait");
  permits[0].settle(ok({ outcome: "rateLimited" }));
  const after = Array.from({ length: 20 }, () => limiter.reserve(askOf({ adaptive: false })));
  await clock.run(500);
  assertEquals((await Promise.all(after)).length, 20);
});

function rateWith(calls: number) {
  const rate = new RefusedRate();
  const spans = Array.from({ length: calls }, (_, i) => rate.started(i));
  return { rate, spans };
}

Deno.test("as many may go in a second as went and were not refused", () => {
  const { rate, spans } = rateWith(60);
  for (const span of spans.slice(50)) rate.refused(span, { waitMs: 900, isKnown: false, nowMs: 70 });
  assertEquals(rate.limit, 50);
  assertGreaterOrEqual(rate.waitMs(70), 900);
  assertEquals(rate.waitMs(1200), 0);
});

Deno.test("a refusal says nothing of a second where its wait is longer, where it has none, and where limits are known", () => {
  for (const [waitMs, isKnown] of [[0, false], [-5, false], [1001, false], [30_000, false], [500, true]] as const) {
    const { rate, spans } = rateWith(60);
    rate.refused(spans[59], { waitMs, isKnown, nowMs: 70 });
    assertEquals(rate.limit, Infinity);
    assertEquals(rate.waitMs(70), 0);
  }
});

Deno.test("one call in a second is no measure", () => {
  const { rate, spans } = rateWith(2);
  rate.refused(spans[1], { waitMs: 1000, isKnown: false, nowMs: 5 });
  assertEquals(rate.limit, Infinity);
});

Deno.test("a call that was not sent is not counted", () => {
  const { rate, spans } = rateWith(60);
  rate.notSent(spans[0]);
  rate.refused(spans[59], { waitMs: 1000, isKnown: false, nowMs: 70 });
  assertEquals(rate.limit, 58);
});

Deno.test("no more is tried as long as what is known is not used up", () => {
  const { rate, spans } = rateWith(60);
  rate.refused(spans[59], { waitMs: 1000, isKnown: false, nowMs: 70 });
  for (let nowMs = 2000; nowMs < 600_000; nowMs += 100) rate.started(nowMs);
  assertEquals(rate.limit, 59);
});

Deno.test("one round of refusals takes little of a limit that held, and a second one soon after it takes what it has to", () => {
  const { rate, spans } = rateWith(110);
  const refuse = (given: typeof spans, nowMs: number) => {
    for (const span of given) rate.refused(span, { waitMs: 1000, isKnown: false, nowMs });
  };
  refuse(spans.slice(100), 120);
  assertEquals(rate.limit, 100);
  const burst = (nowMs: number) => Array.from({ length: 60 }, (_, i) => rate.started(nowMs + i));
  refuse(burst(6000).slice(30), 6100);
  assertEquals(rate.limit, 95);
  refuse(burst(8000).slice(30), 8100);
  assertEquals(rate.limit, 30);
});

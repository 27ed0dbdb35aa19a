import { assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import type { LimitSettings } from "../../../src/spec/mod.ts";
import { Limiter, type Permit } from "../../../src/transport/limiter/mod.ts";
import { askOf, ok } from "./_limiter_kit.ts";
import { QuickClock } from "./_quick_clock.ts";

/** A limiter with a call that goes on, and many callers that come at once. */
async function crowd(callers: number, settings: LimitSettings = {}) {
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  await limiter.reserve(askOf(settings));
  const started: number[] = [];
  const permits: Permit[] = [];
  const come = () => {
    for (let at = 0; at < callers; at++) {
      limiter.reserve(askOf(settings)).then((permit) => {
        started.push(clock.nowMs());
        permits.push(permit);
      });
    }
  };
  return { clock, limiter, started, permits, come };
}

Deno.test("nobody goes during a pause, and those that wait go on waiting", async () => {
  const { clock, limiter, started, come } = await crowd(5);
  limiter.pause("p", 10_000, "asked to wait");
  come();
  await clock.run(9999);
  assertEquals(started, []);
  const [{ paused, waiting, restart }] = limiter.status();
  assertEquals([paused, waiting, restart], [{ untilMs: 10_000, reason: "asked to wait" }, 5, 0]);
  await clock.run(60_000);
  assertEquals(started.length, 5);
  assertEquals(limiter.status()[0].paused, null);
});

Deno.test("a longer pause is never shortened, in whatever order pauses come", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: -100, max: 60_000 }), { minLength: 1 }), async (untils) => {
      const { clock, limiter, started, come } = await crowd(1);
      for (const untilMs of untils) limiter.pause("p", untilMs, `until ${untilMs}`);
      come();
      await clock.run(120_000);
      assertEquals(started, [Math.max(0, ...untils)]);
    }),
    { numRuns: 50 },
  );
});

Deno.test("a pause of nothing is none, and none is put in its place", async () => {
  const { limiter, started, come, clock } = await crowd(3);
  limiter.pause("p", clock.nowMs(), "retry-after: 0");
  come();
  await clock.step(0);
  assertEquals(started, [0, 0, 0]);
  assertEquals(limiter.status()[0].paused, null);
});

Deno.test("after a pause one call goes, and two more for each that comes back well", async () => {
  const { clock, limiter, started, permits, come } = await crowd(100);
  for (let at = 0; at < 50; at++) await limiter.reserve(askOf({}));
  limiter.pause("p", 10_000, "asked to wait");
  come();
  await clock.run(10_000);
  assertEquals(started.length, 1);
  for (const expected of [3, 7, 15]) {
    for (const permit of permits.splice(0)) permit.settle(ok());
    await clock.run(clock.nowMs() + 1);
    assertEquals(started.length, expected);
  }
});

Deno.test("where calls take long, those behind do not wait for the first to end", async () => {
  const { clock, limiter, started, come } = await crowd(100);
  for (let at = 0; at < 63; at++) await limiter.reserve(askOf({}));
  limiter.pause("p", 10_000, "asked to wait");
  come();
  await clock.run(20_000);
  const after = (seconds: number) => started.filter((ms) => ms <= 10_000 + seconds * 1000).length;
  assertEquals([0, 1, 2, 3, 4, 5, 6].map(after), [1, 2, 4, 8, 16, 32, 100]);
});

Deno.test("a probe that is refused holds the others back for longer each time", async () => {
  const { clock, limiter, started, permits, come } = await crowd(50, { adaptive: false });
  limiter.pause("p", 10_000, "asked to wait");
  come();
  await clock.run(10_000);
  permits.splice(0)[0].settle(ok({ outcome: "rateLimited" }));
  const second = started.length;
  await clock.run(11_900);
  assertEquals([second, started.length], [1, 1]);
  await clock.run(12_100);
  assertGreaterOrEqual(started.length, 2);
  assertLessOrEqual(started.length, 4);
});

Deno.test("a pause holds back its own scope alone", async () => {
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  limiter.pause("endpoint:tired", 60_000, "asked to wait");
  const scopes = ["provider:p", "endpoint:fresh"].map((id) => ({ id, settings: {} }));
  const permit = await limiter.reserve({ ...askOf({}), scopes });
  assertEquals(permit.queueMs, 0);
});

import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import type { LimitStatus } from "../../src/spec/mod.ts";
import { ANSWER, BROKEN, M, type Said, settingsWith, travel, until } from "./travel.ts";

/** What a limiter's scope shows that nobody uses. */
function isIdle({ inFlight, waiting }: LimitStatus): boolean {
  return inFlight === 0 && waiting === 0;
}

const SETTINGS = settingsWith({
  limits: { concurrency: 2, requestsPerMinute: 30 },
  timeouts: { headersMs: 5000, totalMs: 20_000 },
  breaker: { minCalls: 3, openMs: 2000 },
});

const SAYINGS: readonly Said[] = [
  ANSWER,
  { ...ANSWER, afterMs: 800 },
  { ...ANSWER, afterMs: 60_000 },
  { ...BROKEN, afterMs: 100 },
  { status: 429, headers: { "retry-after": "3" }, body: "{}" },
  { error: new TypeError("fetch failed"), afterMs: 30 },
];

Deno.test("after any cancellations nothing waits, nothing is in flight, and nobody sleeps", async () => {
  const calls = fc.array(
    fc.record({
      startMs: fc.nat(5000),
      abortAfterMs: fc.option(fc.nat(9000), { freq: 3 }),
      whenOpen: fc.constantFrom("wait" as const, "refuse" as const),
    }),
    { minLength: 1, maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(calls, fc.array(fc.nat(SAYINGS.length - 1), { minLength: 1 }), async (plans, script) => {
      const { call, clock, transport } = travel((request) => SAYINGS[script[request % script.length]], {
        settings: SETTINGS,
      });
      const made = plans.map(async ({ startMs, abortAfterMs, whenOpen }, place) => {
        await clock.sleep(startMs);
        const controller = new AbortController();
        if (abortAfterMs !== null) clock.sleep(abortAfterMs).then(() => controller.abort("enough"));
        const ended = await call({ signal: controller.signal, whenOpen, seed: String(place) }).catch((error) => error);
        // Nothing but the caller's own reason comes out of a call that he ended.
        if (!Array.isArray(ended)) assertEquals(ended, "enough");
      });
      await until(clock, Promise.all(made));
      assertEquals(transport.status().limits.filter((scope) => !isIdle(scope)), []);
      assertEquals(transport.status().breakers.filter(({ state }) => state === "half-open"), []);
      // What still sleeps are the aborts of calls that ended before, and the limiter's alarm.
      await clock.advance(120_000);
      assertEquals(clock.nextWakeMs(), null);
    }),
    { numRuns: 25 },
  );
});

Deno.test("an abort ends the wait for a breaker, and takes nobody's probe", async () => {
  const { call, clock, until } = travel(() => BROKEN, {
    settings: settingsWith({ retry: { maxTries: 1 }, breaker: { minCalls: 1, openMs: 1000 } }),
  });
  await until(call());
  const controller = new AbortController();
  const waiting = assertRejects(() => call({ whenOpen: "wait", signal: controller.signal }), Error, "enough");
  await clock.advance(500);
  controller.abort(new Error("enough"));
  await waiting;
  assertEquals(clock.nextWakeMs(), null);
});

Deno.test("an abort ends the wait before a retry", async () => {
  const { call, clock } = travel(() => ({ status: 429, headers: { "retry-after": "100" }, body: "{}" }));
  const controller = new AbortController();
  const waiting = assertRejects(() => call({ signal: controller.signal }), Error, "enough");
  await clock.advance(0);
  await clock.advance(50_000);
  controller.abort(new Error("enough"));
  await waiting;
});

Deno.test("a probe that is called off in the queue lets another one go", async () => {
  const settings = settingsWith({
    limits: { concurrency: 1 },
    retry: { maxTries: 1 },
    breaker: { minCalls: 2, openMs: 1000 },
  });
  const sayings = [BROKEN, { ...BROKEN, afterMs: 10 }, { ...ANSWER, afterMs: 50_000 }, ANSWER];
  const { call, clock, until, requests, transport } = travel((request) => sayings[request - 1], { settings });
  await until(Promise.all([call(), call()]));
  await clock.advance(1000);
  const controller = new AbortController();
  const probe = assertRejects(() => call({ signal: controller.signal }), Error, "enough");
  await clock.advance(0);
  assertEquals([requests(), transport.breaker(M).state], [3, "half-open"]);
  const next = call({ whenOpen: "wait" });
  await clock.advance(500);
  controller.abort(new Error("enough"));
  await probe;
  assertEquals((await until(next))[0].outcome.ok, true);
  assertEquals([requests(), transport.breaker(M).state], [4, "closed"]);
});

Deno.test("an abort in flight gives the permit back", async () => {
  const { call, clock, transport } = travel(() => ({ ...ANSWER, afterMs: 60_000 }));
  const controller = new AbortController();
  const flying = assertRejects(() => call({ signal: controller.signal }), Error, "enough");
  await clock.advance(1000);
  assertEquals(transport.status().limits.map(({ inFlight }) => inFlight), [1, 1]);
  controller.abort(new Error("enough"));
  await flying;
  assertEquals(transport.status().limits.map(({ inFlight }) => inFlight), [0, 0]);
});

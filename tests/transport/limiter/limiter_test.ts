import { assertEquals, assertInstanceOf, assertLessOrEqual, assertRejects } from "@std/assert";
import { VirtualClock } from "../../../src/base/mod.ts";
import type { Clock } from "../../../src/spec/mod.ts";
import { Limiter, LimitRefusedError } from "../../../src/transport/limiter/mod.ts";
import { askOf, ok, track } from "./_limiter_kit.ts";
import { QuickClock } from "./_quick_clock.ts";

Deno.test("a call goes at once where nothing is limited", async () => {
  const limiter = new Limiter({ clock: new VirtualClock() });
  const permit = await limiter.reserve(askOf({}));
  assertEquals([permit.queueMs, permit.inFlight], [0, 1]);
  permit.settle(ok());
});

Deno.test("a fourth request waits until the first three have left the minute", async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter({ clock });
  const calls = track(clock, Array.from({ length: 4 }, () => limiter.reserve(askOf({ requestsPerMinute: 3 }))));
  await clock.advance(0);
  await clock.advance(120_000);
  assertEquals(calls.startedAt(), [0, 0, 0, 61_000]);
  assertEquals(calls.permits().map(({ queueMs }) => queueMs), [0, 0, 0, 61_000]);
});

Deno.test("a burst starts at once, and the rest as requests come back", async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter({ clock });
  const ask = askOf({ requestsPerMinute: 60, burst: 3 });
  const calls = track(clock, Array.from({ length: 6 }, () => limiter.reserve(ask)));
  await clock.advance(0);
  await clock.advance(10_000);
  assertEquals(calls.startedAt(), [0, 0, 0, 1000, 2000, 3000]);
});

Deno.test("a call that is larger than a limit of the user is refused and names the limit", async () => {
  const limiter = new Limiter({ clock: new VirtualClock() });
  const error = await assertRejects(
    () => limiter.reserve({ ...askOf({ tokensPerMinute: 100 }), inputTokens: 90, outputTokens: 20 }),
    LimitRefusedError,
    "Cannot make the call as 'tokensPerMinute' of p is 100, less than it needs: current value is 110",
  );
  assertInstanceOf(error, LimitRefusedError);
  assertEquals(error.refusal, { scope: "p", limit: "tokensPerMinute", limitValue: "100", used: null, asked: "110" });
});

Deno.test("what a call did not use is there for the next one", async () => {
  const limiter = new Limiter({ clock: new VirtualClock() });
  const ask = { ...askOf({ tokensPerMinute: 100 }), inputTokens: 10, outputTokens: 90 };
  (await limiter.reserve(ask)).settle(ok({ inputTokens: 12, outputTokens: 8 }));
  const [level] = limiter.status()[0].limits;
  assertEquals([level.used, level.remaining], [20, 80]);
});

Deno.test("what a call used beyond its estimate counts, and holds others back", async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter({ clock });
  (await limiter.reserve(askOf({ tokensPerMinute: 100 }))).settle(ok({ inputTokens: 60, outputTokens: 60 }));
  const calls = track(clock, [limiter.reserve(askOf({ tokensPerMinute: 100 }))]);
  assertEquals(limiter.status()[0].limits[0].used, 120);
  await clock.advance(0);
  await clock.advance(70_000);
  assertEquals(calls.startedAt(), [61_000]);
});

Deno.test("a permit is settled once, whatever is said afterwards", async () => {
  const limiter = new Limiter({ clock: new VirtualClock() });
  const permit = await limiter.reserve(askOf({ concurrency: 2, tokensPerMinute: 100 }));
  for (const tokens of [1, 2, 3]) permit.settle(ok({ inputTokens: tokens, outputTokens: 0 }));
  const [{ inFlight, limits }] = limiter.status();
  assertEquals([inFlight, limits[0].used], [0, 1]);
});

Deno.test("a call that waits says so at once, and one that does not says nothing", async () => {
  const limiter = new Limiter({ clock: new VirtualClock() });
  const said: string[] = [];
  const ask = (name: string) => askOf({ concurrency: 1 }, { onQueued: () => said.push(name) });
  const first = await limiter.reserve(ask("first"));
  const second = limiter.reserve(ask("second"));
  assertEquals(said, ["second"]);
  first.settle(ok());
  (await second).settle(ok());
});

Deno.test("limits that are raised let those go that waited for them", async () => {
  const limiter = new Limiter({ clock: new VirtualClock() });
  await limiter.reserve(askOf({ concurrency: 1 }));
  const waiting = limiter.reserve(askOf({ concurrency: 1 }));
  await limiter.reserve(askOf({ concurrency: 3 }));
  assertEquals((await waiting).queueMs, 0);
});

Deno.test("nothing is left ticking when nobody waits", async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter({ clock });
  const ask = askOf({ requestsPerDay: 1 });
  (await limiter.reserve(ask)).settle(ok());
  const stop = new AbortController();
  const waiting = limiter.reserve(ask, stop.signal).catch((reason) => reason);
  assertEquals(clock.nextWakeMs(), 86_400_000);
  stop.abort("enough");
  assertEquals([await waiting, clock.nextWakeMs()], ["enough", null]);
});

Deno.test("a status tells what is used, who waits, and where", async () => {
  const limiter = new Limiter({ clock: new VirtualClock() });
  const scopes = [
    { id: "provider:p", settings: { concurrency: 2, usdPerDay: "3" } },
    { id: "endpoint:a/b@p", settings: {}, guessed: { requestsPerMinute: 50 } },
  ];
  const ask = { ...askOf({}), scopes };
  for (const _ of [1, 2]) await limiter.reserve(ask);
  limiter.reserve({ ...ask, lane: "bulk" });
  limiter.reserve({ ...ask, lane: "interactive", endpoint: "c/d@p" });
  const waiting = {
    waiting: 2,
    waitingByLane: { interactive: 1, normal: 0, bulk: 1 },
    waitingByEndpoint: { "a/b@p": 1, "c/d@p": 1 },
  };
  const rest = { inFlight: 2, adaptiveWindow: null, ...waiting, paused: null, restart: null };
  const usd = { limit: "usdPerDay", value: "3", source: "user", used: "0.02", remaining: "2.98" };
  const requests = { limit: "requestsPerMinute", value: 50, source: "guess", used: 2, remaining: 48 };
  assertEquals(limiter.status() as unknown, [
    { scope: "provider:p", limits: [usd], maxInFlight: 2, ...rest },
    { scope: "endpoint:a/b@p", limits: [requests], maxInFlight: null, ...rest },
  ]);
});

/** A clock that counts how often it is asked: once for each look at a waiting call. */
class CountingClock implements Clock {
  readonly #clock = new QuickClock();
  looks = 0;

  nowMs(): number {
    this.looks += 1;
    return this.#clock.nowMs();
  }

  date(): Date {
    return this.#clock.date();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#clock.sleep(ms, signal);
  }
}

/** How many looks each of so many calls took that waited for one slot. */
async function looksPerCall(calls: number, endpoints: number): Promise<number> {
  const clock = new CountingClock();
  const limiter = new Limiter({ clock });
  const first = await limiter.reserve(askOf({ concurrency: 1 }));
  const waiting = Array.from({ length: calls }, async (_, at) => {
    const ask = askOf({ concurrency: 1, tokensPerMinute: 1e9 }, { endpoint: `endpoint ${at % endpoints}` });
    (await limiter.reserve(ask)).settle(ok());
  });
  first.settle(ok());
  await Promise.all(waiting);
  return clock.looks / calls;
}

Deno.test("a call among ten thousand that wait takes no more looks than one among a hundred", async () => {
  for (const share of [1, 10, 1000]) {
    const few = await looksPerCall(100, 100 / Math.min(100, share));
    const many = await looksPerCall(10_000, 10_000 / share);
    assertLessOrEqual(many, few + 1);
  }
});

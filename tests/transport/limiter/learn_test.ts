import { assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import { readRateLimits } from "../../../src/provider/mod.ts";
import type { LimitLevel, LimitSettings, RateLimit } from "../../../src/spec/mod.ts";
import { Limiter, type Permit } from "../../../src/transport/limiter/mod.ts";
import { askOf, ok } from "./_limiter_kit.ts";
import { QuickClock } from "./_quick_clock.ts";

const MINUTE_MS = 60_000;

function told(limit: Partial<RateLimit>): { limits: RateLimit[]; retryAfterMs: null } {
  const unknown = { limit: null, remaining: null, resetMs: null, windowMs: null };
  return { limits: [{ unit: "requests", ...unknown, ...limit }], retryAfterMs: null };
}

/** Counts the calls that go. */
class Callers {
  readonly clock = new QuickClock();
  readonly limiter = new Limiter({ clock: this.clock });
  readonly permits: Permit[] = [];
  readonly startedAt: number[] = [];

  /** As many callers as that come at once. */
  async come(calls: number, settings: LimitSettings = {}, guessed: LimitSettings = {}): Promise<void> {
    for (let at = 0; at < calls; at++) {
      const ask = { ...askOf({}), scopes: [{ id: "p", settings, guessed }] };
      this.limiter.reserve(ask).then((permit) => {
        this.permits.push(permit);
        this.startedAt.push(this.clock.nowMs());
      }, () => {});
    }
    await this.clock.run(this.clock.nowMs() + 1);
  }

  level(name: string): LimitLevel | undefined {
    return this.limiter.status()[0].limits.find(({ limit }) => limit === name);
  }
}

Deno.test("what is remaining is all that goes until the reset, other clients' calls included", async () => {
  const callers = new Callers();
  callers.limiter.learn("p", told({ limit: 100, remaining: 2, resetMs: 30_000 }));
  await callers.come(5);
  assertEquals(callers.startedAt.length, 2);
  await callers.clock.run(29_999);
  assertEquals(callers.startedAt.length, 2);
  await callers.clock.run(30_001);
  assertEquals(callers.startedAt.length, 5);
});

Deno.test("what was sent after the call that was answered is taken off what remains", async () => {
  const callers = new Callers();
  await callers.come(6);
  const { limiter, permits } = callers;
  limiter.learn("p", told({ limit: 100, remaining: 7, resetMs: 30_000 }), { permit: permits[0] });
  await callers.come(10);
  assertEquals(callers.startedAt.length, 6 + 7 - 5);
});

Deno.test("where nobody says which call was answered, all in flight is taken off", async () => {
  const callers = new Callers();
  await callers.come(6);
  callers.permits[5].settle(ok());
  callers.limiter.learn("p", told({ limit: 100, remaining: 7, resetMs: 30_000 }));
  await callers.come(10);
  assertEquals(callers.startedAt.length, 6 + 7 - 5);
});

Deno.test("what is given back of later calls is there again, of earlier ones not", async () => {
  const callers = new Callers();
  await callers.come(3);
  const { limiter, permits } = callers;
  limiter.learn("p", told({ limit: 100, remaining: 1, resetMs: 30_000 }), { permit: permits[1] });
  await callers.come(10);
  assertEquals(callers.startedAt.length, 3);
  permits[0].settle(ok({ outcome: "notSent" }));
  await callers.clock.run(10);
  assertEquals(callers.startedAt.length, 3);
  permits[2].settle(ok({ outcome: "notSent" }));
  await callers.clock.run(20);
  assertEquals(callers.startedAt.length, 4);
});

Deno.test("a guess holds until the provider tells better, in both directions", async () => {
  for (const limit of [2, 50]) {
    const callers = new Callers();
    await callers.come(20, {}, { requestsPerMinute: 10 });
    assertEquals(callers.startedAt.length, 10);
    assertEquals(callers.level("requestsPerMinute")?.source, "guess");
    callers.limiter.learn("p", told({ limit, windowMs: MINUTE_MS }));
    await callers.come(100, {}, { requestsPerMinute: 10 });
    assertEquals(callers.startedAt.length, Math.max(10, limit));
    const { value, source } = callers.level("requestsPerMinute")!;
    assertEquals([value, source], [limit, "provider"]);
  }
});

Deno.test("what the user set is never exceeded, and what is learned can be less", async () => {
  for (const limit of [2, 50]) {
    const callers = new Callers();
    callers.limiter.learn("p", told({ limit, windowMs: MINUTE_MS }));
    await callers.come(100, { requestsPerMinute: 10 }, { requestsPerMinute: 70 });
    assertEquals(callers.startedAt.length, Math.min(10, limit));
    assertEquals(callers.level("requestsPerMinute")?.source, limit < 10 ? "provider" : "user");
  }
});

Deno.test("a call larger than a learned limit is not refused: it goes when nothing else counts", async () => {
  const callers = new Callers();
  await callers.come(1);
  callers.limiter.learn("p", told({ unit: "tokens", limit: 5, remaining: 5, resetMs: 0 }));
  await callers.come(2);
  assertEquals(callers.startedAt.length, 2);
  await callers.clock.run(70_000);
  assertEquals(callers.startedAt.length, 3);
});

Deno.test("what says nothing teaches nothing", async () => {
  const callers = new Callers();
  const { limiter } = callers;
  limiter.learn("p", { limits: [], retryAfterMs: 60_000 });
  limiter.learn("p", told({}));
  limiter.learn("p", told({ limit: 0 }));
  limiter.learn("p", told({ unit: "images", limit: 0, remaining: 0, resetMs: MINUTE_MS }));
  await callers.come(500);
  assertEquals(callers.startedAt.length, 500);
});

Deno.test("without a reset, what remains holds for a minute", async () => {
  const callers = new Callers();
  callers.limiter.learn("p", told({ remaining: 1 }));
  await callers.come(3);
  assertEquals(callers.startedAt.length, 1);
  await callers.clock.run(MINUTE_MS + 1);
  assertEquals(callers.startedAt.length, 3);
});

Deno.test("a reset that is later than any limit's own is not believed", async () => {
  for (const resetMs of [1e17, Infinity, NaN]) {
    const callers = new Callers();
    await callers.come(1);
    callers.limiter.learn("p", told({ limit: 1, remaining: 0, resetMs }));
    await callers.come(1);
    assertEquals(callers.startedAt.length, 1);
    await callers.clock.run(callers.clock.nowMs() + 2 * MINUTE_MS);
    assertEquals(callers.startedAt.length, 2, String(resetMs));
  }
});

Deno.test("the real headers of OpenAI limit tokens and requests of the minute", () => {
  const headers = new Headers({
    "x-ratelimit-limit-requests": "5000",
    "x-ratelimit-remaining-requests": "4999",
    "x-ratelimit-reset-requests": "12ms",
    "x-ratelimit-limit-tokens": "160000",
    "x-ratelimit-remaining-tokens": "159974",
    "x-ratelimit-reset-tokens": "9ms",
  });
  const limiter = new Limiter({ clock: new QuickClock() });
  limiter.learn("p", readRateLimits(headers, 0));
  const found = limiter.status()[0].limits.map(({ limit, value }) => [limit, value]);
  assertEquals(found.toSorted(), [["requestsPerMinute", 5000], ["tokensPerMinute", 160_000]]);
});

Deno.test("a limit of the day is told from one of the minute by the guesses", () => {
  const limiter = new Limiter({ clock: new QuickClock() });
  const guessed = { requestsPerMinute: 30, requestsPerDay: 1000, tokensPerMinute: 6000 };
  limiter.reserve({ ...askOf({}), scopes: [{ id: "groq", settings: {}, guessed }] });
  limiter.learn("groq", told({ limit: 14_400, remaining: 14_399, resetMs: 6000 }));
  const values = limiter.status()[0].limits.map(({ limit, value }) => [limit, value]);
  assertEquals(values, [["requestsPerMinute", 30], ["requestsPerDay", 14_400], ["tokensPerMinute", 6000]]);
});

Deno.test("a bucket of the day is known by its pace, and what comes back meanwhile can be used", async () => {
  const callers = new Callers();
  const perMs = 14_400 / 86_400_000;
  for (const used of [10, 20, 40, 80, 14_399]) {
    callers.limiter.learn("p", told({ limit: 14_400, remaining: 14_400 - used, resetMs: Math.round(used / perMs) }));
  }
  assertEquals(callers.level("requestsPerDay")?.value, 14_400);
  await callers.come(3);
  assertEquals(callers.startedAt.length, 1);
  await callers.clock.run(20 / perMs);
  const [, second, third] = callers.startedAt;
  assertGreaterOrEqual(second, 1 / perMs - 1);
  assertLessOrEqual(third, 2 / perMs + 2);
});

Deno.test("a window that ends at once is not taken for a bucket", async () => {
  const callers = new Callers();
  for (let second = 0; second < 59; second++) {
    await callers.clock.run(second * 1000);
    const remaining = 1000 - 15 * (second + 1);
    callers.limiter.learn("p", told({ limit: 1000, remaining, resetMs: MINUTE_MS - second * 1000 }));
  }
  callers.limiter.learn("p", told({ limit: 1000, remaining: 0, resetMs: 2000 }));
  await callers.come(1);
  await callers.clock.run(MINUTE_MS);
  assertEquals(callers.startedAt, [MINUTE_MS]);
  assertEquals(callers.limiter.status()[0].limits.map(({ limit }) => limit), ["requestsPerMinute"]);
});

Deno.test("where each call comes back by itself, the next goes when one of ours has left the window", async () => {
  const callers = new Callers();
  for (let second = 0; second < 20; second++) {
    await callers.clock.run(second * 1000);
    await callers.come(1);
    const permit = callers.permits.at(-1);
    callers.limiter.learn("p", told({ limit: 20, remaining: 19 - second, resetMs: MINUTE_MS }), { permit });
  }
  await callers.come(1);
  await callers.clock.run(70_000);
  assertEquals(callers.startedAt.length, 21);
  assertLessOrEqual(callers.startedAt[20], 62_100);
});

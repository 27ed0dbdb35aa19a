import { assert, assertEquals } from "@std/assert";
import { VirtualClock } from "../../../src/base/mod.ts";
import type { Attempt, Endpoint, LimitStatus } from "../../../src/spec/mod.ts";
import type { RunProgress } from "../../../src/sweep/mod.ts";
import { RunTracker, type RunTrackerOptions } from "../../../src/sweep/progress/mod.ts";

const endpoint = (provider: string): Endpoint => ({
  key: `m@${provider}`,
  model: "m",
  provider,
  baseUrl: "http://127.0.0.1/v1",
  wireModel: "m",
  wire: "openai-chat",
  price: null,
  credential: null,
});

const tried = (change: Partial<Attempt> = {}) =>
  ({
    status: "ok",
    turn: 1,
    costUsd: "0.001",
    httpStatus: 200,
    inputTokens: 80,
    outputTokens: 20,
    ...change,
  }) as Attempt;

function trackerOf(totals: { readonly [provider: string]: number }, more: Partial<RunTrackerOptions> = {}) {
  const clock = new VirtualClock();
  const endpoints = Object.entries(totals).map(([name, total]) => ({ endpoint: endpoint(name), total, resumed: 0 }));
  const tracker = new RunTracker({ endpoints, clock, ...more });
  const end = (provider: string, attempts: readonly Attempt[] = [tried()]) => {
    tracker.begun(`m@${provider}`);
    tracker.over(`m@${provider}`, attempts);
  };
  return { clock, tracker, end, details: () => tracker.progress().details!() };
}

function limitsOf(scope: string, limits: Partial<LimitStatus["limits"][number]>, paused: LimitStatus["paused"] = null) {
  const level = { limit: "requestsPerMinute", value: 60, source: "user", used: 0, remaining: 0, ...limits } as const;
  return { limits: [{ scope, limits: [level], paused } as unknown as LimitStatus], breakers: [] };
}

Deno.test("cells are counted as they begin, wait, go on and end", () => {
  const { tracker } = trackerOf({ one: 10 });
  const counts = () => {
    const { done, failed, running, waiting, retries } = tracker.progress();
    return [done, failed, running, waiting, retries];
  };
  tracker.begun("m@one");
  tracker.begun("m@one");
  assertEquals(counts(), [0, 0, 2, 0, 0]);
  tracker.waits("m@one", true);
  assertEquals(counts(), [0, 0, 1, 1, 0]);
  tracker.waits("m@one", false);
  tracker.over("m@one", [tried({ status: "failed", costUsd: null, httpStatus: 503 }), tried()]);
  tracker.over("m@one", [tried({ status: "failed", costUsd: null, httpStatus: 500 })]);
  assertEquals(counts(), [2, 1, 0, 0, 1]);
  tracker.begun("m@one");
  tracker.over("m@one", null);
  assertEquals(counts(), [2, 1, 0, 0, 1], "a cell that was left is no ended one");
});

Deno.test("a turn that follows an answer is no retry", () => {
  const { tracker, end } = trackerOf({ one: 10 });
  end("one", [tried({ turn: 1 }), tried({ turn: 2, status: "failed", httpStatus: 503 }), tried({ turn: 2 })]);
  assertEquals(tracker.progress().retries, 1);
});

Deno.test("what was spent is exact, and unknown once a part of it is", () => {
  const { tracker, end } = trackerOf({ one: 10 });
  end("one");
  end("one", [tried({ costUsd: "0.0000001" })]);
  assertEquals(tracker.progress().costUsd, "0.0010001");
  end("one", [tried({ costUsd: null })]);
  assertEquals([tracker.progress().costUsd, tracker.cost], [null, null]);
});

Deno.test("the rate is that of the last seconds, and the time that is left follows from it", async () => {
  const { clock, end, details } = trackerOf({ one: 1000 });
  assertEquals((await details()).leftMs, null, "nothing has ended: there is no telling");
  for (let second = 0; second < 60; second++) {
    // Slow at first, then ten in a second.
    for (let cell = 0; cell < (second < 30 ? 1 : 10); cell++) end("one");
    await clock.advance(1000);
  }
  const { cellsPerS, leftMs } = await details();
  assertEquals([Math.round(cellsPerS!), Math.round(leftMs! / 1000)], [10, 67]);
  await clock.advance(60_000);
  assertEquals((await details()).leftMs, null, "when nothing has ended for long, there is no telling either");
});

Deno.test("each endpoint has figures of its own, and the slowest decides when all is over", async () => {
  const { clock, end, details, tracker } = trackerOf({ one: 20, two: 20 });
  for (let second = 0; second < 5; second++) {
    end("one");
    end("two");
    end("two", [tried({ status: "failed" })]);
    await clock.advance(1000);
  }
  tracker.begun("m@one");
  const { endpoints: [one, two], leftMs } = await details();
  assertEquals([one.done, one.running, one.failed, one.leftMs], [5, 1, 0, 15_000]);
  assertEquals([two.done, two.failed, two.leftMs], [10, 5, 5000]);
  assertEquals(leftMs, 15_000);
});

Deno.test("a limit that makes it slower than it goes now is taken into account", async () => {
  const cases: [LimitStatus["scope"], Partial<LimitStatus["limits"][number]>, number][] = [
    ["provider:one", {}, 90_000],
    ["provider:one", { remaining: 30 }, 60_000],
    ["endpoint:m@one", { limit: "tokensPerMinute", value: 3000 }, 180_000],
    ["endpoint:m@one", { limit: "outputTokensPerMinute", value: 100_000 }, 9000],
    ["provider:other", {}, 9000],
    ["provider:one", { limit: "concurrency", value: 1 }, 9000],
  ];
  for (const [scope, limit, leftMs] of cases) {
    const { clock, end, details } = trackerOf({ one: 100 }, { status: () => limitsOf(scope, limit) });
    for (let cell = 0; cell < 10; cell++) end("one");
    await clock.advance(1000);
    assertEquals((await details()).leftMs, leftMs, JSON.stringify([scope, limit]));
  }
});

Deno.test("a pause comes before the rest, and is told", async () => {
  const paused = { untilMs: 31_000, reason: "asked to wait" };
  const { clock, end, details } = trackerOf({ one: 11 }, {
    status: () => limitsOf("provider:one", { remaining: 100 }, paused),
  });
  end("one");
  await clock.advance(1000);
  const { leftMs, limits } = await details();
  assertEquals([leftMs, limits[0].pausedUntilMs], [30_000, 31_000]);
  await clock.advance(40_000);
  assertEquals((await details()).limits[0].pausedUntilMs, null);
});

Deno.test("a stopped endpoint is not waited for", async () => {
  const { clock, end, details } = trackerOf({ bad: 1000, good: 10 }, { isStopped: (key) => key === "m@bad" });
  end("good");
  await clock.advance(1000);
  const { leftMs, endpoints } = await details();
  assertEquals([leftMs, endpoints.map(({ isStopped }) => isStopped)], [9000, [true, false]]);
});

Deno.test("whoever listens is told of each cell that ends, and cells of earlier sessions count as done", () => {
  const told: RunProgress[] = [];
  const clock = new VirtualClock();
  const tracker = new RunTracker({
    endpoints: [{ endpoint: endpoint("one"), total: 5, resumed: 3 }],
    clock,
    onProgress: (progress) => told.push(progress),
  });
  tracker.begun("m@one");
  tracker.over("m@one", [tried()]);
  assertEquals(told.map(({ done, resumed, total }) => [done, resumed, total]), [[4, 3, 5]]);
  assert(tracker.progress().elapsedMs === 0);
});

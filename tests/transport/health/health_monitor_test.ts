import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { seededRandom, systemClock, VirtualClock } from "../../../src/base/mod.ts";
import type { ErrorKind, HealthState } from "../../../src/spec/mod.ts";
import { type HealthChange, HealthMonitor } from "../../../src/transport/health/mod.ts";
import { breaker, ended, PLACE } from "./_events.ts";

const KEY = PLACE.endpoint;

function monitorAt(clock = new VirtualClock()) {
  const monitor = new HealthMonitor({ clock });
  const changes: HealthChange[] = [];
  monitor.watch((change) => changes.push(change));
  const tell = (kinds: readonly (ErrorKind | null)[]) => kinds.forEach((kind) => monitor.listener(ended(kind)));
  return { clock, monitor, changes, tell, state: () => monitor.health(KEY).state };
}

const times = <T>(count: number, value: T): T[] => Array<T>(count).fill(value);

Deno.test("what was never seen is unknown, and has no numbers", () => {
  const { monitor } = monitorAt();
  assertEquals(monitor.health("a@b"), {
    key: "a@b",
    state: "unknown",
    reasons: [],
    score: null,
    calls: 0,
    errorRate: null,
    ttftMs: null,
    latencyMs: null,
    outputTps: null,
    breaker: "closed",
    seenAt: null,
  });
  assertEquals(monitor.list(), []);
});

Deno.test("calls that work make an endpoint and its provider healthy, with their times", () => {
  const { monitor, tell, changes } = monitorAt();
  tell(times(20, null));
  const health = monitor.health(KEY);
  assertEquals([health.state, health.reasons, health.calls, health.errorRate], ["healthy", [], 20, 0]);
  assertAlmostEquals(health.score!, 1, 1e-9);
  assertAlmostEquals(health.ttftMs!.p50, 200, 5);
  assertAlmostEquals(health.latencyMs!.p99!, 1000, 20);
  assertAlmostEquals(health.outputTps!.p50, 50, 1);
  assertEquals(health.seenAt, "1970-01-01T00:00:00.000Z");
  assertEquals(monitor.list().map(({ key, state }) => [key, state]), [["one", "healthy"], [KEY, "healthy"]]);
  assertEquals(changes.map(({ key, kind, to }) => [key, kind, to]), [
    [KEY, "endpoint", "healthy"],
    ["one", "provider", "healthy"],
  ]);
});

Deno.test("failures by the endpoint's fault degrade it, and more of them bring it down with a reason", () => {
  const { monitor, tell, state } = monitorAt();
  tell(times(20, null));
  tell(times(3, "server_error"));
  assertEquals(state(), "degraded");
  tell(times(20, "timeout"));
  const health = monitor.health(KEY);
  assertEquals([health.state, health.score], ["down", 0]);
  assertEquals(health.reasons, ["23 of 43 tries failed in the last 5 minutes, the last one by timeout"]);
});

Deno.test("what the request, the account or we ourselves did wrong does not count against an endpoint", () => {
  for (const kind of ["invalid_request", "context_length", "not_found", "content_filter"] as const) {
    const { monitor, tell } = monitorAt();
    tell(times(50, kind));
    assertEquals([kind, monitor.health(KEY).state, monitor.health(KEY).errorRate], [kind, "healthy", 0]);
  }
  for (const kind of ["auth", "payment", "aborted", "breaker_open", "budget_exceeded", "cassette_miss"] as const) {
    const { monitor, tell } = monitorAt();
    tell(times(50, kind));
    assertEquals([kind, monitor.health(KEY).state, monitor.health(KEY).calls], [kind, "unknown", 0]);
  }
});

Deno.test("replayed tries say nothing about today", () => {
  const { monitor } = monitorAt();
  for (let i = 0; i < 50; i++) monitor.listener(ended("timeout", { source: "replay" }));
  for (let i = 0; i < 50; i++) monitor.listener(ended("timeout", { source: "resumed" }));
  assertEquals(monitor.list(), []);
});

Deno.test("being rate limited is no failure, but degrades where it is most of what happens", () => {
  const { monitor, tell, state } = monitorAt();
  tell([...times(10, null), ...times(4, "rate_limited" as const)]);
  assertEquals(state(), "healthy");
  tell(times(20, "rate_limited"));
  const health = monitor.health(KEY);
  assertEquals([health.state, health.errorRate], ["degraded", 0]);
  assertEquals(health.reasons, ["24 of 34 tries were rate limited in the last 5 minutes"]);
  assert(health.score! < 0.7);
});

Deno.test("an open breaker is down at once, and stays it until a probe call has worked", async () => {
  const { monitor, tell, state, clock } = monitorAt();
  tell(times(10, null));
  monitor.listener(breaker("open"));
  assertEquals([state(), monitor.health(KEY).breaker], ["down", "open"]);
  assertEquals(monitor.health(KEY).reasons, ["its breaker is open: 8 of 10"]);
  await clock.advance(40_000);
  monitor.listener(breaker("half-open"));
  assertEquals(state(), "down");
  monitor.listener(breaker("closed"));
  tell([null]);
  assertEquals(state(), "healthy");
  assertEquals(monitor.health("one").state, "healthy", "one endpoint's breaker is not its provider's");
});

Deno.test("a credential's breaker is that of its provider", () => {
  const { monitor } = monitorAt();
  monitor.listener(breaker("open", "credential:abc123"));
  assertEquals([monitor.health("one").state, monitor.health(KEY).state], ["down", "unknown"]);
});

Deno.test("an endpoint that was down is healthy again by what came after, though the window still has the failures", async () => {
  const { monitor, tell, state, clock, changes } = monitorAt();
  tell(times(40, "overloaded"));
  assertEquals(state(), "down");
  await clock.advance(10_000);
  tell(times(2, null));
  await clock.advance(25_000);
  assertEquals(state(), "down", "two that worked are not enough");
  tell([null]);
  assertEquals(state(), "healthy");
  assertEquals(monitor.health(KEY).calls, 43);
  assertEquals(changes.filter(({ key }) => key === KEY).map(({ to }) => to), ["down", "healthy"]);
});

Deno.test("better news waits until a state has stood for half a minute, and longer where it came back", async () => {
  const { tell, state, clock } = monitorAt();
  const goDown = () => tell(times(60, "timeout"));
  goDown();
  tell(times(5, null));
  await clock.advance(29_000);
  assertEquals(state(), "down");
  await clock.advance(1_000);
  assertEquals(state(), "healthy");
  goDown();
  tell(times(6, null));
  await clock.advance(59_000);
  assertEquals(state(), "down");
  await clock.advance(1_000);
  assertEquals(state(), "healthy");
});

Deno.test("after five minutes without a call nothing is known of now, and the past is what is told", async () => {
  const { monitor, tell, state, clock } = monitorAt();
  tell(times(20, null));
  await clock.advance(320_000);
  assertEquals(state(), "unknown");
  const { calls, errorRate, ttftMs, score } = monitor.health(KEY);
  assertEquals([calls, errorRate], [20, 0]);
  assertAlmostEquals(ttftMs!.p50, 200, 5);
  assertAlmostEquals(score!, 1, 1e-9);
});

Deno.test("an endpoint that takes three times as long as usual is degraded", async () => {
  const { monitor, tell, state, clock } = monitorAt();
  tell(times(20, null));
  await clock.advance(320_000);
  for (let i = 0; i < 20; i++) monitor.listener(ended(null, { ttftMs: 700 }));
  assertEquals(state(), "degraded");
  assertStringIncludes(monitor.health(KEY).reasons[0], "it takes 3.5 times as long as usual");
  assert(monitor.health(KEY).score! < 0.6);
});

Deno.test("two failed probes in a row bring a provider down, and one that is answered ends that", async () => {
  const { monitor, clock } = monitorAt();
  const probe = (reason: string | null) => monitor.probed({ provider: "one", answered: reason === null, reason });
  probe(null);
  assertEquals(monitor.health("one").state, "healthy");
  probe("it answered 503");
  assertEquals(monitor.health("one").state, "healthy");
  probe("it answered 503");
  const { state, reasons } = monitor.health("one");
  assertEquals([state, reasons], ["down", ["the last 2 probes failed: it answered 503"]]);
  await clock.advance(30_000);
  probe(null);
  assertEquals(monitor.health("one").state, "healthy");
  monitor.probed({ provider: "other", answered: null, reason: "there is no key" });
  assertEquals(monitor.health("other").seenAt, null);
});

Deno.test("probes that failed are forgotten when the window has passed", async () => {
  const { monitor, clock } = monitorAt();
  const probe = (reason: string | null) => monitor.probed({ provider: "one", answered: reason === null, reason });
  probe("it answered 503");
  probe("it answered 503");
  assertEquals(monitor.health("one").state, "down");
  await clock.advance(320_000);
  assertEquals(monitor.health("one").state, "unknown");
  probe("it answered 503");
  assertEquals(monitor.health("one").reasons, ["the last probe failed: it answered 503"]);
});

Deno.test("a breaker that lets a probe through does not bring down what was not down", () => {
  const { monitor, tell, state } = monitorAt();
  tell(times(10, null));
  monitor.listener(breaker("half-open"));
  assertEquals(state(), "healthy");
});

Deno.test("what was long ago weighs less and less, however much of it there was", async () => {
  const { monitor, tell, clock } = monitorAt();
  const score = async (kind: ErrorKind | null) => {
    tell(times(30_000, kind));
    await clock.advance(320_000);
    return monitor.health(KEY).score!;
  };
  await score(null);
  const after = await score("invalid_request");
  assertAlmostEquals(after, 1, 1e-9);
  assert(monitor.health(KEY).calls < 20_000, `${monitor.health(KEY).calls} calls of the past`);
});

const KINDS: readonly (ErrorKind | null)[] = [null, null, null, "timeout", "server_error", "rate_limited", "auth"];
const anyHistory = fc.array(
  fc.record({ kind: fc.constantFrom(...KINDS), times: fc.integer({ min: 1, max: 8 }), gapMs: fc.nat(4_000) }),
  { maxLength: 120 },
);

Deno.test("whatever happens, states do not flap, and numbers stay in their ranges", async () => {
  await fc.assert(
    fc.asyncProperty(anyHistory, async (history) => {
      const { monitor, clock, changes } = monitorAt();
      for (const { kind, times: count, gapMs } of history) {
        for (let i = 0; i < count; i++) monitor.listener(ended(kind));
        const { score, errorRate } = monitor.health(KEY);
        assert(score === null || (score >= 0 && score <= 1));
        assert(errorRate === null || (errorRate >= 0 && errorRate <= 1));
        await clock.advance(gapMs);
      }
      const states: HealthState[] = changes.filter(({ key }) => key === KEY).map(({ to }) => to);
      const better = states.filter((state, i) => i > 0 && rank(state) < rank(states[i - 1])).length;
      // Better news takes half a minute each time, and worse news has but two steps to go down between them.
      assert(better <= clock.nowMs() / 30_000, `${better} improvements in ${clock.nowMs()} ms`);
      assert(states.length <= 3 + 3 * better, states.join());
    }),
    { numRuns: 40 },
  );
});

Deno.test("a share of failures that stays the same settles in few states", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), fc.string(), (percent, seed) => {
      const random = seededRandom(seed);
      let nowMs = 0;
      const monitor = new HealthMonitor({ clock: { ...systemClock, nowMs: () => nowMs } });
      const changesAtMs: number[] = [];
      monitor.watch(({ key }) => key === KEY && changesAtMs.push(nowMs));
      for (; nowMs < 3_600_000; nowMs += 1_000) monitor.listener(ended(random() * 100 < percent ? "timeout" : null));
      assert(changesAtMs.length <= 30, `${changesAtMs.length} changes in an hour at ${percent} %: ${changesAtMs}`);
    }),
    { numRuns: 60 },
  );
});

function rank(state: HealthState): number {
  return ["unknown", "healthy", "degraded", "down"].indexOf(state);
}

Deno.test("behind the figures stand how latencies are spread, and the last call", async () => {
  const { clock, monitor, tell } = monitorAt();
  assertEquals(monitor.detail(KEY), {
    of: "past",
    windowMs: 300_000,
    faults: 0,
    throttled: 0,
    latencies: [],
    lastCall: null,
  });
  tell([...times(8, null), "timeout", "rate_limited"]);
  const { latencies, lastCall, ...counts } = monitor.detail(KEY);
  assertEquals(counts, { of: "window", windowMs: 300_000, faults: 1, throttled: 1 });
  assertEquals(latencies.map(({ count }) => count), [8]);
  assert(latencies[0].from <= 1000 && latencies[0].to > 1000);
  assertEquals([lastCall?.errorKind, lastCall?.at], ["rate_limited", "1970-01-01T00:00:00.000Z"]);
  assertEquals(monitor.detail(PLACE.provider).latencies, latencies);
  await clock.advance(1000);
  // A refused key is a call, though it says nothing of health; what was called off is none.
  tell(["auth", "aborted"]);
  assertEquals(monitor.detail(KEY).lastCall, { ...lastCall!, errorKind: "auth", at: "1970-01-01T00:00:01.000Z" });
  assertEquals(monitor.health(KEY).calls, 10);
  await clock.advance(600_000);
  assertEquals([monitor.detail(KEY).of, monitor.detail(KEY).latencies], ["past", latencies]);
});

Deno.test("the last call is the latest one, whatever the order in which earlier runs are told", () => {
  const { monitor } = monitorAt();
  const seed = (startedAt: string, errorKind: ErrorKind | null) =>
    monitor.seed({ ...PLACE, startedAt, errorKind, ttftMs: null, latencyMs: 12, outputTps: null });
  seed("1969-12-31T10:00:00.000Z", "timeout");
  seed("1969-12-31T11:00:00.000Z", null);
  seed("1969-12-31T09:00:00.000Z", "timeout");
  assertEquals(monitor.detail(KEY).lastCall, { at: "1969-12-31T11:00:00.000Z", errorKind: null, latencyMs: 12 });
});

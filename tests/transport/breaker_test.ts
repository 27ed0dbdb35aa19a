import { assertEquals, assertGreaterOrEqual, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { VirtualClock } from "../../src/base/mod.ts";
import type { BreakerSettings } from "../../src/spec/mod.ts";
import { Breaker, type Pass, type Sign } from "../../src/transport/_breaker.ts";

const SETTINGS: BreakerSettings = { failureRate: 0.5, minCalls: 4, windowMs: 10_000, openMs: 1000, maxOpenMs: 3000 };
const WELL: Sign = { is: "well", counts: true };
const NEUTRAL: Sign = { is: "well", counts: false };
const NONE: Sign = { is: "none" };
const ill = (afterMs: number | null = null): Sign => ({ is: "ill", reason: "status 500", afterMs });
const shut = (forMs: number): Sign => ({ is: "shut", reason: "status 401", forMs });
const refused: Sign = { is: "refused", reason: "status 401", forMs: 2000, inARow: { unproven: 2, proven: 3 } };

function breaker(settings: Partial<BreakerSettings> = {}) {
  const clock = new VirtualClock();
  const moves: string[] = [];
  const made = new Breaker({
    scope: "m@p",
    provider: "p",
    settings: { ...SETTINGS, ...settings },
    clock,
    onMove: ({ from, to, untilMs }) => moves.push(`${from} → ${to}${untilMs === null ? "" : ` until ${untilMs}`}`),
  });
  const calls = (sign: Sign, count = 1) => {
    for (let call = 0; call < count; call++) made.leave(made.enter(), sign);
  };
  return { clock, moves, breaker: made, calls };
}

Deno.test("it opens when enough of enough calls failed, and not before", () => {
  const { breaker: it, calls } = breaker();
  calls(ill(), 3);
  assertEquals(it.block(), null);
  calls(ill());
  assertEquals(it.block()?.untilMs, 1000);
  assertStringIncludes(it.block()!.reason, "4 of 4 calls failed, the last with: status 500");
});

Deno.test("calls that went well keep the share of the failed ones down", () => {
  const { breaker: it, calls } = breaker();
  calls(WELL, 4);
  calls(ill(), 3);
  assertEquals(it.block(), null);
  assertEquals([it.status.calls, it.status.failureRate], [7, 3 / 7]);
  calls(ill());
  assertEquals(it.view.state, "open");
});

Deno.test("many good answers do not hide that nothing works any more", () => {
  const { breaker: it, calls } = breaker();
  calls(WELL, 1000);
  calls(ill(), 3);
  assertEquals(it.block(), null);
  calls(ill());
  assertStringIncludes(it.block()!.reason, "4 of 8 calls failed");
});

Deno.test("the latest calls count by themselves only while they are in the window", async () => {
  const { breaker: it, calls, clock } = breaker();
  calls(ill(), 3);
  await clock.advance(10_000);
  calls(WELL, 3);
  calls(ill(), 2);
  assertEquals(it.block(), null);
});

Deno.test("failures fall out of its window", async () => {
  const { breaker: it, calls, clock } = breaker();
  calls(ill(), 3);
  await clock.advance(10_001);
  calls(ill(), 3);
  assertEquals(it.block(), null);
  assertEquals(it.status.calls, 3);
});

Deno.test("what the request itself is to blame for has no effect, and nor has a call that was not made", () => {
  const { breaker: it, calls } = breaker();
  calls(ill(), 3);
  calls(NEUTRAL, 20);
  calls(NONE, 20);
  assertEquals(it.status.calls, 3);
  calls(ill());
  assertEquals(it.view.state, "open");
});

Deno.test("when its time is over, one call may probe, whose answer closes it", async () => {
  const { breaker: it, calls, clock, moves } = breaker();
  calls(ill(), 4);
  await clock.advance(1000);
  assertEquals([it.block(), it.view.state], [null, "half-open"]);
  const probe = it.enter();
  assertEquals([probe.probe, it.holds(probe), it.block()?.untilMs], [true, true, null]);
  it.leave(probe, WELL);
  assertEquals(it.view, { state: "closed", untilMs: null, reason: null });
  assertEquals(it.status.calls, 0);
  assertEquals(moves, ["closed → open until 1000", "open → half-open", "half-open → closed"]);
});

Deno.test("a probe that is refused for the request's own sake shows that somebody is there", async () => {
  const { breaker: it, calls, clock } = breaker();
  calls(ill(), 4);
  await clock.advance(1000);
  it.leave(it.enter(), NEUTRAL);
  assertEquals(it.view.state, "closed");
});

Deno.test("each failed probe doubles the time up to its limit, and an answer begins anew", async () => {
  const { breaker: it, calls, clock } = breaker();
  calls(ill(), 4);
  const waits: number[] = [];
  for (let probe = 0; probe < 4; probe++) {
    const waitMs = it.block()!.untilMs! - clock.nowMs();
    waits.push(waitMs);
    await clock.advance(waitMs);
    it.leave(it.enter(), ill());
  }
  assertEquals(waits, [1000, 2000, 3000, 3000]);
  await clock.advance(3000);
  it.leave(it.enter(), WELL);
  calls(ill(), 4);
  assertEquals(it.block()!.untilMs! - clock.nowMs(), 1000);
});

Deno.test("a probe that was called off lets the next one go at once", async () => {
  const { breaker: it, calls, clock } = breaker();
  calls(ill(), 4);
  await clock.advance(1000);
  it.leave(it.enter(), NONE);
  assertEquals([it.status.state, it.block()], ["open", null]);
  assertEquals(it.enter().probe, true);
});

Deno.test("results of calls that began before it opened move nothing", async () => {
  const { breaker: it, calls, clock } = breaker();
  const late = it.enter();
  const later = it.enter();
  calls(ill(), 4);
  it.leave(late, WELL);
  assertEquals(it.status.state, "open");
  await clock.advance(1000);
  it.enter();
  it.leave(later, ill());
  assertEquals(it.status.state, "half-open");
});

Deno.test("a longer pause is never shortened", async () => {
  const { breaker: it, calls, clock } = breaker();
  const late = [it.enter(), it.enter(), it.enter()];
  calls(ill(9000), 4);
  assertEquals(it.block()!.untilMs, 9000);
  await clock.advance(100);
  it.leave(late[0], ill(50));
  it.leave(late[1], shut(2000));
  assertEquals(it.block()!.untilMs, 9000);
  it.leave(late[2], shut(20_000));
  assertEquals(it.block()!.untilMs, 20_100);
});

Deno.test("one sign that nothing will be answered is enough", () => {
  const { breaker: it, calls } = breaker();
  calls(WELL, 100);
  calls(shut(60_000));
  assertEquals([it.view.state, it.view.untilMs], ["open", 60_000]);
});

Deno.test("whoever waits is woken by every move", async () => {
  const { breaker: it, calls } = breaker();
  const { changed } = it;
  calls(ill(), 4);
  await changed;
  const { changed: again } = it;
  it.reset();
  await again;
  assertEquals([it.view.state, it.status.calls], ["closed", 0]);
});

Deno.test("whatever happens, probes go one by one, and nobody passes an open breaker before its time", async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("enter" as const) }),
    fc.record({
      do: fc.constant("leave" as const),
      which: fc.nat(9),
      sign: fc.constantFrom(WELL, NEUTRAL, NONE, ill(), ill(5000), shut(4000), refused),
    }),
    fc.record({ do: fc.constant("advance" as const), ms: fc.nat(2500) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
      const { breaker: it, clock } = breaker();
      const out: Pass[] = [];
      let longestMs = 0;
      let probedAtMs = -Infinity;
      for (const next of steps) {
        if (next.do === "advance") await clock.advance(next.ms);
        else if (next.do === "leave") {
          if (out.length > 0) it.leave(out.splice(next.which % out.length, 1)[0], next.sign);
        } else if (it.block() === null) {
          assertGreaterOrEqual(clock.nowMs(), longestMs);
          const isUnderWay = it.status.state === "half-open";
          const pass = it.enter();
          out.push(pass);
          if (isUnderWay) assertGreaterOrEqual(clock.nowMs() - probedAtMs, SETTINGS.openMs);
          if (pass.probe) probedAtMs = clock.nowMs();
        }
        const { state, untilMs } = it.status;
        const valid = out.filter((pass) => pass.probe && it.holds(pass));
        assertEquals(valid.length > 0, state === "half-open");
        if (state === "open") {
          assertGreaterOrEqual(untilMs!, longestMs);
          longestMs = untilMs!;
        } else longestMs = 0;
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("refusals shut it when there are enough in a row, which takes more once there was an answer", () => {
  const { breaker: unproven, calls } = breaker();
  calls(refused);
  calls(NEUTRAL);
  assertEquals(unproven.block(), null);
  calls(refused);
  assertEquals(unproven.block()?.untilMs, 2000);
  const { breaker: proven, calls: more } = breaker();
  for (let round = 0; round < 5; round++) {
    more(WELL);
    more(refused, 2);
  }
  assertEquals(proven.block(), null);
  more(refused);
  assertEquals(proven.block()?.untilMs, 2000);
});

Deno.test("a probe that is refused shuts it again at once", async () => {
  const { breaker: it, calls, clock } = breaker();
  calls(WELL);
  calls(refused, 3);
  await clock.advance(2000);
  calls(WELL);
  assertEquals(it.block(), null);
  calls(refused, 3);
  await clock.advance(2000);
  calls(refused);
  assertEquals(it.block()?.untilMs, 6000);
});

Deno.test("a probe that takes long keeps nobody waiting for its end: another goes, and the first that ends decides", async () => {
  const { breaker: it, calls, clock } = breaker();
  calls(ill(), 4);
  await clock.advance(1000);
  const first = it.enter();
  assertEquals(it.block()?.nextProbeMs, 2000);
  await clock.advance(1000);
  const second = it.enter();
  assertEquals([second.probe, it.block()?.nextProbeMs], [true, 4000]);
  it.leave(second, NONE);
  assertEquals(it.view.state, "half-open");
  it.leave(first, WELL);
  assertEquals(it.block(), null);
});

import { assert, assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import type { Lane, LimitSettings } from "../../../src/spec/mod.ts";
import { type LimitAsk, Limiter } from "../../../src/transport/limiter/mod.ts";
import { askOf, ok } from "./_limiter_kit.ts";
import { QuickClock } from "./_quick_clock.ts";

const LANES: readonly Lane[] = ["interactive", "normal", "bulk"];

/** A limiter whose only slot is taken until `open` is called; then one call goes after the other, in `order`. */
async function queueOf(settings: LimitSettings = { concurrency: 1 }) {
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  const first = await limiter.reserve(askOf(settings));
  const order: string[] = [];
  const calls: Promise<void>[] = [];
  const gaveUp: string[] = [];
  const add = (name: string, ask: Partial<LimitAsk> = {}, signal?: AbortSignal) => {
    const call = limiter.reserve(askOf(settings, ask), signal).then((permit) => {
      order.push(name);
      permit.settle(ok());
    });
    calls.push(call.catch((reason) => void gaveUp.push(reason)));
  };
  const open = async () => {
    first.settle(ok());
    await Promise.all(calls);
  };
  return { limiter, order, gaveUp, add, open };
}

Deno.test("calls to one endpoint in one lane go in the order in which they came", async () => {
  const { order, add, open } = await queueOf();
  const names = Array.from({ length: 20 }, (_, at) => `call ${at}`);
  for (const name of names) add(name);
  await open();
  assertEquals(order, names);
});

Deno.test("interactive goes before normal, and normal before bulk", async () => {
  const { order, add, open } = await queueOf();
  for (const lane of LANES.toReversed()) for (const at of [0, 1]) add(`${lane} ${at}`, { lane });
  await open();
  assertEquals(order, LANES.flatMap((lane) => [`${lane} 0`, `${lane} 1`]));
});

Deno.test("a lane that is passed over often enough has a turn, however many come before it", async () => {
  const { order, add, open } = await queueOf();
  for (const lane of LANES) for (let at = 0; at < 200; at++) add(lane, { lane });
  await open();
  const early = order.slice(0, 170);
  const share = (lane: Lane) => early.filter((each) => each === lane).length;
  assertGreater(share("interactive"), share("normal"));
  assertGreater(share("normal"), share("bulk"));
  assertGreater(share("bulk"), 7);
  assertLessOrEqual(order.indexOf("bulk"), 20);
  assertLessOrEqual(order.indexOf("normal"), 4);
});

Deno.test("endpoints take turns, however long the queue of one of them is", async () => {
  const { order, add, open } = await queueOf();
  for (let at = 0; at < 100; at++) add("long", { endpoint: "long@p" });
  for (let at = 0; at < 5; at++) add("short", { endpoint: "short@p" });
  await open();
  assertEquals(order.slice(0, 10).filter((name) => name === "short").length, 5);
});

Deno.test("two endpoints that always have calls waiting get the same of a limit, whatever their calls ask for", async () => {
  const sizes = fc.record({ a: fc.integer({ min: 1, max: 300 }), b: fc.integer({ min: 1, max: 300 }) });
  await fc.assert(
    fc.asyncProperty(sizes, async (sizes) => {
      const clock = new QuickClock();
      const limiter = new Limiter({ clock });
      const had = { a: 0, b: 0 };
      const stop = new AbortController();
      for (const name of ["a", "b"] as const) {
        for (let at = 0; at < 1500; at++) {
          const ask = askOf({ tokensPerMinute: 1000 }, { endpoint: name, inputTokens: sizes[name], outputTokens: 0 });
          limiter.reserve(ask, stop.signal).then((permit) => {
            had[name] += sizes[name];
            permit.settle(ok());
          }, () => {});
        }
      }
      await clock.run(180_000);
      stop.abort();
      assertLessOrEqual(Math.abs(had.a - had.b), 2 * Math.max(sizes.a, sizes.b) + 1000);
      assertGreater(had.a + had.b, 2000 - 2 * Math.max(sizes.a, sizes.b));
    }),
    { numRuns: 25 },
  );
});

Deno.test("an endpoint whose calls take long does not keep a quick one from its share of what may run at once", async () => {
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  const stop = new AbortController();
  const done = { slow: 0, quick: 0 };
  const live = async (name: "slow" | "quick", latencyMs: number) => {
    while (!stop.signal.aborted) {
      const permit = await limiter.reserve(askOf({ concurrency: 10 }, { endpoint: name }), stop.signal);
      await clock.sleep(latencyMs);
      permit.settle(ok());
      done[name] += 1;
    }
  };
  for (let at = 0; at < 40; at++) {
    live("slow", 10_000).catch(() => {});
    live("quick", 100).catch(() => {});
  }
  await clock.run(200_000);
  stop.abort();
  await clock.run();
  // Half of the slots is 50 quick calls a second, or one slow one in two.
  assertGreater(done.quick, 0.8 * 50 * 200);
  assertGreater(done.slow, 0.8 * 0.5 * 200);
});

Deno.test("a large call is not starved by small ones that would fit beside it", async () => {
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  const stop = new AbortController();
  const settings = { tokensPerMinute: 1000 };
  const small = async () => {
    while (!stop.signal.aborted) {
      const ask = askOf(settings, { endpoint: "small", inputTokens: 100, outputTokens: 0 });
      (await limiter.reserve(ask, stop.signal)).settle(ok());
      await clock.sleep(10, stop.signal);
    }
  };
  for (let at = 0; at < 30; at++) small().catch(() => {});
  await clock.run(1000);
  const big = limiter.reserve(askOf(settings, { endpoint: "big", inputTokens: 1000, outputTokens: 0 }));
  let waitedMs = Infinity;
  big.then(({ queueMs }) => waitedMs = queueMs);
  await clock.run(200_000);
  stop.abort();
  assertLessOrEqual(waitedMs, 123_000);
});

Deno.test("a large call is not starved by small ones that waited for their endpoints", async () => {
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  const stop = new AbortController();
  const provider = { id: "provider:p", settings: { tokensPerMinute: 1000 } };
  const ask = (endpoint: string, inputTokens: number): LimitAsk => ({
    ...askOf({}),
    endpoint,
    scopes: [provider, { id: `endpoint:${endpoint}`, settings: { concurrency: 1 } }],
    inputTokens,
    outputTokens: 0,
  });
  const small = async (endpoint: string) => {
    while (!stop.signal.aborted) {
      const permit = await limiter.reserve(ask(endpoint, 100), stop.signal);
      await clock.sleep(20_000);
      permit.settle(ok());
    }
  };
  for (let at = 0; at < 12; at++) small(`small ${at % 3}`).catch(() => {});
  await clock.run(20_000);
  let waitedMs = Infinity;
  limiter.reserve(ask("big", 1000)).then(({ queueMs }) => waitedMs = queueMs);
  await clock.run(300_000);
  stop.abort();
  await clock.run();
  assertLessOrEqual(waitedMs, 123_000);
});

Deno.test("an endpoint that comes late gets its share from then on, and nothing for the time before", async () => {
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  const stop = new AbortController();
  const had = { early: 0, late: 0 };
  const come = (name: "early" | "late", calls: number) => {
    for (let at = 0; at < calls; at++) {
      limiter.reserve(askOf({ requestsPerMinute: 10 }, { endpoint: name }), stop.signal).then((permit) => {
        had[name] += 1;
        permit.settle(ok());
      }, () => {});
    }
  };
  come("early", 300);
  await clock.run(600_000);
  const before = had.early;
  come("late", 300);
  await clock.run(900_000);
  stop.abort();
  assertLessOrEqual(Math.abs(had.early - before - had.late), 2);
});

Deno.test("an endpoint is not charged for tokens that its calls only might have used", async () => {
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  const stop = new AbortController();
  const had = { careful: 0, exact: 0 };
  for (const name of ["careful", "exact"] as const) {
    const outputTokens = name === "exact" ? 50 : 500;
    for (let at = 0; at < 300; at++) {
      const ask = askOf({ tokensPerMinute: 1000 }, { endpoint: name, inputTokens: 0, outputTokens });
      limiter.reserve(ask, stop.signal).then((permit) => {
        had[name] += 1;
        permit.settle(ok({ outputTokens: 50 }));
      }, () => {});
    }
  }
  await clock.run(600_000);
  stop.abort();
  assertLessOrEqual(Math.abs(had.careful - had.exact), 2);
  assertGreater(had.careful + had.exact, 100);
});

Deno.test("who waits for one scope leaves the others of its scopes to those behind", async () => {
  const limiter = new Limiter({ clock: new QuickClock() });
  const provider = { id: "provider:p", settings: { concurrency: 2 } };
  const stuck = { id: "endpoint:stuck", settings: { concurrency: 1 } };
  const ask = (narrow: typeof stuck): LimitAsk => ({ ...askOf({}), endpoint: narrow.id, scopes: [provider, narrow] });
  await limiter.reserve(ask(stuck));
  const waiting = limiter.reserve(ask(stuck));
  let isStuck = true;
  waiting.then(() => isStuck = false);
  const free = await limiter.reserve(ask({ id: "endpoint:free", settings: { concurrency: 1 } }));
  assertEquals([free.queueMs, isStuck], [0, true]);
});

Deno.test("a call that needs all of two scopes goes in the end, though others keep taking from each", async () => {
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  const stop = new AbortController();
  const scope = (id: string) => ({ id, settings: { tokensPerMinute: 100 } });
  const [left, right] = [scope("left"), scope("right")];
  const ask = (scopes: LimitAsk["scopes"], endpoint: string, inputTokens: number): LimitAsk => ({
    ...askOf({}),
    scopes,
    endpoint,
    inputTokens,
    outputTokens: 0,
  });
  const take = async (from: typeof left, pauseMs: number) => {
    while (!stop.signal.aborted) {
      (await limiter.reserve(ask([from], `${from.id} only`, 7), stop.signal)).settle(ok());
      await clock.sleep(pauseMs, stop.signal);
    }
  };
  for (let at = 0; at < 20; at++) take(left, 900 + at).catch(() => {});
  await clock.run(20_000);
  // From now on there is no moment at which all of both is free.
  for (let at = 0; at < 20; at++) take(right, 1700 + at).catch(() => {});
  await clock.run(25_000);
  let isServed = false;
  limiter.reserve(ask([left, right], "both", 100)).then(() => isServed = true);
  await clock.run(30 * 60_000);
  stop.abort();
  assert(isServed);
});

Deno.test("who gives up is forgotten, and those behind move up", async () => {
  const { order, gaveUp, add, open, limiter } = await queueOf();
  const stops = Array.from({ length: 6 }, () => new AbortController());
  stops.forEach((stop, at) => add(`call ${at}`, {}, stop.signal));
  for (const at of [0, 3, 5]) stops[at].abort(`gave up ${at}`);
  assertEquals(limiter.status()[0].waiting, 3);
  await open();
  assertEquals(order, ["call 1", "call 2", "call 4"]);
  assertEquals(gaveUp, ["gave up 0", "gave up 3", "gave up 5"]);
});

Deno.test("a call whose caller has given up already takes nothing", async () => {
  const limiter = new Limiter({ clock: new QuickClock() });
  const reason = await limiter.reserve(askOf({}), AbortSignal.abort("too late")).catch((error) => error);
  assertEquals([reason, limiter.status()], ["too late", []]);
});

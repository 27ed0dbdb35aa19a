import { assert, assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { Limiter, type Permit, type PermitUse } from "../../../src/transport/limiter/mod.ts";
import { askOf, ok } from "./_limiter_kit.ts";
import { QuickClock } from "./_quick_clock.ts";

const REFUSED: PermitUse = ok({ outcome: "rateLimited" });

function windowOf(limiter: Limiter): number | null {
  return limiter.status()[0].adaptiveWindow;
}

async function start(limiter: Limiter, calls: number, settings = {}): Promise<Permit[]> {
  return await Promise.all(Array.from({ length: calls }, () => limiter.reserve(askOf(settings))));
}

Deno.test("a thousand calls start at once where nothing was ever refused", async () => {
  const limiter = new Limiter({ clock: new QuickClock() });
  const permits = await start(limiter, 1000);
  assert(permits.every(({ queueMs }) => queueMs === 0));
  assertEquals([windowOf(limiter), limiter.status()[0].maxInFlight], [null, null]);
});

Deno.test("all refusals of one round trip are one cut, and those of the next another", async () => {
  const limiter = new Limiter({ clock: new QuickClock() });
  const permits = await start(limiter, 100);
  for (const permit of permits.slice(0, 90)) permit.settle(REFUSED);
  assertEquals(windowOf(limiter), 50);
  const next = await start(limiter, 40);
  next[0].settle(ok({ outcome: "overloaded" }));
  assertEquals(windowOf(limiter), 25);
  next[1].settle(REFUSED);
  assertEquals(windowOf(limiter), 25);
});

Deno.test("the window grows only when it is what holds calls back", async () => {
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  const permits = await start(limiter, 40);
  permits[0].settle(REFUSED);
  for (const permit of permits.slice(1)) permit.settle(ok());
  assertEquals(windowOf(limiter), 20);
  for (let round = 0; round < 50; round++) (await start(limiter, 10)).forEach((permit) => permit.settle(ok()));
  assertEquals(windowOf(limiter), 20);
  for (let round = 0; round < 8; round++) (await start(limiter, 20)).forEach((permit) => permit.settle(ok()));
  assertGreaterOrEqual(windowOf(limiter)!, 22);
});

Deno.test("a failure that is no refusal cuts nothing", async () => {
  const limiter = new Limiter({ clock: new QuickClock() });
  for (const permit of await start(limiter, 10)) permit.settle(ok({ outcome: "failed" }));
  assertEquals(windowOf(limiter), null);
});

Deno.test("where even one call is refused it is left alone, twice as long each time, until one is answered", async () => {
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  (await limiter.reserve(askOf({}))).settle(REFUSED);
  const waits: number[] = [];
  for (let round = 0; round < 5; round++) {
    const call = limiter.reserve(askOf({}));
    const fromMs = clock.nowMs();
    await clock.run(fromMs + 70_000);
    waits.push((await call).queueMs);
    (await call).settle(REFUSED);
  }
  assertEquals(waits, [0, 1000, 2000, 4000, 8000]);
  assertEquals(windowOf(limiter), 1);
});

Deno.test("after a collapse the window doubles up to what the first cut had left", async () => {
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  let calls = await start(limiter, 100);
  const windows: (number | null)[] = [];
  for (let round = 0; round < 5; round++) {
    for (const permit of calls) permit.settle(REFUSED);
    windows.push(windowOf(limiter));
    calls = await start(limiter, windowOf(limiter)!);
  }
  assertEquals(windows, [50, 25, 12, 6, 3]);
  const waiting: Permit[] = [];
  for (let at = 0; at < 200; at++) limiter.reserve(askOf({})).then((permit) => waiting.push(permit));
  for (let round = 0; round < 4; round++) {
    for (const permit of calls) permit.settle(ok());
    await clock.run(clock.nowMs() + 1);
    calls = waiting.splice(0);
  }
  assertGreaterOrEqual(windowOf(limiter)!, 40);
  assertLessOrEqual(windowOf(limiter)!, 60);
});

Deno.test("a window that was not cut for five minutes is forgotten", async () => {
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  const permits = await start(limiter, 20);
  for (const permit of permits) permit.settle(REFUSED);
  assertEquals(windowOf(limiter), 10);
  await clock.run(300_000);
  assertEquals(windowOf(limiter), null);
});

Deno.test("where it is switched off nothing is cut", async () => {
  const limiter = new Limiter({ clock: new QuickClock() });
  const settings = { adaptive: false, concurrency: 30 };
  for (const permit of await start(limiter, 20, settings)) permit.settle(REFUSED);
  assertEquals([windowOf(limiter), limiter.status()[0].maxInFlight], [null, 30]);
});

Deno.test("only the narrowest scope is cut: an endpoint's trouble is not its provider's", async () => {
  const limiter = new Limiter({ clock: new QuickClock() });
  const scopes = ["provider:p", "endpoint:e"].map((id) => ({ id, settings: {} }));
  const permits = await Promise.all(Array.from({ length: 10 }, () => limiter.reserve({ ...askOf({}), scopes })));
  permits[0].settle(REFUSED);
  assertEquals(limiter.status().map(({ adaptiveWindow }) => adaptiveWindow), [null, 5]);
});

Deno.test("a server that takes so many at once is found out, kept busy, and asked for more only now and then", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (capacity) => {
      const { busy, refused } = await crowdedServer(capacity);
      assertGreaterOrEqual(busy, capacity < 4 ? 0.6 : 0.75);
      assertLessOrEqual(refused, capacity < 4 ? 0.08 : 0.04);
    }),
    { numRuns: 20 },
  );
});

/** A hundred callers of a server that refuses what is above its capacity, and says nothing of it. */
async function crowdedServer(capacity: number): Promise<{ busy: number; refused: number }> {
  const [warmMs, endMs, latencyMs] = [60_000, 360_000, 1000];
  const clock = new QuickClock();
  const limiter = new Limiter({ clock });
  const stop = new AbortController();
  const counts = { running: 0, answered: 0, refused: 0 };
  const live = async (seed: number) => {
    while (!stop.signal.aborted) {
      const permit = await limiter.reserve(askOf({}), stop.signal);
      await clock.sleep(20);
      const isRefused = counts.running >= capacity;
      if (!isRefused) {
        counts.running += 1;
        await clock.sleep(latencyMs + seed);
        counts.running -= 1;
      }
      if (clock.nowMs() > warmMs && clock.nowMs() <= endMs) counts[isRefused ? "refused" : "answered"] += 1;
      permit.settle(isRefused ? REFUSED : ok());
      if (isRefused) await clock.sleep(500 + seed, stop.signal);
    }
  };
  for (let seed = 0; seed < 100; seed++) live(seed).catch(() => {});
  await clock.run(endMs);
  stop.abort();
  await clock.run();
  const possible = capacity * (endMs - warmMs) / (latencyMs + 70);
  return { busy: counts.answered / possible, refused: counts.refused / (counts.refused + counts.answered) };
}

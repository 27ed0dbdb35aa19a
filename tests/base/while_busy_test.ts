import { assertEquals, assertRejects } from "@std/assert";
import { VirtualClock } from "../../src/base/mod.ts";
import { whileBusy } from "../../src/base/while_busy.ts";

/** Work that meets the lock so many times. */
function locked(
  times: number,
  error: Error = new Error("database is locked"),
): { work: () => string; calls: () => number } {
  let calls = 0;
  const work = () => {
    if (++calls <= times) throw error;
    return "done";
  };
  return { work, calls: () => calls };
}

/** Let a clock run until a promise settles. */
async function running<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const watched = promise.finally(() => settled = true);
  watched.catch(() => {});
  while (!settled) await clock.advance(50);
  return await watched;
}

Deno.test("work without a lock is done at once", async () => {
  const { work, calls } = locked(0);
  assertEquals(await whileBusy(new VirtualClock(), work), "done");
  assertEquals(calls(), 1);
});

Deno.test("work that meets a lock is tried again with growing waits", async () => {
  const clock = new VirtualClock();
  const { work, calls } = locked(6);
  assertEquals(await running(clock, whileBusy(clock, work)), "done");
  assertEquals(calls(), 7);
});

Deno.test("after a minute the lock is the caller's error", async () => {
  const clock = new VirtualClock();
  const { work } = locked(Infinity);
  await assertRejects(() => running(clock, whileBusy(clock, work)), Error, "database is locked");
  assertEquals(clock.nowMs() > 60_000 && clock.nowMs() < 61_000, true);
});

Deno.test("other errors pass at once, also those with a result code of their own", async () => {
  for (const error of [new Error("disk I/O error"), Object.assign(new Error("database is locked"), { errcode: 10 })]) {
    const { work, calls } = locked(1, error);
    await assertRejects(() => whileBusy(new VirtualClock(), work), Error, error.message);
    assertEquals(calls(), 1);
  }
});

Deno.test("a runtime that gives result codes is understood, too", async () => {
  const clock = new VirtualClock();
  const { work } = locked(1, Object.assign(new Error("busy"), { errcode: 5 }));
  assertEquals(await running(clock, whileBusy(clock, work)), "done");
});

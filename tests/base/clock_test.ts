import { assert, assertEquals, assertRejects } from "@std/assert";
import { systemClock, VirtualClock } from "../../src/base/mod.ts";

Deno.test("a virtual clock wakes sleepers in the order of their times", async () => {
  const clock = new VirtualClock();
  const woken: string[] = [];
  const naps = [["late", 30], ["early", 10], ["middle", 20]] as const;
  const all = Promise.all(naps.map(async ([name, ms]) => {
    await clock.sleep(ms);
    woken.push(`${name}@${clock.nowMs()}`);
  }));
  await clock.advance(30);
  await all;
  assertEquals(woken, ["early@10", "middle@20", "late@30"]);
});

Deno.test("what a sleeper starts runs before the next one wakes", async () => {
  const clock = new VirtualClock();
  const times: number[] = [];
  const chain = (async () => {
    for (let i = 0; i < 3; i++) {
      await clock.sleep(10);
      times.push(clock.nowMs());
    }
  })();
  await clock.advance(100);
  await chain;
  assertEquals(times, [10, 20, 30]);
  assertEquals(clock.nowMs(), 100);
});

Deno.test("the date moves with the virtual clock", async () => {
  const clock = new VirtualClock(new Date("2026-01-01T00:00:00Z"));
  await clock.advance(1500);
  assertEquals(clock.date().toISOString(), "2026-01-01T00:00:01.500Z");
});

Deno.test("a sleep ends with the reason of its signal, on either clock", async () => {
  for (const clock of [new VirtualClock(), systemClock]) {
    const controller = new AbortController();
    const sleep = clock.sleep(60_000, controller.signal);
    controller.abort(new Error("enough"));
    await assertRejects(() => sleep, Error, "enough");
    await assertRejects(() => clock.sleep(1, controller.signal), Error, "enough");
  }
});

Deno.test("an aborted sleeper is forgotten", async () => {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const sleep = clock.sleep(10, controller.signal).catch(() => "aborted");
  controller.abort();
  assertEquals(await sleep, "aborted");
  assertEquals(clock.nextWakeMs(), null);
});

Deno.test("the system's clock only goes forward and sleeps", async () => {
  const before = systemClock.nowMs();
  await systemClock.sleep(1);
  assert(systemClock.nowMs() > before);
});

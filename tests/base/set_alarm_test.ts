import { assertEquals } from "@std/assert";
import { setAlarm, systemClock, VirtualClock } from "../../src/base/mod.ts";

Deno.test("an alarm rings once, at its time, and not when it was taken back", async () => {
  const clock = new VirtualClock();
  const rung: number[] = [];
  const set = (ms: number) => setAlarm(clock, ms, () => rung.push(clock.nowMs()));
  set(200);
  const takeBack = set(100);
  const again = set(300);
  await clock.advance(50);
  takeBack();
  takeBack();
  await clock.advance(500);
  again();
  assertEquals([rung, clock.nextWakeMs()], [[200, 300], null]);
});

Deno.test("an alarm that is taken back when its time has come already does not ring", async () => {
  const clock = new VirtualClock();
  let rung = 0;
  const second = { takeBack: () => {} };
  setAlarm(clock, 100, () => second.takeBack());
  second.takeBack = setAlarm(clock, 100, () => rung++);
  await clock.advance(1000);
  assertEquals(rung, 0);
});

Deno.test("the system's clock has alarms that leave nothing behind", async () => {
  setAlarm(systemClock, 3_600_000, () => {})();
  await new Promise<void>((resolve) => setAlarm(systemClock, 1, resolve));
});

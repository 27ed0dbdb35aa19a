import { assertEquals, assertRejects } from "@std/assert";
import { orLate, VirtualClock } from "../../src/base/mod.ts";

const late = () => new Error("late");

Deno.test("what is done in time is answered, and the alarm is taken back", async () => {
  const clock = new VirtualClock();
  assertEquals(await orLate(Promise.resolve(1), { clock, waitMs: 10, late }), 1);
  await clock.advance(0);
  assertEquals(clock.nextWakeMs(), null);
});

Deno.test("what fails in time fails as it does", async () => {
  await assertRejects(
    () => orLate(Promise.reject(new Error("own")), { clock: new VirtualClock(), waitMs: 10, late }),
    Error,
    "own",
  );
});

Deno.test("what takes too long is not waited for, and goes on", async () => {
  const clock = new VirtualClock();
  let isDone = false;
  const work = clock.sleep(20).then(() => isDone = true);
  const waited = assertRejects(() => orLate(work, { clock, waitMs: 10, late }), Error, "late");
  await clock.advance(10);
  await waited;
  assertEquals(isDone, false);
  await clock.advance(10);
  assertEquals(isDone, true);
});

Deno.test("without a bound the work is waited for", async () => {
  const clock = new VirtualClock();
  const waited = orLate(clock.sleep(1_000_000), { clock, late });
  await clock.advance(1_000_000);
  assertEquals(await waited, undefined);
});

import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/base/mod.ts";
import { GentleStart } from "../../src/sweep/_gentle_start.ts";

Deno.test("a run begins with few calls at once, and one more for each answer", () => {
  const start = new GentleStart(new VirtualClock());
  assertEquals(start.atOnce(), 8);
  for (let answers = 0; answers < 8; answers++) start.answered();
  assertEquals(start.atOnce(), 16);
  for (let answers = 0; answers < 1000; answers++) start.answered();
  assertEquals(start.atOnce(), Infinity);
});

Deno.test("where answers take long, more calls go all the same, and soon there is no bound any more", async () => {
  const clock = new VirtualClock();
  const start = new GentleStart(clock);
  const bounds: number[] = [];
  for (let ms = 0; ms < 2000; ms += 250) {
    bounds.push(start.atOnce());
    await clock.advance(250);
  }
  assertEquals(bounds, [8, 16, 32, 64, 128, 256, 512, Infinity]);
});

Deno.test("whoever waits for more is told once, and not at all once there is nothing to start", async () => {
  const clock = new VirtualClock();
  const start = new GentleStart(clock);
  const whole = new AbortController();
  let told = 0;
  const tell = () => void told++;
  const all = [start.more(tell, whole.signal), start.more(tell, whole.signal)];
  await clock.advance(2);
  await Promise.all(all);
  assertEquals(told, 1);
  const last = start.more(tell, whole.signal);
  whole.abort();
  await last;
  assertEquals(told, 1);
});

Deno.test("however many answers come at once, no more than eight calls go before it is looked what else came", async () => {
  const clock = new VirtualClock();
  const start = new GentleStart(clock);
  for (let answers = 0; answers < 100; answers++) start.answered();
  const go = () => Array.from({ length: 20 }, (_, i) => start.admits(i + 1)).filter((goes) => goes).length;
  assertEquals([go(), go()], [8, 0]);
  const more = start.more(() => {}, new AbortController().signal);
  await clock.advance(2);
  await more;
  assertEquals(go(), 8);
  for (let answers = 0; answers < 900; answers++) start.answered();
  assertEquals(go(), 20);
});

Deno.test("a run with few calls at once begins with all of them, and what has nothing in flight waits for nothing", () => {
  const few = new GentleStart(new VirtualClock(), { atMost: 8 });
  assertEquals(few.atOnce(), Infinity);
  const many = new GentleStart(new VirtualClock(), { atMost: 9 });
  assertEquals(many.atOnce(), 8);
  for (let call = 0; call < 100; call++) assertEquals(many.admits(0), true);
});

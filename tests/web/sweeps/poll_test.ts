import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../../src/base/mod.ts";
import { Poll } from "../../../src/web/sweeps/_poll.ts";

function counting(clock: VirtualClock, { last = Infinity, waitMs = 1000 } = {}) {
  let looks = 0;
  const poll = new Poll<number>({
    clock,
    look: () => Promise.resolve(++looks),
    waitMs: (look) => look === last ? null : waitMs,
  });
  return { poll, looks: () => looks };
}

Deno.test("what is watched is looked at once for all who watch, and not at all when nobody does", async () => {
  const clock = new VirtualClock();
  const { poll, looks } = counting(clock);
  const [one, two]: number[][] = [[], []];
  const leaveOne = poll.watch("a", (look) => one.push(look));
  await clock.advance(0);
  await clock.advance(1500);
  const leaveTwo = poll.watch("a", (look) => two.push(look));
  await clock.advance(1000);
  assertEquals([one, two], [[1, 2, 3], [2, 3]]);
  leaveOne();
  await clock.advance(1000);
  leaveTwo();
  await clock.advance(60_000);
  assertEquals([looks(), one.length, two, clock.nextWakeMs()], [4, 3, [2, 3, 4], null]);
});

Deno.test("who comes when all have left begins anew", async () => {
  const clock = new VirtualClock();
  const { poll, looks } = counting(clock);
  poll.watch("a", () => {})();
  const leave = poll.watch("a", () => {});
  await clock.advance(0);
  leave();
  assertEquals(looks(), 2);
});

Deno.test("the last look is said to be the last, and nothing is looked at behind it", async () => {
  const clock = new VirtualClock();
  const { poll, looks } = counting(clock, { last: 2 });
  const seen: [number, boolean][] = [];
  poll.watch("a", (look, isLast) => seen.push([look, isLast]));
  await clock.advance(0);
  await clock.advance(60_000);
  assertEquals([seen, looks(), clock.nextWakeMs()], [[[1, false], [2, true]], 2, null]);
});

Deno.test("a look that takes long is followed by a longer wait, and one that fails is made again", async () => {
  const clock = new VirtualClock();
  const at: number[] = [];
  const poll = new Poll<null>({
    clock,
    look: async () => {
      at.push(clock.nowMs());
      if (at.length === 2) throw new Error("busy");
      await clock.sleep(at.length === 1 ? 500 : 0);
      return null;
    },
    waitMs: () => 1000,
  });
  const leave = poll.watch("a", () => {});
  await clock.advance(20_000);
  leave();
  assertEquals(at.slice(0, 4), [0, 10_500, 15_500, 16_500]);
});

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { VirtualClock } from "../../src/base/mod.ts";
import { Deadlines, type Due } from "../../src/transport/_deadlines.ts";

class Moving implements Due {
  givenUpMs: number | null = null;
  dueMs: number | null;
  readonly leastMs: number;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock, { dueMs, leastMs }: { dueMs: number | null; leastMs: number }) {
    this.#clock = clock;
    this.dueMs = dueMs;
    this.leastMs = leastMs;
  }

  giveUp(): void {
    this.givenUpMs = this.#clock.nowMs();
  }
}

Deno.test("each is given up at its own time, and nobody sleeps when none is left", async () => {
  const clock = new VirtualClock();
  const deadlines = new Deadlines(clock);
  const all = [300, 100, 200].map((dueMs) => new Moving(clock, { dueMs, leastMs: 1000 }));
  for (const due of all) deadlines.watch(due);
  deadlines.leave(all[2]);
  await clock.advance(1000);
  assertEquals(all.map(({ givenUpMs }) => givenUpMs), [300, 100, null]);
  assertEquals(clock.nextWakeMs(), null);
});

Deno.test("what has no limit is never given up, and keeps nobody awake", () => {
  const clock = new VirtualClock();
  new Deadlines(clock).watch(new Moving(clock, { dueMs: null, leastMs: Infinity }));
  assertEquals(clock.nextWakeMs(), null);
});

Deno.test("however deadlines move, each is kept to the millisecond", async () => {
  const move = fc.record({ which: fc.nat(3), afterMs: fc.nat(400), moreMs: fc.nat(500) });
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 30 }), async (moves) => {
      const clock = new VirtualClock();
      const deadlines = new Deadlines(clock);
      const leastMs = 200;
      const all = [1, 2, 3, 4].map((place) => new Moving(clock, { dueMs: leastMs + place * 150, leastMs }));
      for (const due of all) deadlines.watch(due);
      for (const { which, afterMs, moreMs } of moves) {
        await clock.advance(afterMs);
        const due = all[which];
        if (due.givenUpMs === null) due.dueMs = clock.nowMs() + leastMs + moreMs;
      }
      await clock.advance(2000);
      assertEquals(all.map(({ givenUpMs }) => givenUpMs), all.map(({ dueMs }) => dueMs));
      assertEquals(clock.nextWakeMs(), null);
    }),
    { numRuns: 40 },
  );
});

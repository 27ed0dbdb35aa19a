import { assertEquals, assertRejects } from "@std/assert";
import { VirtualClock } from "../../src/base/mod.ts";
import type { CallNote } from "../../src/spec/mod.ts";
import { waitBeforeLive } from "../../src/transport/mod.ts";

Deno.test("the wait comes before the hand-over and is noted as it was", async () => {
  const clock = new VirtualClock();
  const note: CallNote = { caller: { try: 2 } };
  waitBeforeLive(note, { waitMs: 250, clock });
  assertEquals(note.caller.retryWaitMs, undefined);
  const waiting = note.beforeLive!();
  await clock.advance(250);
  await waiting;
  assertEquals(note.caller, { try: 2, retryWaitMs: 250 });
});

Deno.test("what the note waited for already comes after it", async () => {
  const clock = new VirtualClock();
  const order: string[] = [];
  const note: CallNote = {
    caller: {},
    beforeLive: () => {
      order.push(`permit at ${clock.nowMs()}`);
      return Promise.resolve();
    },
  };
  waitBeforeLive(note, { waitMs: 40, clock });
  const waiting = note.beforeLive!();
  await clock.advance(40);
  await waiting;
  assertEquals([order, note.caller.retryWaitMs], [["permit at 40"], 40]);
});

Deno.test("a first try waits for nothing", () => {
  const note: CallNote = { caller: {} };
  waitBeforeLive(note, { waitMs: 0, clock: new VirtualClock() });
  assertEquals(note, { caller: {} });
});

Deno.test("an abort ends the wait", async () => {
  const clock = new VirtualClock();
  const note: CallNote = { caller: {} };
  waitBeforeLive(note, { waitMs: 1000, clock });
  const controller = new AbortController();
  const waiting = note.beforeLive!(controller.signal);
  controller.abort(new Error("enough"));
  await assertRejects(() => waiting, Error, "enough");
  assertEquals([note.caller.retryWaitMs, clock.nextWakeMs()], [undefined, null]);
});

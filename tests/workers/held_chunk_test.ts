import { assertEquals, assertRejects } from "@std/assert";
import { VirtualClock } from "../../src/base/mod.ts";
import { HeldChunk } from "../../src/workers/_held_chunk.ts";
import { elapsedMs, moment } from "../../src/workers/_moment.ts";
import { LeaseLostError } from "../../src/workers/mod.ts";

const FENCE = { runId: "run_1", chunk: 0, token: 7 };

Deno.test("as long as the lease has time left nobody is asked; then it is renewed before a call", async () => {
  const clock = new VirtualClock();
  let asked = 0;
  const held: HeldChunk = new HeldChunk(FENCE, {
    clock,
    leaseMs: 1000,
    since: moment(clock),
    renew: () => {
      asked++;
      held.renewed(moment(clock));
      return Promise.resolve();
    },
  });
  await clock.advance(899);
  await held.assertHeld();
  assertEquals(asked, 0);
  await clock.advance(1);
  await held.assertHeld();
  await held.assertHeld();
  assertEquals(asked, 1);
});

Deno.test("who finds out that the lease is somebody else's makes no call", async () => {
  const clock = new VirtualClock();
  const held: HeldChunk = new HeldChunk(FENCE, {
    clock,
    leaseMs: 1000,
    since: moment(clock),
    renew: () => Promise.resolve(held.lose()),
  });
  await held.assertHeld();
  await clock.advance(60_000);
  const error = await assertRejects(() => held.assertHeld(), LeaseLostError);
  assertEquals([error.fence, held.signal.aborted], [FENCE, true]);
});

Deno.test("a clock that stood still while the machine slept does not make a lease longer, nor one that was set back", () => {
  const clock = { nowMs: () => 5, date: () => new Date(90_000), sleep: () => Promise.resolve() };
  assertEquals(elapsedMs(clock, { ms: 0, wallMs: 0 }), 90_000);
  assertEquals(elapsedMs(clock, { ms: 0, wallMs: 100_000 }), 5);
});

import { assertEquals, assertRejects } from "@std/assert";
import { BudgetExceededError } from "../../src/cassette/mod.ts";
import type { CallNote } from "../../src/spec/mod.ts";
import { BudgetGate } from "../../src/sweep/_budget_gate.ts";

const refusal = () => new BudgetExceededError({ what: "tokens", limit: "9", spent: "0", reserved: "0", needed: "9" });

/** A call that is let through at once and ends when it is told to. */
function openCall(gate: BudgetGate) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const note: CallNote = { caller: {} };
  const ended = gate.call(note, async () => {
    await note.beforeLive!();
    return await promise;
  });
  return { ended, resolve, reject };
}

/** A call that is refused so many times before it is let through. */
function refusedCall(gate: BudgetGate, refusals: number) {
  let tries = 0;
  const ended = gate.call({ caller: {} }, () => {
    tries++;
    return tries > refusals ? Promise.resolve("answer") : Promise.reject(refusal());
  });
  return { ended, tries: () => tries };
}

/** Enough turns for whatever is on its way. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

Deno.test("a refused call waits for those in flight, one after the other", async () => {
  const gate = new BudgetGate();
  const [first, second] = [openCall(gate), openCall(gate)];
  const waiting = refusedCall(gate, 2);
  await settled();
  assertEquals(waiting.tries(), 1);
  first.resolve("done");
  await settled();
  assertEquals(waiting.tries(), 2);
  second.reject(new TypeError("reset"));
  await assertRejects(() => second.ended, TypeError);
  assertEquals([await waiting.ended, await first.ended], ["answer", "done"]);
});

Deno.test("a call that is refused while none is in flight is refused for good, however many wait", async () => {
  const gate = new BudgetGate();
  const open = openCall(gate);
  const waiting = Array.from({ length: 20 }, () => refusedCall(gate, Infinity));
  await settled();
  open.resolve("done");
  for (const { ended } of waiting) await assertRejects(() => ended, BudgetExceededError);
  assertEquals(new Set(waiting.map(({ tries }) => tries())), new Set([3]));
  await assertRejects(() => refusedCall(gate, Infinity).ended, BudgetExceededError);
});

Deno.test("what a call held back may be given back a turn after its end", async () => {
  assertEquals(await refusedCall(new BudgetGate(), 1).ended, "answer");
});

Deno.test("other errors pass, and what the caller waits for before a call is still waited for", async () => {
  const gate = new BudgetGate();
  const signal = new AbortController().signal;
  const waits: unknown[] = [];
  const note: CallNote = { caller: {}, beforeLive: (given) => Promise.resolve(void waits.push(given)) };
  await assertRejects(
    () =>
      gate.call(note, async () => {
        await note.beforeLive!(signal);
        throw new RangeError("wrong");
      }),
    RangeError,
  );
  assertEquals(waits, [signal]);
});

import { assertEquals } from "@std/assert";
import type { Tape } from "../../src/cassette/mod.ts";
import { recordsOf, recordTape, replayTape, tempTape } from "./support.ts";

function decide(tape: Tape, choice: number, run?: string, scope = "cell_1") {
  return tape.decide(scope, "endpoint", () => ({ choice, reason: `because ${choice}` }), run);
}

Deno.test("a decision is made once and read back", async () => {
  await using tape = await tempTape();
  {
    await using recorder = await recordTape(tape.path);
    assertEquals(await decide(recorder, 1), { choice: 1, reason: "because 1" });
  }
  const [record] = await recordsOf(tape.path);
  assertEquals([record.kind, record.scope, record.name, record.choice], ["decision", "cell_1", "endpoint", 1]);
  for (let i = 0; i < 2; i++) {
    await using player = await replayTape(tape.path);
    assertEquals(await decide(player, 2), { choice: 1, reason: "because 1" });
    assertEquals(player.summary.unplayed, 0);
  }
});

Deno.test("a replay decides nothing by itself", async () => {
  await using tape = await tempTape();
  await (await recordTape(tape.path)).close();
  await using player = await replayTape(tape.path);
  let asked = false;
  const decision = await player.decide("cell_1", "endpoint", () => {
    asked = true;
    return { choice: 1, reason: "" };
  });
  assertEquals([decision, asked], [null, false]);
});

Deno.test("repeated decisions are read back in their order", async () => {
  await using tape = await tempTape();
  {
    await using recorder = await recordTape(tape.path);
    await Promise.all([1, 2, 3].map((choice) => decide(recorder, choice)));
  }
  await using player = await replayTape(tape.path);
  const choices = [];
  for (let i = 0; i < 4; i++) choices.push((await decide(player, 9))?.choice);
  assertEquals(choices, [1, 2, 3, undefined]);
});

Deno.test("appending reads a decision back, or makes and keeps it", async () => {
  await using tape = await tempTape();
  for (const [choice, expected] of [[1, 1], [2, 1]]) {
    await using appender = await recordTape(tape.path, { mode: "append" });
    assertEquals((await decide(appender, choice))?.choice, expected);
  }
  assertEquals((await recordsOf(tape.path)).length, 1);
});

Deno.test("recording decides anew, but a run that goes on keeps what it has decided", async () => {
  await using tape = await tempTape();
  for (
    const [choice, run, expected] of [[1, "run_1", 1], [2, "run_2", 2], [3, "run_2", 2], [4, undefined, 4]] as const
  ) {
    await using recorder = await recordTape(tape.path);
    assertEquals((await decide(recorder, choice, run))?.choice, expected);
  }
  await using player = await replayTape(tape.path);
  assertEquals((await decide(player, 9))?.choice, 4);
  assertEquals(await decide(player, 9), null);
});

Deno.test("a choice may be any JSON", async () => {
  await using tape = await tempTape();
  const choice = { order: ["a", "b"], "request": { "method": "x" }, "response": { "status": 1 }, none: null };
  {
    await using recorder = await recordTape(tape.path);
    await recorder.decide("s", "n", () => ({ choice, reason: "" }));
  }
  await using player = await replayTape(tape.path);
  assertEquals((await player.decide("s", "n", () => ({ choice: 0, reason: "" })))?.choice, choice);
});

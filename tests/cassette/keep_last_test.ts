import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { CassetteMissError, type Tape } from "../../src/cassette/mod.ts";
import type { CallNote } from "../../src/spec/mod.ts";
import { fakeNetwork, newNote, noNetwork, recordTape, replayTape, tempTape } from "./support.ts";

async function ask(tape: Tape, fields: Partial<CallNote> = {}): Promise<string> {
  return await (await tape.fetch("http://h/a", { note: newNote(fields) })).text();
}

async function record(path: string, answers: number, fields: Partial<CallNote> = {}): Promise<void> {
  let calls = 0;
  await using tape = await recordTape(path, { mode: "append", fetch: fakeNetwork(() => new Response(`${++calls}`)) });
  await Promise.all(Array.from({ length: answers }, () => ask(tape, fields)));
}

Deno.test("a caller that will ask again does not spend the last recording", async () => {
  await using tape = await tempTape();
  await record(tape.path, 2);
  await using player = await replayTape(tape.path, { fetch: noNetwork });
  const keepLast = true;
  assertEquals([await ask(player, { keepLast }), await ask(player, { keepLast })], ["1", "2"]);
  assertEquals(player.summary.unplayed, 0, "it has been played, though it can be played again");
  assertEquals([await ask(player, { keepLast }), await ask(player)], ["2", "2"]);
  await assertRejects(() => ask(player), CassetteMissError, "All its 2 recordings have been played already");
});

Deno.test("however many of the calls will come again, answers come in order and the last one stays for the last call", async () => {
  await using tape = await tempTape();
  await record(tape.path, 3);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 6 }), async (keeps) => {
      await using player = await replayTape(tape.path, { fetch: noNetwork });
      let left = 3;
      for (const keepLast of keeps) {
        if (left === 0) await assertRejects(() => ask(player, { keepLast }), CassetteMissError);
        else assertEquals(await ask(player, { keepLast }), `${4 - left}`);
        if (left > 1 || !keepLast) left = Math.max(0, left - 1);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("a scope's own last recording is kept for it, and so is the last of those without a scope", async () => {
  await using tape = await tempTape();
  await record(tape.path, 1, { scope: "cell_1/1" });
  await record(tape.path, 1);
  await using player = await replayTape(tape.path, { fetch: noNetwork });
  const note = { scope: "cell_2/1", keepLast: true };
  for (let i = 0; i < 3; i++) await ask(player, note);
  assertEquals(player.summary, { played: 3, recorded: 0, missed: 0, refused: 0, unplayed: 1, expired: 0 });
  for (let i = 0; i < 3; i++) await ask(player, { ...note, scope: "cell_1/1" });
  assertEquals(player.summary.unplayed, 0);
});

Deno.test("a run that goes on keeps the last of its own recordings", async () => {
  await using tape = await tempTape();
  await record(tape.path, 2, { run: "run_1" });
  let live = 0;
  await using recorder = await recordTape(tape.path, { fetch: fakeNetwork(() => new Response(`live ${++live}`)) });
  const note = { run: "run_1", keepLast: true };
  assertEquals([await ask(recorder, note), await ask(recorder, note), await ask(recorder, note)], ["1", "2", "2"]);
  assertEquals([await ask(recorder, { run: "run_1" }), await ask(recorder, note)], ["2", "live 1"]);
  assertEquals(await ask(recorder, { run: "run_2", keepLast: true }), "live 2");
});

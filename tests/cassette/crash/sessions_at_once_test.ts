import { assertEquals } from "@std/assert";
import { formatCassette, type Tape, verifyCassette } from "../../../src/cassette/mod.ts";
import { fakeNetwork, noNetwork, recordTape, replayTape, tempTape } from "../support.ts";

/** A session that records, and is answered with its own name and how often it has asked. */
async function session(path: string, name: string, size = 0) {
  let asked = 0;
  const answer = () => new Response(`${name}${++asked}`.padEnd(size));
  const tape: Tape = await recordTape(path, { fetch: fakeNetwork(answer) });
  return {
    async ask(url = "http://h/") {
      const note = { caller: {}, stored: Promise.resolve() };
      await (await tape.fetch(url, { note })).text();
      await note.stored;
    },
    [Symbol.asyncDispose]: () => tape.close(),
  };
}

/** What a replay answers, until it has no more. */
async function played(path: string): Promise<string[]> {
  await using player = await replayTape(path, { fetch: noNetwork });
  const answers: string[] = [];
  while (player.summary.unplayed > 0) answers.push((await (await player.fetch("http://h/")).text()).trim());
  return answers;
}

for (const size of [0, 5_000_000]) {
  Deno.test(`two sessions that record one key anew at once leave each other's recordings (answers of ${size} bytes)`, async () => {
    await using tape = await tempTape();
    {
      await using old = await session(tape.path, "old", size);
      await old.ask();
      await old.ask();
    }
    {
      await using first = await session(tape.path, "first", size);
      await using second = await session(tape.path, "second", size);
      await second.ask();
      await first.ask();
      await second.ask();
      await first.ask();
    }
    assertEquals(await played(tape.path), ["second1", "first1", "second2", "first2"]);
    assertEquals(await verifyCassette(tape.path), []);
  });
}

Deno.test("a session that begins later takes the place of what was there when it began", async () => {
  await using tape = await tempTape();
  await using first = await session(tape.path, "first");
  await first.ask();
  {
    await using second = await session(tape.path, "second");
    await second.ask();
  }
  assertEquals(await played(tape.path), ["second1"]);
  await first.ask();
  assertEquals(await played(tape.path), ["second1", "first2"]);
});

Deno.test("a session takes the place of old recordings also when others have recorded other keys meanwhile", async () => {
  await using tape = await tempTape();
  {
    await using old = await session(tape.path, "old");
    for (const url of ["http://h/", "http://h/other"]) await old.ask(url);
  }
  {
    await using first = await session(tape.path, "first");
    await using second = await session(tape.path, "second");
    await second.ask("http://h/other");
    await formatCassette(tape.path);
    await first.ask();
    await second.ask();
  }
  await using player = await replayTape(tape.path, { fetch: noNetwork });
  assertEquals(player.summary.unplayed, 3);
  assertEquals(await (await player.fetch("http://h/")).text(), "first1");
  assertEquals(await (await player.fetch("http://h/")).text(), "second2");
  assertEquals(await (await player.fetch("http://h/other")).text(), "second1");
});

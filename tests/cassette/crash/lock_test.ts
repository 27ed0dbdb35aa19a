import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { verifyCassette } from "../../../src/cassette/mod.ts";
import { fakeNetwork, newNote, noNetwork, recordsOf, recordTape, replayTape, tempTape } from "../support.ts";

/** Holds the lock of a file, has written half a line into it, and waits to be killed. */
const HOLDER = `
  using file = await Deno.open(Deno.args[0], { read: true, append: true });
  await file.lock(true);
  await file.write(new TextEncoder().encode('{"key":"key_half","kind":'));
  console.log("held");
  await Deno.stdin.read(new Uint8Array(1));
`;

Deno.test("whoever waits for a lock goes on when its holder is killed, and repairs what that left", async () => {
  await using tape = await tempTape();
  const recorder = await recordTape(tape.path, { fetch: fakeNetwork(() => new Response("ok")) });
  const script = tape.path.replace("tape.jsonl", "holder.ts");
  await Deno.writeTextFile(script, HOLDER);
  const holder = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", "--no-check", "--no-config", script, tape.path],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = holder.stdout.getReader();
  await reader.read();
  const note = newNote();
  let isStored = false;
  // The answer does not wait for the disk.
  assertEquals(await (await recorder.fetch("http://h/", { note })).text(), "ok");
  const stored = note.stored!.then(() => void (isStored = true));
  await (await replayTape(tape.path)).close();
  assertEquals(isStored, false);
  holder.kill("SIGKILL");
  await Promise.all([stored, holder.status, reader.cancel(), holder.stdin.close().catch(() => {})]);
  await recorder.close();
  assertEquals(await verifyCassette(tape.path), []);
  assertEquals((await recordsOf(tape.path)).length, 1);
});

Deno.test("a line that becomes another one while a replay is open is an error, and no answer to something else", async () => {
  await using tape = await tempTape();
  {
    await using recorder = await recordTape(tape.path, { fetch: fakeNetwork(({ url }) => new Response(url)) });
    for (const name of ["a", "b"]) await (await recorder.fetch(`http://h/${name}`)).text();
  }
  await using player = await replayTape(tape.path, { fetch: noNetwork });
  const [header, a, b] = (await Deno.readTextFile(tape.path)).split("\n");
  await Deno.writeTextFile(tape.path, `${header}\n${b}\n${a}\n`);
  // Where the two lines are of one length, each stands in the other's place.
  await assertRejects(() => player.fetch("http://h/a"), UserError, "Cannot read the cassette as line 2");
});

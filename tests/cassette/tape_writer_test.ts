import { assert, assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { seededRandom, UserError } from "../../src/base/mod.ts";
import { verifyCassette } from "../../src/cassette/mod.ts";
import { fakeNetwork, newNote, recordsOf, recordTape, replayTape, tempTape } from "./support.ts";

const WORKER = fileURLToPath(new URL("./recording_worker.ts", import.meta.url));
const CALLS = 40;

/** A process that records; `killAfter` is how many recordings it may tell of before it is killed. */
async function runWorker(path: string, name: string, killAfter: number): Promise<string[]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", WORKER, path, name, String(CALLS), "60000"],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const told: string[] = [];
  let text = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const lines = text.split("\n");
    text = lines.pop()!;
    told.push(...lines.map((number) => `${name}/${number}`));
    // What it tells after this has reached the disk too, and is counted.
    if (told.length >= killAfter && child.pid !== undefined) {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
  }
  await child.status;
  return told;
}

Deno.test("processes record into one tape while one of them is killed: lines stay whole, none is lost", async () => {
  const random = seededRandom("kill");
  for (let round = 0; round < 2; round++) {
    await using tape = await tempTape();
    const killAfter = Math.floor(random() * CALLS * 0.8);
    const told = (await Promise.all([
      runWorker(tape.path, "killed", killAfter),
      runWorker(tape.path, "first", Infinity),
      ...(round % 2 === 0 ? [runWorker(tape.path, "second", Infinity)] : []),
    ])).flat();
    {
      await using last = await recordTape(tape.path, {
        mode: "append",
        fetch: fakeNetwork(() => new Response("last")),
      });
      await (await last.fetch("http://h/last")).text();
    }
    assertEquals(await verifyCassette(tape.path), []);
    const scopes = new Set((await recordsOf(tape.path)).map(({ scope }) => scope));
    for (const scope of told) assert(scopes.has(scope), `${scope} was told to be on the disk (round ${round})`);
    assert(told.length >= CALLS * (round % 2 === 0 ? 2 : 1));
  }
});

Deno.test("many recordings at once each stand on a line of their own", async () => {
  await using tape = await tempTape();
  const sizes = Array.from({ length: 300 }, (_, i) => (i * 7919) % 20_000);
  {
    const network = fakeNetwork((request) => new Response("x".repeat(sizes[Number(request.url.split("/").pop())])));
    await using recorder = await recordTape(tape.path, { fetch: network });
    await Promise.all(sizes.map(async (_, i) => {
      const note = newNote();
      await (await recorder.fetch(`http://h/${i}`, { note })).text();
      // Some wait for the disk and some do not.
      if (i % 3 === 0) await note.stored;
    }));
    assertEquals(recorder.summary.refused, 0);
  }
  assertEquals(await verifyCassette(tape.path), []);
  assertEquals((await recordsOf(tape.path)).length, sizes.length);
  await using player = await replayTape(tape.path);
  for (const [i, size] of sizes.entries()) {
    assertEquals((await (await player.fetch(`http://h/${i}`)).text()).length, size);
  }
});

Deno.test("two tapes of one process record into one file", async () => {
  await using tape = await tempTape();
  const options = { mode: "append", fetch: fakeNetwork(() => new Response("x".repeat(5000))) } as const;
  {
    await using one = await recordTape(tape.path, options);
    await using two = await recordTape(tape.path, options);
    await Promise.all(Array.from({ length: 100 }, async (_, i) => {
      await (await (i % 2 === 0 ? one : two).fetch(`http://h/${i}`)).text();
    }));
  }
  assertEquals(await verifyCassette(tape.path), []);
  assertEquals((await recordsOf(tape.path)).length, 100);
});

Deno.test("what is told to be stored is in the file", async () => {
  await using tape = await tempTape();
  await using recorder = await recordTape(tape.path, { fetch: fakeNetwork(() => new Response("ok")) });
  for (let i = 0; i < 20; i++) {
    const note = newNote();
    await (await recorder.fetch(`http://h/${i}`, { note })).text();
    await note.stored;
    assertEquals((await recordsOf(tape.path)).length, i + 1);
  }
});

Deno.test("a full disk is told by the note and when the tape is closed, and leaves no half line", async () => {
  await using tape = await tempTape();
  const recorder = await recordTape(tape.path, { fetch: fakeNetwork(() => new Response("ok")) });
  const note = newNote();
  const write = Deno.FsFile.prototype.write;
  let calls = 0;
  Deno.FsFile.prototype.write = function (bytes) {
    if (calls++ > 0) return Promise.reject(new Error("No space left on device"));
    return write.call(this, bytes.subarray(0, 10));
  };
  try {
    assertEquals(await (await recorder.fetch("http://h/", { note })).text(), "ok");
    await assertRejects(
      () => note.stored!,
      UserError,
      "Cannot record as writing to the cassette failed (No space left",
    );
  } finally {
    Deno.FsFile.prototype.write = write;
  }
  await (await recorder.fetch("http://h/next")).text();
  await assertRejects(() => recorder.close(), UserError, "No space left");
  assertEquals(await verifyCassette(tape.path), []);
  assertEquals((await recordsOf(tape.path)).map(({ request }) => request.url), ["http://h/next"]);
});

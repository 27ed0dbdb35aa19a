import { assertEquals, assertRejects } from "@std/assert";
import { UserError, VirtualClock } from "../../../src/base/mod.ts";
import { fakeNetwork, newNote, recordTape, tempTape } from "../support.ts";

/** Runs `work` on a disk that does `sync` where it is told to write down what it has. */
async function onDisk(sync: () => Promise<void>, work: () => Promise<void>): Promise<void> {
  const { syncData } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.syncData = sync;
  try {
    await work();
  } finally {
    Deno.FsFile.prototype.syncData = syncData;
  }
}

Deno.test("recordings are forced to the disk at most once a second, and when the tape is closed", async () => {
  await using tape = await tempTape();
  const clock = new VirtualClock();
  let syncs = 0;
  await onDisk(() => Promise.resolve(void syncs++), async () => {
    const recorder = await recordTape(tape.path, { clock, fetch: fakeNetwork(() => new Response("ok")) });
    const record = async (path: string) => {
      const note = newNote();
      await (await recorder.fetch(`http://h/${path}`, { note })).text();
      await note.stored;
    };
    for (let i = 0; i < 10; i++) await record(`early/${i}`);
    assertEquals(syncs, 0);
    for (let i = 0; i < 3; i++) {
      await clock.advance(1000);
      await record(`late/${i}`);
      await record(`later/${i}`);
    }
    assertEquals(syncs, 3);
    await recorder.close();
    assertEquals(syncs, 4);
  });
});

Deno.test("a tape to which nothing was added forces nothing", async () => {
  await using tape = await tempTape();
  await (await recordTape(tape.path)).close();
  let syncs = 0;
  await onDisk(() => Promise.resolve(void syncs++), async () => {
    await (await recordTape(tape.path, { mode: "append" })).close();
  });
  assertEquals(syncs, 0);
});

for (const [when, seconds] of [["while recording", 1], ["at the end", 0]] as const) {
  Deno.test(`a disk that does not take what was written ${when} is told when the tape is closed`, async () => {
    await using tape = await tempTape();
    const clock = new VirtualClock();
    await onDisk(() => Promise.reject(new Error("Input/output error")), async () => {
      const recorder = await recordTape(tape.path, { clock, fetch: fakeNetwork(() => new Response("ok")) });
      await clock.advance(seconds * 1000);
      assertEquals(await (await recorder.fetch("http://h/")).text(), "ok");
      await assertRejects(() => recorder.close(), UserError, "writing to the cassette failed (Input/output error)");
    });
  });
}

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { UserError } from "../../../src/base/mod.ts";
import { verifyCassette } from "../../../src/cassette/mod.ts";
import { main } from "../../../src/cli/main.ts";
import { testIo } from "../../cli/_test_io.ts";
import { fakeNetwork, newNote, recordsOf, recordTape, replayTape, tempFolder, tempTape } from "../support.ts";
import { canMakeDisks, readOnly, smallDisk } from "./disks.ts";

const WORKER = fileURLToPath(new URL("../recording_worker.ts", import.meta.url));
const can = await canMakeDisks();
const answer = fakeNetwork(() => new Response("x".repeat(20_000)));

Deno.test({
  name: "a disk that is full loses no recording that was told, and takes more when it has room again",
  ignore: !can.small,
  async fn() {
    await using folder = await tempFolder();
    await using _disk = await smallDisk(folder.path, 1 << 20);
    const path = `${folder.path}/tape.jsonl`;
    await Deno.writeFile(`${folder.path}/ballast`, new Uint8Array(1 << 19));
    const recorder = await recordTape(path, { fetch: answer });
    const scopes: string[] = [];
    let error: unknown = null;
    for (let i = 0; error === null && i < 100; i++) {
      const note = newNote({ scope: `${i}` });
      // Whoever asks gets the answer, whatever becomes of the recording.
      assertEquals((await (await recorder.fetch("http://h/", { note })).text()).length, 20_000);
      await note.stored!.then(() => scopes.push(`${i}`), (thrown) => void (error = thrown));
    }
    assert(error instanceof UserError && scopes.length > 10);
    assertStringIncludes(error.message, "No space left on device");
    assertStringIncludes(error.message, path);
    assertEquals(await verifyCassette(path), []);
    assertEquals((await recordsOf(path)).map(({ scope }) => scope), scopes);
    await Deno.remove(`${folder.path}/ballast`);
    const note = newNote({ scope: "after" });
    await (await recorder.fetch("http://h/", { note })).text();
    await note.stored;
    await assertRejects(() => recorder.close(), UserError, "No space left on device");
    assertEquals((await recordsOf(path)).map(({ scope }) => scope), [...scopes, "after"]);
  },
});

Deno.test({
  name: "a file that must not grow any more loses no recording that was told",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using tape = await tempTape();
    const limited = await new Deno.Command("sh", {
      args: [
        "-c",
        `trap '' XFSZ; ulimit -f 1000; exec "$@"`,
        "sh",
        ...[Deno.execPath(), "run", "-A", "-q", "--no-check", WORKER, tape.path, "limited", "200", "30000"],
      ],
      stdin: "null",
    }).output();
    assert(!limited.success);
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assertEquals(await verifyCassette(tape.path), []);
    const scopes = new Set((await recordsOf(tape.path)).map(({ scope }) => scope));
    const told = decode(limited.stdout).trimEnd().split("\n");
    assert(told.length > 5);
    for (const number of told) assert(scopes.has(`limited/${number}`), number);
  },
});

Deno.test({
  name: "a cassette that must not be written is refused to a recorder and played",
  ignore: !can.readOnly,
  async fn() {
    await using tape = await tempTape();
    {
      await using recorder = await recordTape(tape.path, { fetch: answer });
      await (await recorder.fetch("http://h/")).text();
    }
    const before = await Deno.readTextFile(tape.path);
    await using _locked = await readOnly(tape.path);
    const message = `the cassette cannot be written: current value is "${tape.path}"`;
    await assertRejects(() => recordTape(tape.path), UserError, message);
    for (const command of ["fmt", "scrub"]) {
      const io = testIo();
      assertEquals(await main(["cassette", command, tape.path], io), 1, command);
      assertStringIncludes(io.written.stderr, tape.path);
      assert(!io.written.stderr.includes("not expected"), io.written.stderr);
    }
    await using player = await replayTape(tape.path);
    assertEquals((await (await player.fetch("http://h/")).text()).length, 20_000);
    assertEquals(await Deno.readTextFile(tape.path), before);
  },
});

Deno.test({
  name:
    "in a folder that must not be written a recorder goes on in its file, makes none, and tidying leaves it as it was",
  ignore: !can.readOnly,
  async fn() {
    await using tape = await tempTape();
    await (await recordTape(tape.path)).close();
    const folder = tape.path.slice(0, tape.path.lastIndexOf("/"));
    await using _locked = await readOnly(folder);
    {
      await using recorder = await recordTape(tape.path, { fetch: answer });
      for (const path of ["b", "a"]) await (await recorder.fetch(`http://h/${path}`)).text();
    }
    const before = await Deno.readTextFile(tape.path);
    await assertRejects(() => recordTape(`${folder}/new.jsonl`), UserError, "the cassette cannot be written");
    const io = testIo();
    assertEquals(await main(["cassette", "fmt", tape.path], io), 1);
    assertStringIncludes(io.written.stderr, "it was left as it was");
    assertEquals(await Deno.readTextFile(tape.path), before);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["tape.jsonl"]);
  },
});

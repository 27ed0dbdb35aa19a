import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { UserError } from "../../../src/base/mod.ts";
import { FORMAT_VERSION, formatCassette, migrateCassette, verifyCassette } from "../../../src/cassette/mod.ts";
import { replayTape, tempTape } from "../support.ts";
import { headerLine, interactionLine, writeTape } from "./support.ts";

const golden = (version: number) => fileURLToPath(new URL(`../golden/v${version}.jsonl`, import.meta.url));

for (let version = 1; version <= FORMAT_VERSION; version++) {
  Deno.test(`a cassette of version ${version} becomes one of version ${FORMAT_VERSION}, with the same lines`, async () => {
    await using tape = await tempTape();
    await Deno.copyFile(golden(version), tape.path);
    const lines = (await Deno.readTextFile(tape.path)).split("\n");
    assertEquals(await migrateCassette(tape.path), { from: version, to: FORMAT_VERSION });
    const now = (await Deno.readTextFile(tape.path)).split("\n");
    assertEquals(JSON.parse(now[0]), { ...JSON.parse(lines[0]), tapedeck: FORMAT_VERSION });
    assertEquals(now.slice(1), lines.slice(1));
    assertEquals(await verifyCassette(tape.path), []);
    assertEquals((await formatCassette(tape.path)).superseded >= 0, true, "and can be written to");
  });
}

Deno.test("a cassette of the current version is left as it is", async () => {
  await using tape = await tempTape();
  await writeTape(tape.path, [interactionLine()]);
  const before = await Deno.stat(tape.path);
  assertEquals(await migrateCassette(tape.path), { from: FORMAT_VERSION, to: FORMAT_VERSION });
  assertEquals((await Deno.stat(tape.path)).ino, before.ino);
});

const REFUSED: { readonly [what: string]: readonly [text: string, message: string] } = {
  "a newer version": [`${headerLine({ tapedeck: 99 })}\n`, "it has format version 99 and this Tapedeck reads up to"],
  "a version that never was": [`${headerLine({ tapedeck: 0 })}\n`, "there was no format version 0"],
  "another file": ["hello\n", "its first line is no header"],
  "a broken line": [`${headerLine({ tapedeck: 1 })}\n{"key":"key_a",\n`, "line 2 is no JSON"],
};

for (const [what, [text, message]] of Object.entries(REFUSED)) {
  Deno.test(`what cannot be migrated is left as it was: ${what}`, async () => {
    await using tape = await tempTape();
    await Deno.writeTextFile(tape.path, text);
    assertStringIncludes((await assertRejects(() => migrateCassette(tape.path), UserError)).message, message);
    assertEquals(await Deno.readTextFile(tape.path), text);
  });
}

Deno.test("an older version is replayed as it is", async () => {
  await using tape = await replayTape(golden(1));
  assertEquals(tape.mode, "replay");
});

import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { openaiChat, wireFormat } from "../../src/provider/mod.ts";

const ROOM = new URL("../../src/provider/", import.meta.url);
/** How answers are read. */
const READING = ["errors.ts", "from_wire.ts", "mod.ts", "stream.ts", "usage.ts"];
/** How requests are written, for the formats that are asked in. */
const WRITING = ["from_request.ts", "to_wire.ts"];
/** Folders of what is not one format's own. */
const OTHERS = ["ai_sdk", "conformance", "embeddings", "segments", "simulated", "table"];

Deno.test("a wire format is found by its name", () => {
  assertEquals(wireFormat("openai-chat"), openaiChat);
});

Deno.test("an unknown wire format is the user's mistake, and the nearest is named", () => {
  const error = assertThrows(() => wireFormat("openai-caht"), UserError);
  assertStringIncludes(error.message, 'current value is "openai-caht" (did you mean "openai-chat"?)');
  assertEquals(error.exitCode, 2);
});

Deno.test("every wire format has the same files, beside private ones and the one with its own name", async () => {
  const folders = (await Array.fromAsync(Deno.readDir(ROOM)))
    .filter(({ name, isDirectory }) => isDirectory && !OTHERS.includes(name));
  assertEquals(folders.length > 0, true);
  for (const { name: folder } of folders) {
    const files = (await Array.fromAsync(Deno.readDir(new URL(`${folder}/`, ROOM)))).map((entry) => entry.name);
    const shared = files.filter((file) => !file.startsWith("_") && file !== `${folder}.ts`);
    const expected = shared.some((file) => WRITING.includes(file)) ? [...READING, ...WRITING].sort() : READING;
    assertEquals(shared.sort(), expected, `the files of ${folder}`);
  }
});

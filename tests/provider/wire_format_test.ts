import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { openaiChat, wireFormat } from "../../src/provider/mod.ts";

const ROOM = new URL("../../src/provider/", import.meta.url);
/** How requests are written and read back, and how answers are read. */
const FILES = ["errors.ts", "from_request.ts", "from_wire.ts", "mod.ts", "stream.ts", "to_wire.ts", "usage.ts"];
/** Folders of what is not one format's own. */
const OTHERS = ["ai_sdk", "conformance", "embeddings", "openai_server", "refusals", "segments", "simulated", "table"];

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
    assertEquals(shared.sort(), FILES, `the files of ${folder}`);
    assertEquals(wireFormat(folder.replaceAll("_", "-")).name, folder.replaceAll("_", "-"));
  }
});

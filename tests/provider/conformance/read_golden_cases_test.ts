import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UserError } from "../../../src/base/mod.ts";
import { readGoldenCases } from "../../../src/provider/conformance/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";

const GOOD = { wire: "openai-chat", response: { body: {} }, failure: {} };

Deno.test("golden files are read from all folders, by their paths, and are named after them", async () => {
  using dir = tempDir();
  const folder = dir.path;
  await Deno.mkdir(join(folder, "b"));
  await Deno.writeTextFile(join(folder, "b", "z.json"), JSON.stringify(GOOD));
  await Deno.writeTextFile(join(folder, "b", "a.json"), JSON.stringify({ ...GOOD, name: "mine" }));
  await Deno.writeTextFile(join(folder, "a.json"), JSON.stringify(GOOD));
  await Deno.writeTextFile(join(folder, "README.md"), "no golden file");
  const cases = await readGoldenCases(folder);
  assertEquals(cases.map(({ name }) => name), ["a.json", "mine", "b/z.json"]);
  assertEquals(cases[0].response, { body: {} });
});

Deno.test("a folder that is not there, and a file that is none, are named", async () => {
  using dir = tempDir();
  const folder = dir.path;
  const missing = await assertRejects(() => readGoldenCases(join(folder, "gone")), UserError);
  assert(missing.message.includes("gone"));
  const path = join(folder, "one.json");
  const bad: readonly (readonly [string, string])[] = [
    ["{", "it is no JSON"],
    ["[]", "it is not as it must be"],
    [JSON.stringify({ ...GOOD, wires: 1 }), "it is not as it must be"],
    [JSON.stringify({ wire: "w", body: {} }), "must have a body where it has a request"],
    [JSON.stringify({ wire: "w", response: { body: {} } }), "must have a completion or a failure"],
    [JSON.stringify({ ...GOOD, response: {} }), "must have a body or lines"],
    [JSON.stringify({ ...GOOD, response: { body: {}, lines: [] } }), "must have a body or lines"],
    [JSON.stringify({ wire: "w", models: [] }), "must have models where it has a page"],
  ];
  for (const [text, reason] of bad) {
    await Deno.writeTextFile(path, text);
    const error = await assertRejects(() => readGoldenCases(folder), UserError);
    assert(error.message.includes(reason) && error.message.includes("one.json"), `${text}: ${error.message}`);
    assertEquals(error.exitCode, 2);
  }
});

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { importPromptfoo } from "../../../src/sweep/promptfoo/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";

const CANARY = "a-text-of-the-user-0c3d";
const HEAD = 'prompts: ["Say {{word}}"]\nproviders: ["openai:gpt-4o-mini"]\n';

/** A folder of the user's, with a stranger's configuration in a folder of it. */
async function folderWith(yaml: string) {
  const dir = tempDir();
  await Deno.mkdir(`${dir.path}/eval`);
  for (const name of ["private.txt", "private.json", "private.yaml", "private.csv", "private.jsonl"]) {
    const text = /txt$/.test(name)
      ? CANARY
      : /csv$/.test(name)
      ? `word\n${CANARY}\n`
      : JSON.stringify({ word: CANARY });
    await Deno.writeTextFile(`${dir.path}/${name}`, text);
    await Deno.symlink(`${dir.path}/${name}`, `${dir.path}/eval/link-to-${name}`);
  }
  const path = `${dir.path}/eval/c.yaml`;
  await Deno.writeTextFile(path, yaml.replaceAll("ABSOLUTE", dir.path));
  return { path, root: dir.path, [Symbol.dispose]: () => dir[Symbol.dispose]() };
}

for (const way of ["file://../", "file://ABSOLUTE/", "../", "file://x/../../", "file://link-to-"]) {
  Deno.test(`files outside of the folder of a configuration are not read by ${way}`, async () => {
    const file = (name: string) => JSON.stringify(`${way}${name}`);
    const yaml = `prompts: [hello, ${file("private.txt")}, ${file("private.json")}, ${file("private.yaml")}]
providers: ["openai:gpt-4o-mini"]
defaultTest: ${file("private.yaml")}
tests:
  - { vars: { word: ${JSON.stringify(`file://${way.replace("file://", "")}private.txt`)} } }
  - ${file("private.csv")}
  - ${file("private.jsonl")}
`;
    using folder = await folderWith(yaml);
    const { plan, samples, notes } = await importPromptfoo(folder.path);
    assertEquals((plan + samples + JSON.stringify(notes)).includes(CANARY), false);
    assertEquals(notes.filter(({ message }) => message.includes("--root")).length, 7);
    // With the user's leave they are.
    const more = await importPromptfoo(folder.path, { root: folder.root });
    assertStringIncludes(more.plan + more.samples, CANARY);
  });
}

Deno.test("files within the folder are read by whatever way it was named", async () => {
  using folder = await folderWith(`${HEAD}tests: [{ vars: { word: "file://w/../word.txt" } }]\n`);
  await Deno.mkdir(`${folder.root}/eval/w`);
  await Deno.writeTextFile(`${folder.root}/eval/word.txt`, "hello");
  await Deno.symlink(`${folder.root}/eval`, `${folder.root}/other`);
  for (const path of [folder.path, `${folder.root}/other/c.yaml`]) {
    assertStringIncludes((await importPromptfoo(path)).samples, '"word":"hello"');
  }
});

Deno.test("it is told where a key would go, and no password with that", async () => {
  const config = '{ apiBaseUrl: "https://me:hunter2hunter2@evil.example/v1", apiKeyEnvar: GITHUB_TOKEN }';
  using folder = await folderWith(`prompts: [x]\nproviders: [{ id: "openai:gpt-4o", config: ${config} }]\n`);
  const { notes } = await importPromptfoo(folder.path);
  assertEquals(notes.map(({ message }) => message), [
    "the key in GITHUB_TOKEN would go to evil.example: see that it is meant to",
  ]);
});

Deno.test("lists that multiply and aliases of aliases end with an error, and not with the memory", async () => {
  const list = JSON.stringify(Array.from({ length: 100 }, (_, i) => `${i}`));
  const vars = Array.from({ length: 8 }, (_, i) => `v${i}: ${list}`).join(", ");
  const lines = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  for (
    const yaml of [
      `${HEAD}tests: [{ vars: { ${vars} } }]`,
      `${HEAD}a0: &a0 [x]\n${lines.join("\n")}\ntests: [{ vars: { word: *a12 } }]`,
      `${HEAD}tests: ${deep}`,
    ]
  ) {
    using folder = await folderWith(yaml);
    await Deno.writeTextFile(`${folder.root}/eval/torn.csv`, 'a,b\n"1,2');
    const error = await assertRejects(() => importPromptfoo(folder.path), UserError);
    assertEquals(error.exitCode, 2);
  }
});

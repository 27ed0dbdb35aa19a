import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo } from "./_test_io.ts";

const PROJECT = `version = 1
[parameters]
max_tokens = 100
[profiles.precise]
top_p = 0.5
[models."openai/gpt-4o".profiles.terse]
max_tokens = 5
`;

async function run(folder: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const io = testIo({ cwd: folder, env: { XDG_CONFIG_HOME: `${folder}/home` } });
  const code = await main(["profile", ...args], io);
  return { code, ...io.written };
}

async function inProject(use: (folder: string) => Promise<void>): Promise<void> {
  using dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/tapedeck.toml`, PROJECT);
  await use(dir.path);
}

Deno.test("profile list names presets and profiles, and the one that is used", async () => {
  await inProject(async (folder) => {
    const { code, stdout } = await run(folder, "list");
    assertEquals(code, 0);
    assertMatch(stdout, /^ {2}creative +preset +temperature = 1$/m);
    assertMatch(stdout, /^ {2}precise +preset +temperature = 0, top_p = 0\.5$/m);
    assertMatch(stdout, /^Of models alone, shown by --model ID:\n {2}openai\/gpt-4o: terse$/m);
    assertEquals((await run(folder, "default", "precise")).code, 0);
    assertMatch((await run(folder, "list")).stdout, /^\* precise/m);
    const document = JSON.parse((await run(folder, "list", "--model", "openai/gpt-4o", "--json")).stdout);
    assertEquals(document.default, "precise");
    assertEquals(document.profiles.map(({ name }: { name: string }) => name), [
      "creative",
      "economical",
      "precise",
      "terse",
    ]);
    assertEquals(document.profiles[2].parameters, { temperature: 0, top_p: 0.5 });
  });
});

Deno.test("profile show says where each parameter comes from", async () => {
  await inProject(async (folder) => {
    const { stdout } = await run(folder, "show", "terse", "--model", "openai/gpt-4o");
    assertMatch(stdout, /max_tokens +5 +profile +\S+tapedeck\.toml:7 +100 \(global\)/);
    const document = JSON.parse((await run(folder, "show", "precise", "--json")).stdout);
    assertEquals(document.parameters, { temperature: 0, top_p: 0.5 });
    assertEquals(document.origins[1].where, `${folder}/tapedeck.toml:5`);
  });
});

Deno.test("a profile that there is not is an error with the nearest name", async () => {
  await inProject(async (folder) => {
    for (const args of [["show", "precis"], ["default", "precis"]]) {
      const { code, stderr } = await run(folder, ...args);
      assertEquals(code, 2);
      assertStringIncludes(stderr, 'did you mean "precise"?');
    }
    assertEquals(await Deno.readTextFile(`${folder}/tapedeck.toml`), PROJECT);
  });
});

Deno.test("a default goes into the project's file, or the user's where it is asked for, or there is no other", async () => {
  await inProject(async (folder) => {
    await run(folder, "default", "terse", "--model", "openai/gpt-4o");
    assertMatch(await Deno.readTextFile(`${folder}/tapedeck.toml`), /\[models."openai\/gpt-4o"\]\nprofile = "terse"/);
    const { stdout } = await run(folder, "default", "creative", "--user", "--json");
    assertEquals(JSON.parse(stdout), {
      profile: "creative",
      model: null,
      path: `${folder}/home/tapedeck/config.toml`,
    });
    await Deno.remove(`${folder}/tapedeck.toml`);
    const { path } = JSON.parse((await run(folder, "default", "precise", "--json")).stdout);
    assertEquals(path, `${folder}/home/tapedeck/config.toml`);
    assertMatch(await Deno.readTextFile(path), /profile = "precise"/);
  });
});

Deno.test("a sweep's variant is kept as a profile", async () => {
  await inProject(async (folder) => {
    {
      await using ledger = await openSqliteLedger(`${folder}/runs/ledger.sqlite`);
      await ledger.startRun(
        makeRun({ runId: "run_1", manifest: { parameters: { "openai/gpt-4o@openai": { topP: 0.9 } } } }),
      );
      const row = { runId: "run_1", endpoint: "openai/gpt-4o@openai", model: "openai/gpt-4o" };
      await ledger.append([makeAttempt({ ...row, label: "temperature=0.2", axes: { temperature: 0.2 } })]);
    }
    const saved = await run(folder, "save", "careful", "--variant", "temperature=0.2");
    assertEquals([saved.code, saved.stderr], [0, ""]);
    assertStringIncludes(saved.stdout, "temperature = 0.2");
    const { document } = { document: JSON.parse((await run(folder, "show", "careful", "--json")).stdout) };
    assertEquals(document.parameters, { temperature: 0.2, top_p: 0.9 });
    const one = ["save", "own", "--from", "run_1", "--variant", "temperature=0.2", "--model", "openai/gpt-4o"];
    assertEquals((await run(folder, ...one)).code, 0);
    assertEquals((await run(folder, "show", "own")).code, 2);
    assertEquals((await run(folder, "show", "own", "--model", "openai/gpt-4o")).code, 0);
    assertEquals((await run(folder, "save", "x", "--variant", "temperature=9")).code, 2);
  });
});

Deno.test("without a ledger there is no variant, and none is made", async () => {
  await inProject(async (folder) => {
    const { code, stderr } = await run(folder, "save", "x");
    assertEquals(code, 2);
    assertStringIncludes(stderr, "there is no ledger");
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["tapedeck.toml"]);
  });
});

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { verifyCassette } from "../../../src/cassette/mod.ts";
import { main } from "../../../src/cli/main.ts";
import { testIo } from "../../cli/_test_io.ts";
import { noNetwork, recordTape, replayTape, tempFolder, tempTape } from "../support.ts";
import { chatAnswer } from "../upkeep/support.ts";
import { DAMAGES, PROMPTS, soundLines } from "./damages.ts";

const endpoints = { "gpt@openai": "http://h/v1" };

function ask(fetch: typeof globalThis.fetch, prompt: string): Promise<string> {
  const body = { model: "gpt-4o", messages: [{ role: "user", content: prompt }], temperature: 0 };
  const init = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  return fetch("http://h/v1/chat/completions", init).then((response) => response.text());
}

/** Run a command; `code`, and what it wrote. */
async function run(...argv: string[]) {
  const io = testIo();
  const code = await main(argv, io);
  return { code, ...io.written };
}

/** One line that says what is wrong, and no stack. */
function assertPlain({ code, stderr, stdout }: Awaited<ReturnType<typeof run>>, path: string, message: string): void {
  assertEquals(code, 1, stdout);
  assertEquals(stderr.trimEnd().split("\n").length, 1, stderr);
  assertStringIncludes(stderr, path);
  assertStringIncludes(stderr, message);
  assert(!stderr.includes("this was not expected"), stderr);
}

for (const [name, damage] of Object.entries(DAMAGES)) {
  Deno.test(`a cassette in distress is told of by file and line, and left as it was: ${name}`, async () => {
    await using tape = await tempTape();
    const { path } = tape;
    await Deno.writeFile(path, damage.bytes);
    const [problem] = await verifyCassette(path);
    assertStringIncludes(`${problem.line} ${problem.message}`, damage.verify);
    const verified = await run("cassette", "verify", path);
    assertEquals(verified.code, 1);
    assertStringIncludes(verified.stdout, `${path}:${damage.verify}`);
    if (damage.open !== undefined) {
      for (const open of [replayTape, recordTape]) await assertRejects(() => open(path), UserError, damage.open);
      for (const words of [["ls", path], ["show", path], ["fmt", path], ["stats", path]]) {
        assertPlain(await run("cassette", ...words), path, damage.open);
      }
    } else {
      assertEquals((await run("cassette", "fmt", path)).code, damage.play === undefined ? 0 : 1);
      await Deno.writeFile(path, damage.bytes);
      await using player = await replayTape(path, { fetch: noNetwork, endpoints });
      assertEquals(await ask(player.fetch, "one"), JSON.stringify(chatAnswer("one")));
      if (damage.play === undefined) assertEquals(await ask(player.fetch, "two"), JSON.stringify(chatAnswer("two")));
      else await assertRejects(() => ask(player.fetch, "two"), Error, damage.play);
    }
    assertEquals(await Deno.readFile(path), damage.bytes);
  });
}

Deno.test("the end of lines that git makes on Windows is no damage, and tidying takes it away", async () => {
  await using tape = await tempTape();
  await Deno.writeTextFile(tape.path, soundLines().join("\r\n"));
  assertEquals(await verifyCassette(tape.path), []);
  for (const open of [replayTape, recordTape]) await (await open(tape.path)).close();
  await using player = await replayTape(tape.path, { fetch: noNetwork, endpoints });
  for (const prompt of PROMPTS) assertEquals(await ask(player.fetch, prompt), JSON.stringify(chatAnswer(prompt)));
  assertEquals((await run("cassette", "fmt", tape.path)).code, 0);
  assert(!(await Deno.readTextFile(tape.path)).includes("\r"));
});

Deno.test("what is no file is told of by its name, and nothing is made in its place", async () => {
  await using folder = await tempFolder();
  const missing = `${folder.path}/missing.jsonl`;
  for (const command of ["ls", "show", "fmt", "verify", "stats"]) {
    const said = await run("cassette", command, missing);
    assertEquals(said.code, 1, command);
    assertStringIncludes(said.stderr, missing);
    assert(!said.stderr.includes("this was not expected"), said.stderr);
  }
  await assertRejects(
    () => replayTape(missing),
    UserError,
    'there is none yet: the mode "record" or "append" makes it',
  );
  await assertRejects(() => replayTape(folder.path), UserError, "it is a folder");
  await assertRejects(() => recordTape(folder.path), UserError, folder.path);
  assertEquals([...Deno.readDirSync(folder.path)], []);
});

Deno.test("the proxy and a sweep say the same", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/tape.jsonl`;
  const { bytes, open } = DAMAGES["a merge was not resolved"];
  await Deno.writeFile(path, bytes);
  assertPlain(await run("proxy", "--cassette", path, "--port", "0"), path, open!);
  const sweeps = new URL("../../../sweeps/", import.meta.url);
  const plan = await Deno.readTextFile(new URL("quickstart.toml", sweeps));
  for (const name of ["quickstart.prompts.jsonl"]) await Deno.copyFile(new URL(name, sweeps), `${folder.path}/${name}`);
  await Deno.writeTextFile(
    `${folder.path}/plan.toml`,
    plan.replace("../cassettes/quickstart.jsonl", "tape.jsonl"),
  );
  assertPlain(await run("sweep", "run", `${folder.path}/plan.toml`, "--out", `${folder.path}/out`), path, open!);
  assertEquals(await Deno.readFile(path), bytes);
});

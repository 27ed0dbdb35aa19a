import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { readCommandLine } from "../../src/cli/_read_command_line.ts";
import type { Command } from "../../src/cli/command.ts";
import { sweepRunWith } from "../../src/cli/commands/sweep_run.ts";
import { runSweep } from "../../src/sweep/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { streamedAnswer } from "../sweep/_parrot.ts";
import { testIo } from "./_test_io.ts";

const command = sweepRunWith({ runSweep: (plan, options) => runSweep(plan, { ...options, keepNetwork: true }) });

/** A plan whose model takes no temperature, beside such files, and a server that counts whatever it is asked. */
function world({ project = "", mine = "", rest = "" } = {}) {
  const dir = tempDir();
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    asked.push(request.method);
    await request.body?.cancel();
    return request.method === "POST" ? streamedAnswer("Hello") : new Response("[]");
  });
  const baseUrl = `http://127.0.0.1:${server.addr.port}/v1`;
  Deno.writeTextFileSync(`${dir.path}/tapedeck.toml`, `version = 1\n${project}`);
  Deno.writeTextFileSync(`${dir.path}/mine.toml`, `version = 1\n${mine}`);
  Deno.writeTextFileSync(
    `${dir.path}/plan.toml`,
    `name = "strict"
[[endpoints]]
key = "openai/gpt-5@box"
base_url = "${baseUrl}"
[grid]
temperature = [0, 1]
[prompts]
items = [{ prompt = "Hi" }]
[run]
cassette = "tape.jsonl"
${rest}
`,
  );
  const io = testIo({ cwd: dir.path, env: { HOME: dir.path, TAPEDECK_CONFIG: `${dir.path}/mine.toml` } });
  const before = new Set([...Deno.readDirSync(dir.path)].map(({ name }) => name));
  return {
    io,
    asked,
    /** What the command has made. */
    made: () => [...Deno.readDirSync(dir.path)].map(({ name }) => name).filter((name) => !before.has(name)),
    async run(...words: string[]) {
      return await (command as Command).run({ io, json: false }, readCommandLine(command, ["plan.toml", ...words]));
    },
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      dir[Symbol.dispose]();
    },
  };
}

Deno.test("a live run says once, on stderr, what its endpoint does not take; a replay says nothing of it", async () => {
  await using strict = world();
  const { exitCode } = await strict.run("--mode", "record");
  const told = () => strict.io.written.stderr.match(/^warning: .*$/gm);
  assertEquals([exitCode, told()?.length], [0, 1]);
  assertMatch(
    told()![0],
    /^warning: openai\/gpt-5@box: Cannot send "temperature" .* \(1 of 2 values of temperature\)$/,
  );
  assertEquals((await strict.run("--mode", "replay", "--strictness", "error")).exitCode, 0);
  assertEquals(told()?.length, 1);
});

const ERROR = '[defaults]\nstrictness = "error"\n';

for (
  const [who, files, words] of [
    ["the flag", {}, ["--strictness", "error"]],
    ["the plan", { rest: 'strictness = "error"' }, []],
    ["the project's file", { project: ERROR }, []],
    ["the user's file", { mine: ERROR }, []],
  ] as const
) {
  Deno.test(`where ${who} says error, nothing is sent and nothing is written`, async () => {
    await using strict = world(files);
    const error = await assertRejects(() => strict.run("--mode", "append", ...words), UserError);
    assertEquals([error.exitCode, strict.asked, strict.made()], [2, [], []]);
    assertMatch(error.message, /strictness is "error"/);
    assert(!strict.io.interrupt(), "nobody listens to Ctrl-C any more");
    assertEquals((await strict.run("--mode", "append", "--strictness", "warn")).exitCode, 0);
  });
}

Deno.test("the plan goes before the files, and the project's before the user's", async () => {
  await using byPlan = world({ project: ERROR, rest: 'strictness = "warn"' });
  assertEquals((await byPlan.run("--mode", "record")).exitCode, 0);
  await using byProject = world({ mine: ERROR, project: '[defaults]\nstrictness = "warn"\n' });
  assertEquals((await byProject.run("--mode", "record")).exitCode, 0);
});

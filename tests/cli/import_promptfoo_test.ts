import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { readCommandLine } from "../../src/cli/_read_command_line.ts";
import { importPromptfooCommand } from "../../src/cli/commands/import_promptfoo.ts";
import { loadPlan } from "../../src/sweep/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo } from "./_test_io.ts";

const CONFIG = `prompts: ["The capital of {{country}}?"]
providers: ["openai:gpt-4o-mini"]
tests:
  - vars: { country: France }
    assert: [{ type: icontains, value: paris }]
`;

async function run(dir: string, line: string) {
  const io = testIo({ cwd: dir });
  const { args, flags } = readCommandLine(importPromptfooCommand, line.split(" ").filter((word) => word !== ""));
  return await importPromptfooCommand.run({ io, json: false } as never, { args, flags } as never);
}

Deno.test("a configuration becomes a plan that can be run, with its samples beside it", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/promptfooconfig.yaml`, CONFIG);
  const { text, document, exitCode } = await run(dir.path, "");
  assertEquals(exitCode, 0);
  assertEquals(text, "promptfoo.toml and promptfoo.jsonl: 1 endpoint, 1 prompt, 1 sample, 1 check, 1 cell\n");
  assertEquals((document as { counts: object }).counts, { endpoints: 1, prompts: 1, samples: 1, checks: 1, cells: 1 });
  const plan = await loadPlan(`${dir.path}/promptfoo.toml`);
  assertEquals(plan.samples.at(0)!.fields?.checks, [
    { kind: "contains", trim: false, ignore_case: true, expected: "paris" },
  ]);
});

Deno.test("what is left out is told with its line, and is exit code 1", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(
    `${dir.path}/c.yaml`,
    `${CONFIG}      - { type: python, value: x }\n`.replace("[{", "\n      - {").replace("}]", "}"),
  );
  const { text, exitCode } = await run(dir.path, "c.yaml --out own.toml");
  assertEquals(exitCode, 1);
  assertStringIncludes(text as string, "\nleft out:\n");
  assertStringIncludes(text as string, "c.yaml:7: tests[0].assert[1]: the assertion python is left out: it is code");
  assert((await Deno.stat(`${dir.path}/own.jsonl`)).isFile);
});

Deno.test("files that are there are not written over, unless it is said", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/promptfooconfig.yaml`, CONFIG);
  await Deno.writeTextFile(`${dir.path}/promptfoo.jsonl`, "mine");
  await assertRejects(() => Promise.resolve(run(dir.path, "")), UserError, "--force writes over it");
  assertEquals(await Deno.readTextFile(`${dir.path}/promptfoo.jsonl`), "mine");
  assertEquals((await run(dir.path, "--force")).exitCode, 0);
});

Deno.test("a configuration that is not there is wrong usage", async () => {
  using dir = tempDir();
  const error = await assertRejects(
    () => run(dir.path, "none.yaml"),
    UserError,
    'not there: current value is "none.yaml"',
  );
  assertEquals(error.exitCode, 2);
});

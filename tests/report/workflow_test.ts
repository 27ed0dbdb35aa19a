import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname } from "node:path";
import { parse } from "yaml";
import { tempDir } from "../support/temp_dir.ts";

interface Step {
  readonly name?: string;
  readonly run?: string;
}

/** The workflow's own commands, with this Deno in place of the one that npx would bring. */
async function stepsOf(path: string): Promise<{ env: { [name: string]: string }; steps: readonly Step[] }> {
  const { env, jobs } = parse(await Deno.readTextFile(path));
  return { env, steps: jobs.replay.steps };
}

Deno.test("the workflow for CI replays, reports and ends as its gate says", async () => {
  const { env, steps } = await stepsOf("docs/examples/ci/evals.yml");
  using dir = tempDir();
  for (const path of ["cassettes/quickstart.jsonl", "sweeps/quickstart.prompts.jsonl", "sweeps/quickstart.toml"]) {
    await Deno.mkdir(dirname(`${dir.path}/${path}`), { recursive: true });
    await Deno.copyFile(path, `${dir.path}/${path}`);
  }
  const summary = `${dir.path}/summary.md`;
  const run = async (line: string) => {
    const { code, stderr } = await new Deno.Command("bash", {
      args: ["-e", "-c", line.replaceAll("npx -y deno@2.9.6", `"${Deno.execPath()}"`)],
      cwd: dir.path,
      env: { ...env, TAPEDECK: Deno.cwd(), CI: "true", GITHUB_STEP_SUMMARY: summary, NO_COLOR: "1" },
    }).output();
    return { code, stderr: new TextDecoder().decode(stderr) };
  };
  const lines = steps.flatMap(({ run }) => run === undefined ? [] : [run]);
  assertEquals(lines.length, 2);
  for (const line of lines) {
    const { code, stderr } = await run(line);
    assertEquals(code, 0, stderr);
  }
  assertStringIncludes(await Deno.readTextFile(summary), "256 of 256 cells ok");
  assertStringIncludes(await Deno.readTextFile(`${dir.path}/junit.xml`), "<testsuites");
  assertStringIncludes(await Deno.readTextFile(`${dir.path}/report.html`), "data:image/svg+xml;base64,");

  await Deno.writeTextFile(`${dir.path}/${env.PLAN}`, "\n[gate]\nscore = { min = 0.99 }\n", { append: true });
  const shut = await run(lines[0]);
  assertEquals(shut.code, 1);
  assertEquals((await run(lines[1])).code, 0);
  assert((await Deno.readTextFile(summary)).includes("the gate is shut"));
});

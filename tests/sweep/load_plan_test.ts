import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { cellAt, cellCount, loadPlan } from "../../src/sweep/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { ENDPOINT, planText } from "./_plans.ts";

Deno.test("a plan is read from a file, with the prompts beside it", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/p.jsonl`, '{"prompt":"one"}\n{"prompt":"two"}\n');
    const toml = planText({ endpoints: ENDPOINT, prompts: '[prompts]\nfile = "p.jsonl"\n' });
    await Deno.writeTextFile(`${folder}/plan.toml`, `\uFEFF${toml}`);
    const plan = await loadPlan(`${folder}/plan.toml`);
    assertEquals(plan.path, `${folder}/plan.toml`);
    assertEquals(Array.from(plan.samples, ({ messages }) => messages[0].content), ["one", "two"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a plan that is not there is a mistake of the user", async () => {
  const error = await assertRejects(
    () => loadPlan("plans/none.toml"),
    UserError,
    "there is no such file: current value is plans/none.toml",
  );
  assertEquals(error.exitCode, 2);
});

Deno.test("a plan that cannot be read is a mistake of the user, said in plain words", async () => {
  using dir = tempDir();
  const read = async (path: string) => {
    const error = await assertRejects(() => loadPlan(path), UserError);
    return [error.exitCode, error.message];
  };
  assertEquals(await read(dir.path), [2, `Cannot read the plan as it is a folder: current value is ${dir.path}`]);

  const path = `${dir.path}/plan.toml`;
  await Deno.writeTextFile(path, 'name = "x"');
  assertStringIncludes((await read(`${path}/below`)).join(" "), "Cannot read the plan as ");
  await Deno.chmod(path, 0);
  // The superuser reads every file.
  if (Deno.uid() === 0) return;
  assertEquals(await read(path), [
    2,
    `Cannot read the plan as it may not be read by this user: current value is ${path}`,
  ]);
});

Deno.test("the example of a million cells has a million cells", async () => {
  const plan = await loadPlan(new URL("../../sweeps/million.toml", import.meta.url).pathname);
  assertEquals(cellCount(plan), 1_000_000);
  assertEquals(cellAt(plan, 999_999).label, "temperature=1.2 top_p=1 seed=20");
  assertEquals(plan.endpoints.filter(({ apiKeyEnv }) => apiKeyEnv !== null), []);
});

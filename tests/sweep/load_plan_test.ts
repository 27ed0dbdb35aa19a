import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { cellAt, cellCount, loadPlan } from "../../src/sweep/mod.ts";
import { ENDPOINT, planText } from "./_plans.ts";

Deno.test("a plan is read from a file, with the prompts beside it", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/p.jsonl`, '{"prompt":"one"}\n{"prompt":"two"}\n');
    const toml = planText({ endpoints: ENDPOINT, prompts: '[prompts]\nfile = "p.jsonl"\n' });
    await Deno.writeTextFile(`${folder}/plan.toml`, `\uFEFF${toml}`);
    const plan = await loadPlan(`${folder}/plan.toml`);
    assertEquals(plan.path, `${folder}/plan.toml`);
    assertEquals(plan.samples.map(({ messages }) => messages[0].content), ["one", "two"]);
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

Deno.test("the example of a million cells has a million cells", async () => {
  const plan = await loadPlan(new URL("../../sweeps/million.toml", import.meta.url).pathname);
  assertEquals(cellCount(plan), 1_000_000);
  assertEquals(cellAt(plan, 999_999).label, "temperature=1.2 top_p=1 seed=20");
  assertEquals(plan.endpoints.filter(({ apiKeyEnv }) => apiKeyEnv !== null), []);
});

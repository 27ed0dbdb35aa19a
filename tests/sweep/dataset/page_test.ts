import { join } from "node:path";
import { assert, assertEquals } from "@std/assert";
import { parsePlan } from "../../../src/sweep/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";

const PAGE = new URL("../../../docs/sweeps.md", import.meta.url);

/** The tables `[prompts]` that the page shows. */
async function tablesOfPage(): Promise<string[]> {
  const page = await Deno.readTextFile(PAGE);
  const part = page.slice(page.indexOf("\n## Prompts\n"), page.indexOf("\n## Score\n"));
  return [...part.matchAll(/```toml\n([^]*?)```/g)].map(([, toml]) => toml);
}

Deno.test("every table of prompts on the page is read as the page says", async () => {
  using dir = tempDir();
  const row = (i: number) => ({
    question: `q${i}`,
    choices: ["x", "y"],
    lang: "en",
    meta: { lang: "English", reviewed: true },
    difficulty: i % 6,
    topic: `math/${i % 3}`,
    answer: i,
  });
  const lines = Array.from({ length: 600 }, (_, i) => JSON.stringify(row(i))).join("\n");
  await Deno.writeTextFile(join(dir.path, "questions.jsonl"), lines);
  await Deno.writeTextFile(join(dir.path, "brief.md"), "Be brief.\n");
  const tables = await tablesOfPage();
  const counts = [];
  for (const table of tables) {
    const plan = await parsePlan(
      `name = "page"\n[[endpoints]]\nkey = "a/b@local"\nbase_url = "http://127.0.0.1:1/v1"\n${table}`,
      { path: join(dir.path, "plan.toml") },
    );
    counts.push(plan.samples.length);
    assert(plan.samples.at(0)!.messages.length > 0);
  }
  assertEquals(counts, [600, 300, 50, 1]);
});

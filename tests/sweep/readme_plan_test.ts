import { assertEquals, assertGreater } from "@std/assert";
import { cellCount, parsePlan, type SweepPlan } from "../../src/sweep/mod.ts";

const README = new URL("../../README.md", import.meta.url);

/** What stands in the file of prompts, whatever its name and its columns: every plan of the README asks for a country. */
const PROMPTS: { readonly [extension: string]: string } = {
  csv: "country,capital,question,lang\nFrance,Paris,Who?,en\nPeru,Lima,What?,en\n",
  jsonl: '{"country":"France","capital":"Paris"}\n{"country":"Peru","capital":"Lima"}\n',
};

const blocks = [...(await Deno.readTextFile(README)).matchAll(/^```toml\n(.*?)^```$/gms)].map(([, toml]) => toml);

function planOf(toml: string): Promise<SweepPlan> {
  const readText = (path: string) => Promise.resolve(PROMPTS[path.split(".").at(-1)!]);
  return parsePlan(toml, { path: "sweeps/readme.toml", readText });
}

Deno.test("the README has plans", () => assertGreater(blocks.length, 0));

for (const [i, toml] of blocks.entries()) {
  Deno.test(`plan ${i + 1} of the README is valid as it stands`, async () => {
    const plan = await planOf(toml);
    assertGreater(cellCount(plan), 0);
    assertEquals(plan.samples.length, toml.includes("fraction = 0.5") ? 1 : 2);
  });
}

Deno.test("the first plan of the README makes the grid that it describes", async () => {
  const plan = await planOf(blocks[0]);
  assertEquals(plan.axes.map(({ name, values }) => [name, values]), [["temperature", [0, 0.5, 1]]]);
  assertEquals(Array.from(plan.samples, ({ expected }) => expected), ["Paris", "Lima"]);
  assertEquals(plan.run.cassette, "cassettes/capitals.jsonl");
  assertEquals(cellCount(plan), 18);
});

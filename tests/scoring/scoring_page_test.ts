import { assert, assertEquals } from "@std/assert";
import { loadScorer, scoreConfigSchema } from "../../src/scoring/mod.ts";
import { parsePlan } from "../../src/sweep/mod.ts";
import { KIND_NAMES, SCORER_KINDS } from "../../src/scoring/_scorer_kinds.ts";
import { ENDPOINT } from "../sweep/_plans.ts";

const page = await Deno.readTextFile("docs/scoring.md");
const blocks = [...page.matchAll(/^```toml\n([\s\S]*?)^```/gm)].map(([, text]) => text);

Deno.test("every plan of the page is one", async () => {
  assert(blocks.length >= 5);
  const load = async (specifier: string, options: { name: string }) =>
    specifier.startsWith("npm:")
      ? await loadScorer(specifier, options)
      : { scorer: { name: options.name, score: () => ({ name: options.name, score: 1 }) }, code: null };
  for (const block of blocks) {
    const prompts = block.includes("[prompts]") ? "" : '[prompts]\nitems = [{ prompt = "x" }]\n';
    const [head, ...rest] = block.split(/^(?=\[)/m);
    const toml = `name = "page"\n${head.startsWith("[") ? "" : head}${ENDPOINT}${prompts}${
      head.startsWith("[") ? head : ""
    }${rest.join("")}`;
    await parsePlan(toml, { path: "docs/page.toml", loadScorer: load });
  }
});

Deno.test("every pure scorer stands in the table, with all its options", () => {
  for (const kind of KIND_NAMES) {
    const { create, shape } = SCORER_KINDS[kind];
    if (create === null) continue;
    const row = page.split("\n").find((line) => line.startsWith(`| \`${kind}\``));
    assert(row !== undefined, `${kind} is missing`);
    const shared = row.includes("the same,") ? ["ignore_case", "trim", "ignore_punctuation"] : [];
    for (const option of Object.keys(shape)) {
      assert(shared.includes(option) || row.includes(`\`${option}`), `${kind}: ${option} is missing`);
    }
  }
});

Deno.test("the options are what they are said to be unless given", () => {
  const config = scoreConfigSchema.parse({
    exact: true,
    contains: true,
    json_valid: true,
    choice: true,
    tool_calls: true,
  });
  assertEquals(config.exact, { ignore_case: false, trim: true, ignore_punctuation: false });
  assertEquals([config.contains?.mode, config.contains?.numbers, config.json_valid?.fence], ["any", true, true]);
  assertEquals(config.choice, { choices_field: "choices", count: 10, index_from: 0 });
  assertEquals(config.tool_calls, { arguments: "equal", order: "any", extra: "wrong" });
});

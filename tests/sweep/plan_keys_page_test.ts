import { assert, assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { parsePlan } from "../../src/sweep/mod.ts";

const UNKNOWN = "zzzzqqqq";

/** Where each section of a plan is explained: a page, and the headings whose texts must have its keys. */
const SECTIONS: readonly (readonly [section: string, toml: string, page: string, headings: readonly string[]])[] = [
  ["", "", "sweeps", ["## Every key"]],
  ["endpoints[0]", '[[endpoints]]\nkey = "openai/gpt-4o@openai"', "sweeps", ["### Of an endpoint"]],
  ["endpoints[0].routing", openrouter(""), "sweeps", ["### Of an endpoint"]],
  ["endpoints[0].routing.max_price", openrouter(".max_price"), "sweeps", ["### Of an endpoint"]],
  ['models."openai/gpt-4o"', '[models."openai/gpt-4o"]', "sweeps", ["### Of an endpoint"]],
  ["grid.top_p", "[grid.top_p]\nstart = 0\nstop = 1\nsteps = 2", "sweeps", ["### Of an axis"]],
  ["grid.top_p", "[grid.top_p]\nmin = 0\nmax = 1", "sweeps", ["### Of an axis"]],
  ["grid.sample", "[grid.sample]\ncount = 2", "sweeps", ["### Of an axis"]],
  ["prompts", "[prompts]", "sweeps", ["## Prompts"]],
  ["prompts.tool_results[0]", '[[prompts.tool_results]]\ntool = "a"\nresult = 1', "sweeps", ["## Prompts"]],
  ["prompts.sample", "[prompts.sample]\ncount = 1", "sweeps", ["### Samples of a data set"]],
  ["run", "[run]", "sweeps", ["## Run"]],
  ["cassette", "[cassette]", "cassettes", ["## Expiry, unused recordings, budgets"]],
  ["budget", "[budget]", "sweeps", ["## Budgets"]],
  ["budget.providers.openai", "[budget.providers.openai]", "sweeps", ["## Budgets"]],
  ["gate", "[gate]", "ci", ["## The gate"]],
  ["gate.against", "[gate.against]", "ci", ["## The gate"]],
  ["adaptive", '[adaptive]\nmethod = "racing"', "sweeps", ["## Adaptive"]],
  ["score", "[score]", "scoring", ["# Scoring"]],
  ["score.judge", "[score.judge]", "scoring", ["## Judges"]],
  ["score.pairwise", "[score.pairwise]", "scoring", ["## Judges", "## Answers in pairs"]],
  ["score.similarity", "[score.similarity]", "scoring", ["## Judges", "## Similarity"]],
  ["score.custom[0]", '[[score.custom]]\nuse = "./x.ts"', "scoring", ["## Functions of your own", "## Repeats"]],
];

/** Keys of `[score]` that are settings, and scorers that have tests of their own above. */
const NO_KINDS = new Set([
  ...["weights", "reduce", "failed", "threshold", "custom"],
  ...["judge", "pairwise", "similarity"],
]);

for (const [section, toml, page, headings] of SECTIONS) {
  Deno.test(`docs/${page}.md has every key of ${section === "" ? "a plan" : `${section} in`} ${toml.split("\n").at(-1)}`, async () => {
    const text = await Deno.readTextFile(new URL(`../../docs/${page}.md`, import.meta.url));
    const parts = headings.map((heading) => textUnder(text, heading)).join("\n");
    const keys = await keysOf(section, toml);
    assert(keys.length > 1, "the message lists the keys");
    assertEquals(keys.filter((key) => !isNamed(key, parts)), []);
  });
}

Deno.test("docs/scoring.md has every scorer and every option of it", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/scoring.md", import.meta.url));
  const kinds = (await keysOf("score", "[score]")).filter((key) => !NO_KINDS.has(key));
  assert(kinds.length > 15);
  for (const kind of kinds) {
    assert(new RegExp(`^\\| \`${kind}\` `, "m").test(textUnder(text, "## The scorers")), kind);
    const keys = await keysOf(`score.${kind}`, `[score.${kind}]`);
    assertEquals(keys.filter((key) => !isNamed(key, text)), [], kind);
  }
});

function openrouter(table: string): string {
  return `[[endpoints]]\nkey = "openai/gpt-4o@openrouter"\n[endpoints.routing${table}]`;
}

/** The keys that the error about an unknown one lists: they are those of the schema. */
async function keysOf(section: string, toml: string): Promise<string[]> {
  const text = `name = "page"\n${section === "" ? `${UNKNOWN} = 1\n` : `${toml}\n${UNKNOWN} = 1\n`}`;
  const { message } = await assertRejects(() => parsePlan(text, { path: "page.toml" }), UserError);
  const key = section === "" ? UNKNOWN : `${section}.${UNKNOWN}`;
  const line = message.split("\n").find((one) => one.includes(`: ${key} is not a known key: it `));
  assert(line !== undefined, message);
  if (line.includes("it takes no options")) return [];
  return line.split("must be one of ")[1].replace(/, or a table with a kind|: current value is 1$/g, "").split(", ");
}

/** A heading's text, its sub-headings included. */
function textUnder(page: string, heading: string): string {
  const [hashes] = heading.split(" ");
  const after = page.split(new RegExp(`^${heading}$`, "m"))[1];
  assert(after !== undefined, `the page has no heading "${heading}"`);
  return after.split(new RegExp(`^#{1,${hashes.length}} `, "m"))[0];
}

/** `key` in backticks, in a table's head, or in an example. */
function isNamed(key: string, text: string): boolean {
  return new RegExp(`[\\s\`\\[.{]${key}(?:[\`\\]. ]| = )`).test(text);
}

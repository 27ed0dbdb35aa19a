import { assert, assertEquals } from "@std/assert";
import { Preferences } from "../../src/config/mod.ts";
import { cellCount, parsePlan, type SweepPlan } from "../../src/sweep/mod.ts";

const page = await Deno.readTextFile(new URL("../../docs/sweeps.md", import.meta.url));
const blocks = [...page.matchAll(/^```toml\n(.*?)^```/gms)].map(([, text]) => text);

/** Sections that stand alone on the page belong to a plan like this. */
const REST = `
[[endpoints]]
key = "openai/gpt-4o-mini@openai"
[[endpoints]]
key = "meta-llama/llama-3.3-70b-instruct@groq"
`;
const PROMPTS = `
[prompts]
items = [{ prompt = "Name three rivers." }]
`;

const planOf = (text: string): Promise<SweepPlan> => {
  const isWhole = /^name = /m.test(text);
  const prompts = /^\[+prompts/m.test(text) ? "" : PROMPTS;
  return parsePlan(isWhole ? text : `name = "page"\n${REST}${prompts}\n${text}`, {
    path: "docs/page.toml",
    preferences: Preferences.of({}),
    readText: () => Promise.reject(new Deno.errors.NotFound("page")),
  });
};

for (const [i, text] of blocks.entries()) {
  // Data sets are files that the page only names.
  if (/^file = /m.test(text)) continue;
  const [, title] = /^(\S.*)$/m.exec(text)!;
  Deno.test(`plan ${i + 1} of the page of sweeps is one: ${title}`, async () => {
    const plan = await planOf(text);
    assert((plan.patterns ?? []).length > 0 || cellCount(plan) > 0);
  });
}

const counts: readonly (readonly [section: string, cells: number])[] = [
  ["Grid", 3 * 3 * 3 * 2 * 2 * 2 * 2],
  ["Zip", 2 * 2 * 2],
  ["Exclude and include", (6 - 1 + 2) + (6 - 1 - 1 + 2)],
  ["When", 2 * 3],
  ["Sample", 2 * 40],
];

for (const [section, cells] of counts) {
  Deno.test(`the grid of the section "${section}" has the cells that its rules say`, async () => {
    const [, text] = new RegExp(`^#+ ${section}\\n.*?^\`\`\`toml\\n(.*?)^\`\`\``, "ms").exec(page)!;
    assertEquals(cellCount(await planOf(text)), cells);
  });
}

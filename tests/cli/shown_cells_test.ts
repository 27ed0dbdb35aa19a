import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { planOverview } from "../../src/cli/_plan_overview.ts";
import { forecast } from "../../src/sweep/mod.ts";
import { planOf, type PlanParts } from "../sweep/_plans.ts";

const PIPE = { isTerminal: false, columns: 80 };

async function overviewOf(parts: PlanParts, { show, files = {} }: { show?: number; files?: Record<string, string> }) {
  const plan = await planOf(parts, files);
  const told = await forecast(plan, { tokenizer: (text) => text.length, at: "2026-11-21T12:00:00Z" });
  const result = planOverview(plan, { output: PIPE, forecast: told, ...(show === undefined ? {} : { show }) });
  return { text: result.text ?? "", document: result.document as Record<string, unknown> };
}

const ITEMS = `[prompts]
template = "Say {{word}}"
[[prompts.items]]
id = "a"
word = "one\\u001b[2J"
expected = "1"
turns = ["And now?"]
tool_results = [{ tool = "f", arguments = { x = 1 }, result = "red", times = 2 }, { tool = "g", result = "blue" }]
[[prompts.items]]
id = "b"
word = "two"
`;

Deno.test("cells are shown word for word, with what is scripted, and nothing that moves a cursor", async () => {
  const { text, document } = await overviewOf({ prompts: ITEMS }, { show: 1 });
  const [, shown] = /\n(cell_\S+ {2}acme\/parrot@local\/q4 {2}prompt a {2}repeat 1\n[^]*)$/.exec(text)!;
  assertEquals(
    shown.slice(shown.indexOf("\n") + 1),
    `  user:
    Say one�[2J
  (answer)
  user:
    And now?
  tool f({"x":1}) 2 times:
    red
  tool g(…):
    blue
  expected: "1"
`,
  );
  const [cell, ...others] = document.shown_cells as Record<string, unknown>[];
  assertEquals([others.length, cell.prompt, cell.expected], [0, "a", "1"]);
  assertEquals((cell.request as { messages: unknown }).messages, [{ role: "user", content: "Say one\x1b[2J" }]);
  assertEquals((cell.script as { turns: unknown }).turns, [[{ role: "user", content: "And now?" }]]);
});

Deno.test("no cell is shown where nobody asks, and no more than there are", async () => {
  const none = await overviewOf({ prompts: ITEMS }, {});
  assertEquals([none.document.shown_cells, none.text.includes("Say one")], [undefined, false]);
  const all = await overviewOf({ prompts: ITEMS }, { show: 9 });
  assertEquals((all.document.shown_cells as unknown[]).length, 2);
  assert(all.text.includes("    Say two\n"));
});

Deno.test("an overview tells what became of the rows of a data set", async () => {
  const files = {
    "plans/p.jsonl": Array.from({ length: 9 }, (_, i) => JSON.stringify({ prompt: `p${i}`, n: i })).join("\n"),
  };
  const some = await overviewOf({
    prompts: '[prompts]\nfile = "p.jsonl"\nwhere = { n = { above = 2 } }\nsample = { count = 4, seed = 1 }\n',
  }, { files });
  assertMatch(some.text, /^data set {7}9 rows, 6 kept by where, 4 taken of plans\/p\.jsonl$/m);
  assertEquals(some.document.dataset, { files: ["plans/p.jsonl"], rows: 9, kept: 6, samples: 4 });
  const all = await overviewOf({ prompts: '[prompts]\nfile = "p.jsonl"\n' }, { files });
  assertStringIncludes(all.text, "data set       9 rows of plans/p.jsonl\n");
  const inline = await overviewOf({ prompts: ITEMS }, {});
  assert(!inline.text.includes("data set"));
});

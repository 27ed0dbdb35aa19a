import { assert, assertEquals, assertMatch } from "@std/assert";
import { cellsOf, planEstimate, planFromJson, planHash, planToJson } from "../../../src/sweep/mod.ts";
import { mistakesOf, planOf, planText } from "../_plans.ts";

const PROMPTS = `[prompts]
items = [
  { id = "fr", country = "France", topic = "capitals" },
  { id = "jp", country = "Japan", topic = "capitals" },
]
`;

const GRID = `[grid]
system = { terse = "One word about {{topic}}.", none = "" }
template = { short = "{{country}}?", long = "What about {{country}}?" }
temperature = [0, 1]
[[grid.exclude]]
system = "none"
template = "long"
`;

Deno.test("texts of prompts are axes, by their names in rows and by their contents in what is sent", async () => {
  const cells = [...cellsOf(await planOf({ rest: GRID, prompts: PROMPTS }))];
  assertEquals(cells.length, 2 * 3 * 2);
  assertEquals(cells[0].label, "system=terse template=short temperature=0");
  assertEquals(cells[0].axes, { system: "terse", template: "short", temperature: 0 });
  assertEquals(cells[0].request.messages, [
    { role: "system", content: "One word about capitals." },
    { role: "user", content: "France?" },
  ]);
  const last = cells.at(-1)!;
  assertEquals(last.axes, { system: "none", template: "short", temperature: 1 });
  assertEquals(last.request.messages, [{ role: "user", content: "Japan?" }]);
  assertEquals(new Set(cells.map(({ id }) => id)).size, cells.length);
});

Deno.test("other names of texts leave the ids as they are, and another text changes those of its cells alone", async () => {
  const ids = async (rest: string) => [...cellsOf(await planOf({ rest, prompts: PROMPTS }))].map(({ id }) => id);
  const before = await ids(GRID);
  assertEquals(await ids(GRID.replaceAll("terse", "brief").replaceAll("long", "wordy")), before);
  const after = await ids(GRID.replace("What about", "What of"));
  assertEquals(after.filter((id) => before.includes(id)).length, 8);
});

Deno.test("samples that two templates make the same of have cells of their own", async () => {
  const plan = await planOf({
    rest: '[grid]\ntemplate = ["{{a}}", "{{b}}"]\n',
    prompts: '[prompts]\nitems = [{ id = "x", a = "same", b = "same" }, { id = "y", a = "same", b = "other" }]\n',
  });
  const cells = [...cellsOf(plan)];
  assertEquals(cells.map(({ request }) => request.messages[0].content), ["same", "same", "same", "other"]);
  assertEquals(new Set(cells.map(({ id }) => id)).size, 4);
});

Deno.test("a plan counts the characters of the texts that its rules leave", async () => {
  const plan = await planOf({ rest: GRID, prompts: PROMPTS });
  const said = [...cellsOf(plan)].flatMap(({ request }) =>
    request.messages.map(({ content }) => String(content).length)
  );
  assertEquals(planEstimate(plan).inputCharacters, said.reduce((sum, length) => sum + length, 0));
});

Deno.test("a plan with rules and texts goes to other machines as it is", async () => {
  const plan = await planOf({ rest: `${GRID}[[grid.include]]\ntemperature = 2\n`, prompts: PROMPTS });
  const back = await planFromJson(JSON.parse(JSON.stringify(planToJson(plan))));
  assertEquals(planHash(back), planHash(plan));
  const strip = (one: typeof plan) => [...cellsOf(one)].map(({ id, label, index }) => ({ id, label, index }));
  assertEquals(strip(back), strip(plan));
});

Deno.test("limits of answers are summed up over the points that rules leave", async () => {
  const plan = await planOf({
    rest: `[grid]
max_tokens = [10, 100, 1000]
temperature = [0, 1]
[[grid.exclude]]
max_tokens = 1000
temperature = 1
[[grid.include]]
max_tokens = 5000
temperature = 0
`,
  });
  const sum = [...cellsOf(plan)].reduce((all, { request }) => all + request.maxTokens!, 0);
  assertEquals(planEstimate(plan).outputTokensAtMost, sum);
});

Deno.test("a sample without a variable of any of the texts is a mistake with its line", async () => {
  const mistakes = await mistakesOf(planText({
    rest: '[grid]\ntemplate = ["{{country}}", "{{contry}}"]\n',
    prompts: PROMPTS,
  }));
  assert(mistakes.length >= 2);
  for (const one of mistakes) {
    assertMatch(one, /^plans\/test\.toml:\d+: prompts\.items\[\d\] \(\w\w\) .*\{\{contry\}\}/);
  }
  assertMatch(
    (await mistakesOf(planText({
      rest: '[grid]\nsystem = ["a"]\n',
      prompts: PROMPTS.replace("[prompts]", '[prompts]\nsystem = "b"\ntemplate = "{{country}}"'),
    })))[0],
    /give it once/,
  );
});

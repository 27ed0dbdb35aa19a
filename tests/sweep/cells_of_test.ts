import fc from "fast-check";
import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { canonicalJson } from "../../src/base/mod.ts";
import type { JsonValue } from "../../src/spec/mod.ts";
import { cellAt, cellCount, cellId, cellsOf, parsePlan, type PlanSample, type SweepPlan } from "../../src/sweep/mod.ts";
import { ENDPOINT, planOf, planText } from "./_plans.ts";

const SECOND_ENDPOINT = `[[endpoints]]
key = "acme/crow@other"
base_url = "https://other.example/v1"
wire_model = "crow-2"
parameters = { max_tokens = 7, extra = { zeta = 1, alpha = [true] } }
`;

const GRID = `[grid]
temperature = [0.2, 0.8]
stop = ["END", ["a", "b"]]
[grid.extra]
mirostat = [0, 2]
`;

const ids = (plan: SweepPlan): string[] => [...cellsOf(plan)].map((cell) => cell.id);

Deno.test("cells come by endpoint, sample, axes in file order and repeat", async () => {
  const plan = await planOf({
    head: 'name = "t"\nrepeats = 2\nseeds = [1, 2]\n',
    endpoints: ENDPOINT + SECOND_ENDPOINT,
    rest: "[grid]\ntop_p = [0.5, 1]\n",
  });
  const cells = [...cellsOf(plan)];
  assertEquals(cells.map((cell) => cell.index), cells.map((_, i) => i));
  const places = cells.map(({ endpoint, sample, label, repeat }) =>
    `${endpoint.provider} ${sample.id} ${label} ${repeat}`
  );
  assertEquals(places.slice(0, 5), [
    "local sum top_p=0.5 seed=1 1",
    "local sum top_p=0.5 seed=1 2",
    "local sum top_p=0.5 seed=2 1",
    "local sum top_p=0.5 seed=2 2",
    "local sum top_p=1 seed=1 1",
  ]);
  assertEquals(places[8], "local capital top_p=0.5 seed=1 1");
  assertEquals(places[16], "other sum top_p=0.5 seed=1 1");
  assertEquals(cells[0].axes, { top_p: 0.5, seed: 1 });
});

Deno.test("a cell's request has the messages, the fixed parameters and the axes' values", async () => {
  const plan = await planOf({
    head: 'name = "t"\nstream = false\n[parameters]\nmax_tokens = 24\n[parameters.extra]\nalpha = "common"\nbeta = 1\n',
    endpoints: SECOND_ENDPOINT,
    rest: GRID,
  });
  assertEquals(cellAt(plan, 3).request, {
    messages: [{ role: "user", content: "Q: 2 + 2" }],
    stream: false,
    maxTokens: 7,
    temperature: 0.2,
    stop: ["a", "b"],
    extra: { alpha: [true], beta: 1, zeta: 1, mirostat: 2 },
  });
});

Deno.test("an axis of objects has readable and different labels", async () => {
  const plan = await planOf({
    rest: `[grid]
reasoning_effort = ["low", "very high"]
response_format = ["json", { type = "json_schema", name = "answer", schema = { type = "object" } }]
`,
  });
  assertEquals([...cellsOf(plan)].slice(0, 4).map((cell) => cell.label), [
    "reasoning_effort=low response_format=json",
    "reasoning_effort=low response_format=answer",
    'reasoning_effort="very high" response_format=json',
    'reasoning_effort="very high" response_format=answer',
  ]);
  const twins = await planOf({
    rest: `[grid]
response_format = [
  { type = "json_schema", name = "answer", schema = { type = "object" } },
  { type = "json_schema", name = "answer", schema = { type = "array" } },
]
`,
  });
  assertEquals(new Set([...cellsOf(twins)].map((cell) => cell.label)).size, 2);
});

Deno.test("without axes there is one cell per endpoint, sample and repeat, with an empty label", async () => {
  const cells = [...cellsOf(await planOf())];
  assertEquals(cells.map((cell) => [cell.label, cell.repeat]), [["", 1], ["", 1]]);
});

Deno.test("a request id tells model, provider and label, and not the sample or the repeat", async () => {
  const plan = await planOf({ head: 'name = "t"\nrepeats = 2\n', endpoints: ENDPOINT + SECOND_ENDPOINT, rest: GRID });
  const byVariant = new Map<string, Set<string>>();
  for (const { endpoint, label, requestId } of cellsOf(plan)) {
    const key = `${endpoint.model} ${endpoint.provider} ${label}`;
    byVariant.set(key, (byVariant.get(key) ?? new Set()).add(requestId));
  }
  assertEquals(byVariant.size, 2 * 8);
  assertEquals([...byVariant.values()].map((one) => one.size), Array(16).fill(1));
  assertEquals(new Set([...byVariant.values()].flatMap((one) => [...one])).size, 16);
});

Deno.test("samples with the same messages have cells of their own", async () => {
  const prompts = (second: string) =>
    `[prompts]
items = [{ id = "a", prompt = "same", expected = "1" }, { id = "b", prompt = "${second}", expected = "2" }]
`;
  const twins = ids(await planOf({ prompts: prompts("same") }));
  assertNotEquals(twins[0], twins[1]);
  assertEquals(ids(await planOf({ prompts: prompts("other") }))[0], twins[0]);
});

Deno.test("finished cells are left out", async () => {
  const plan = await planOf({ rest: GRID });
  const indexes = [...cellsOf(plan, { skip: (index) => index % 3 !== 1 })].map((cell) => cell.index);
  assertEquals(indexes, [1, 4, 7, 10, 13]);
});

Deno.test("a cell outside of the grid is refused", async () => {
  const plan = await planOf();
  for (const index of [-1, 2, 0.5, NaN]) assertThrows(() => cellAt(plan, index), RangeError, "the plan has 2");
});

/** Any small grid, as the parts of a plan's text. */
const grids = fc.record({
  repeats: fc.integer({ min: 1, max: 3 }),
  seeds: fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 3 }),
  temperatures: fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 4 }),
  words: fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 3 }),
  questions: fc.array(fc.string(), { minLength: 1, maxLength: 4 }),
  endpoints: fc.integer({ min: 1, max: 3 }),
});
type Grid = typeof grids extends fc.Arbitrary<infer T> ? T : never;

function gridPlan(grid: Grid, { scorer = "", template = "Q: {{q}}" } = {}): Promise<SweepPlan> {
  const toml = planText({
    head: `name = "g"\nrepeats = ${grid.repeats}\nseeds = [${grid.seeds}]\n`,
    endpoints: Array.from({ length: grid.endpoints }, (_, i) => ENDPOINT.replace("/q4", `/tag${i}`)).join("\n"),
    rest: `[grid]
temperature = [${grid.temperatures.map((value) => value / 100)}]
[grid.extra]
word = [${grid.words.map((word) => JSON.stringify(word))}]
${scorer}`,
    prompts: `[prompts]\ntemplate = ${JSON.stringify(template)}\nfile = "p.jsonl"\n`,
  });
  const file = grid.questions.map((q) => JSON.stringify({ q })).join("\n");
  return parsePlan(toml, { path: "g.toml", readText: () => Promise.resolve(file) });
}

Deno.test("there are as many cells as the product says, each with its own id, and any of them by its index", async () => {
  await fc.assert(
    fc.asyncProperty(grids, async (grid) => {
      const plan = await gridPlan(grid);
      const cells = [...cellsOf(plan)];
      const { repeats, seeds, temperatures, words, questions, endpoints } = grid;
      assertEquals(
        cells.length,
        [seeds, temperatures, words, questions].reduce((n, { length }) => n * length, repeats * endpoints),
      );
      assertEquals(cellCount(plan), cells.length);
      assertEquals(new Set(cells.map((cell) => cell.id)).size, cells.length);
      assertEquals(cells.map((cell) => cellAt(plan, cell.index)), cells);
    }),
    { numRuns: 40 },
  );
});

Deno.test("an id can be derived again from what the cell sends", async () => {
  await fc.assert(
    fc.asyncProperty(grids, async (grid) => {
      for (const { id, endpoint, request, repeat, sample } of cellsOf(await gridPlan(grid))) {
        assertEquals(id, cellId({ endpoint, request, repeat, twin: (sample as PlanSample).twin }));
      }
    }),
    { numRuns: 40 },
  );
});

Deno.test("a new scorer changes no id, a new template changes all of them", async () => {
  await fc.assert(
    fc.asyncProperty(grids, async (grid) => {
      const before = ids(await gridPlan(grid));
      assertEquals(ids(await gridPlan(grid, { scorer: "[score]\ncontains = true\n" })), before);
      const after = ids(await gridPlan(grid, { template: "Question: {{q}}" }));
      assertEquals(after.filter((id) => before.includes(id)), []);
    }),
    { numRuns: 20 },
  );
});

Deno.test("more values, samples, repeats or endpoints leave the ids of the old cells as they are", async () => {
  await fc.assert(
    fc.asyncProperty(grids, async (grid) => {
      const before = ids(await gridPlan(grid));
      const more = new Set(ids(
        await gridPlan({
          ...grid,
          repeats: grid.repeats + 1,
          temperatures: [...new Set([198, ...grid.temperatures])],
          questions: [...grid.questions, "one more"],
          endpoints: grid.endpoints + 1,
        }),
      ));
      assertEquals(before.filter((id) => !more.has(id)), []);
    }),
    { numRuns: 20 },
  );
});

Deno.test("what is sent decides the id, and prices, addresses and names do not", async () => {
  const id = async (endpoint: string, head = 'name = "t"\n') => ids(await planOf({ endpoints: endpoint, head }))[0];
  const first = await id(ENDPOINT);
  assertEquals(
    await id(ENDPOINT.replace("8091", "9999") + 'price = { per_hour_usd = "1" }\napi_key_env = "KEY"\n'),
    first,
  );
  assertEquals(await id(ENDPOINT, 'name = "u"\ndescription = "other"\n'), first);
  const others = [
    await id(ENDPOINT.replace("/q4", "/q8")),
    await id(ENDPOINT + 'wire_model = "other"\n'),
    await id(ENDPOINT + "parameters = { max_tokens = 1 }\n"),
    await id(ENDPOINT, 'name = "t"\nstream = false\n'),
  ];
  assertEquals(new Set([first, ...others]).size, 5);
});

Deno.test("every cell is JSON", async () => {
  const plan = await planOf({ endpoints: ENDPOINT + SECOND_ENDPOINT, rest: GRID });
  for (const cell of cellsOf(plan)) {
    const text = canonicalJson(cell as unknown as JsonValue);
    assertEquals(canonicalJson(JSON.parse(text)), text);
  }
});

import { assertEquals, assertMatch } from "@std/assert";
import { cellCount, cellsOf, planHash, type SweepPlan } from "../../../src/sweep/mod.ts";
import { ENDPOINT, mistakesOf, planOf, planText } from "../_plans.ts";

const TWO = `${ENDPOINT}
[[endpoints]]
key = "openai/o3@azure/eu"
base_url = "http://127.0.0.1:8092/v1"
`;

const ONE_PROMPT = `[prompts]
items = [{ id = "p", prompt = "?" }]
`;

const labels = (plan: SweepPlan) => [...cellsOf(plan)].map(({ label }) => label);

const grid = (rest: string, endpoints = ENDPOINT) => planOf({ rest, endpoints, prompts: ONE_PROMPT });

Deno.test("axes of a zip advance together, and cross the others", async () => {
  const plan = await grid(`[grid]
seed = [1, 2]
[[grid.zip]]
temperature = [0, 0.5, 1]
top_p = { start = 1, stop = 0.8, steps = 3 }
`);
  assertEquals(labels(plan), [
    "seed=1 temperature=0 top_p=1",
    "seed=1 temperature=0.5 top_p=0.9",
    "seed=1 temperature=1 top_p=0.8",
    "seed=2 temperature=0 top_p=1",
    "seed=2 temperature=0.5 top_p=0.9",
    "seed=2 temperature=1 top_p=0.8",
  ]);
});

Deno.test("points are left out by values, bounds and endpoints", async () => {
  const plan = await grid(
    `[grid]
temperature = [0, 0.5, 1]
top_p = [0.5, 1]
[[grid.exclude]]
temperature = { above = 0.5 }
top_p = 1
[[grid.exclude]]
temperature = [0, 0.5]
model = "openai/o*"
`,
    TWO,
  );
  assertEquals([...cellsOf(plan)].map(({ endpoint, label }) => `${endpoint.provider} ${label}`), [
    "local temperature=0 top_p=0.5",
    "local temperature=0 top_p=1",
    "local temperature=0.5 top_p=0.5",
    "local temperature=0.5 top_p=1",
    "local temperature=1 top_p=0.5",
    "azure temperature=1 top_p=0.5",
  ]);
  assertEquals([...cellsOf(plan)].map(({ index }) => index), [0, 1, 2, 3, 4, 5]);
});

Deno.test("points are added outside of the product, and what is there already is not there twice", async () => {
  const plan = await grid(
    `[grid]
temperature = [0, 1]
top_p = [0.5, 1]
[[grid.include]]
temperature = [1, 1.5]
top_p = 0.5
[[grid.include]]
temperature = 2
provider = "azure"
`,
    TWO,
  );
  const of = (provider: string) =>
    [...cellsOf(plan)].filter(({ endpoint }) => endpoint.provider === provider).map(({ label }) => label);
  assertEquals(of("local").slice(4), ["temperature=1.5 top_p=0.5"]);
  assertEquals(of("azure").slice(5), ["temperature=2 top_p=0.5", "temperature=2 top_p=1"]);
  assertEquals(new Set([...cellsOf(plan)].map(({ id }) => id)).size, cellCount(plan));
});

Deno.test("an axis applies where its condition is met, and elsewhere its variants are one without it", async () => {
  const plan = await grid(
    `[grid]
reasoning_effort = ["low", "high"]
temperature = [0, 1]
[grid.when]
temperature = { model = "acme/*" }
reasoning_effort = [{ model = "openai/*" }, { temperature = 1 }]
`,
    TWO,
  );
  assertEquals([...cellsOf(plan)].map(({ endpoint, axes }) => `${endpoint.provider} ${JSON.stringify(axes)}`), [
    'local {"temperature":0}',
    'local {"reasoning_effort":"low","temperature":1}',
    'local {"reasoning_effort":"high","temperature":1}',
    'azure {"reasoning_effort":"low"}',
    'azure {"reasoning_effort":"high"}',
  ]);
  assertEquals("temperature" in [...cellsOf(plan)][3].request, false);
});

Deno.test("values go by names in labels and rows, and by their contents in what is sent", async () => {
  const named = await grid(`[grid]
response_format = { plain = "text", strict = { type = "json_schema", name = "answer", schema = { type = "object" } } }
tools = { none = [], search = [{ name = "search", parameters = { type = "object" } }] }
`);
  assertEquals(labels(named), [
    "response_format=plain tools=none",
    "response_format=plain tools=search",
    "response_format=strict tools=none",
    "response_format=strict tools=search",
  ]);
  const [first, , , last] = cellsOf(named);
  assertEquals(first.axes, { response_format: "plain", tools: "none" });
  assertEquals("tools" in first.request, false);
  assertEquals(last.request.tools?.[0].name, "search");
  const renamed = await grid(`[grid]
response_format = { a = "text", b = { type = "json_schema", name = "answer", schema = { type = "object" } } }
tools = { c = [], d = [{ name = "search", parameters = { type = "object" } }] }
`);
  assertEquals([...cellsOf(renamed)].map(({ id }) => id), [...cellsOf(named)].map(({ id }) => id));
});

Deno.test("steps of an axis can be multiples of each other", async () => {
  const plan = await grid("[grid]\nmax_tokens = { start = 16, stop = 128, steps = 4, scale = 'log' }\n");
  assertEquals(plan.axes[0].values, [16, 32, 64, 128]);
});

Deno.test("a rule changes the hash of a plan, and how a condition is put does not", async () => {
  const of = async (rule: string) => planHash(await grid(`[grid]\ntemperature = [0, 0.5, 1]\n${rule}`));
  const bounds = await of("[[grid.exclude]]\ntemperature = { at_least = 0.5 }\n");
  assertEquals(await of("[[grid.exclude]]\ntemperature = [0.5, 1]\n"), bounds);
  assertEquals(await of("") === bounds, false);
});

/** What is wrong with a grid, on which of its lines, and all that is said of it. */
const MISTAKES: readonly (readonly [rest: string, line: number, said: RegExp])[] = [
  [
    "[[grid.zip]]\ntemperature = [0, 1]\ntop_p = [1]",
    3,
    /grid\.zip\[0\]\.top_p must have as many values as "temperature", which has 2 and .* "top_p": current value has 1$/,
  ],
  ["[[grid.zip]]\ntemperature = [0, 1]", 1, /grid\.zip\[0\] must have at least 2 axes/],
  ["[grid]\ntop_p = [1]\n[[grid.zip]]\ntop_p = [1]\ntemperature = [1]", 4, /is an axis already, at grid\.top_p/],
  [
    "[grid]\ntemperature = [0, 1]\n[[grid.exclude]]\ntemperatur = 1",
    4,
    /not an axis .* did you mean "temperature"\?$/,
  ],
  [
    "[grid]\ntemperature = [0, 1]\n[[grid.exclude]]\ntemperature = 0.5",
    4,
    /met by no value of the axis, which has 0, 1:/,
  ],
  [
    "[grid]\ntemperature = [0, 1]\n[[grid.exclude]]\ntemperature = { over = 0 }",
    4,
    /over is not a known key: it must be one of above/,
  ],
  [
    "[grid]\ntemperature = [0, 1]\n[[grid.exclude]]\nmodel = 'acme/parot'",
    4,
    /no model .* did you mean "acme\/parrot"\?/,
  ],
  ["[grid]\ntemperature = [0, 1]\n[[grid.exclude]]", 3, /must be a table with values of axes/],
  ["[grid]\ntemperature = [0, 1]\n[[grid.exclude]]\ntemperature = [0, 1]", 1, /grid has no point left/],
  [
    "[grid]\ntemperature = [0, 1]\nseed = [1, 2]\n[grid.when]\nseed = { temperature = 0 }\n[[grid.exclude]]\nseed = 1\ntemperature = 1",
    6,
    /grid\.exclude\[0\] leaves nothing out/,
  ],
  ["[grid]\ntemperature = [0, 1]\n[[grid.include]]\ntemperature = 1", 3, /grid\.include\[0\] adds nothing/],
  [
    "[grid]\ntemperature = [0, 1]\n[[grid.include]]\ntemperature = 3",
    4,
    /must be a number from 0 to 2: current value is 3/,
  ],
  [
    "[grid]\ntemperature = { a = 0, b = 1 }\n[[grid.include]]\ntemperature = 2",
    4,
    /must be one of a, b: current value is 2/,
  ],
  [
    "[grid]\ntemperature = [0, 1]\n[grid.when]\ntemperature = { temperature = 1 }",
    4,
    /in a circle .*"temperature" → "temp/,
  ],
  ["[grid]\ntemperature = [0, 1]\n[grid.when]\nseed = { temperature = 1 }", 4, /seed is not an axis of the grid/],
  ["[grid]\ntemperature = { min = 0, max = 1 }", 2, /must have start, stop and steps: a range without them/],
  ["[grid]\ntemperature = { min = 1, max = 0 }\n[grid.sample]\ncount = 2", 2, /must have a max above its min/],
  [
    "[grid]\ntemperature = { min = 0, max = 3 }\n[grid.sample]\ncount = 2",
    2,
    /min and max that make each value a number from 0/,
  ],
  ["[grid]\ntop_k = { min = 0, max = 3, integer = false }\n[grid.sample]\ncount = 2", 2, /integer must be true/],
  ["[grid]\ntop_k = { min = 0, max = 3, scale = 'log' }\n[grid.sample]\ncount = 2", 2, /min above 0 for a logarithmic/],
  ["[grid]\ntemperature = [0, 1]\n[grid.sample]\ncount = 3", 4, /asks for 3 points and the grid has 2: leave/],
  ["[grid]\ntop_k = { min = 1, max = 3 }\n[grid.sample]\ncount = 4", 4, /only 3 different ones were found/],
  [
    "[grid]\ntemperature = { min = 0, max = 1 }\n[[grid.exclude]]\ntemperature = 0.5\n[grid.sample]\ncount = 3",
    4,
    /must have bounds/,
  ],
  ["[grid.sample]\ncount = 3", 1, /must have an axis to draw from/],
  ["[grid]\ntop_p = { }", 2, /must have at least 1 value/],
  ["[grid]\nresponse_format = { a = 'text', b = 'text' }", 2, /must have each value only once/],
  ["[grid]\nresponse_format = { a = 'txt' }", 2, /grid\.response_format\.a must be "text", "json" or/],
];

for (const [rest, line, said] of MISTAKES) {
  Deno.test(`a grid is refused for ${JSON.stringify(rest)}`, async () => {
    const before = planText({ rest: "\0" }).split("\0")[0].split("\n").length - 1;
    const mistakes = await mistakesOf(planText({ rest }));
    assertEquals(mistakes.length, 1, mistakes.join("\n"));
    assertMatch(mistakes[0], said);
    assertEquals(mistakes[0].split(" ")[0], `plans/test.toml:${before + line}:`);
  });
}

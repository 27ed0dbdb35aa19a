import { assertEquals, assertStringIncludes } from "@std/assert";
import { mistakesOf, planOf, planText } from "../_plans.ts";

const texts = async (prompts: string, files: { readonly [path: string]: string } = {}) =>
  Array.from((await planOf({ prompts }, files)).samples, ({ id, messages, expected }) => ({
    id,
    expected,
    messages: messages.map(({ role, content }) => `${role}: ${content}`),
  }));

const mistakes = (prompts: string, files: { readonly [path: string]: string } = {}) =>
  mistakesOf(planText({ prompts }), files);

Deno.test("inline samples are filled into the templates", async () => {
  assertEquals(
    await texts(`[prompts]
system = "Speak {{language}}."
template = "Q: {{q}}"
[[prompts.items]]
id = "a"
q = "one"
language = "French"
expected = ["un", 1]
[[prompts.items]]
q = 2
language = "German"
`),
    [
      { id: "a", expected: ["un", 1], messages: ["system: Speak French.", "user: Q: one"] },
      { id: "2", expected: null, messages: ["system: Speak German.", "user: Q: 2"] },
    ],
  );
});

Deno.test("without a template a sample's prompt is what is sent", async () => {
  assertEquals(await texts('[prompts]\nitems = [{ prompt = "{{x}}" }]\n'), [
    { id: "1", expected: null, messages: ["user: {{x}}"] },
  ]);
  assertEquals(await mistakes('[prompts]\nitems = [{ id = "a", question = "x" }]\n'), [
    'plans/test.toml:9: prompts.items[0] (a) has no field "prompt", and the plan has no prompts.template that uses other fields',
  ]);
});

Deno.test("JSON Lines are read beside the plan, with names for id and expected", async () => {
  const prompts = '[prompts]\nfile = "../data/p.jsonl"\ntemplate = "{{q}}"\nid_field = "key"\nexpected_field = "a"\n';
  const file = '\uFEFF{"key":"x","q":"one","a":{"b":1}}\r\n\r\n{"key":7,"q":"two","a":null}\n';
  assertEquals(await texts(prompts, { "data/p.jsonl": file }), [
    { id: "x", expected: { b: 1 }, messages: ["user: one"] },
    { id: "7", expected: null, messages: ["user: two"] },
  ]);
});

Deno.test("CSV is read with quotes, line breaks in fields, and empty answers as none", async () => {
  const prompts = '[prompts]\nfile = "p.csv"\ntemplate = "{{question}}"\n';
  const file = '\uFEFFid,question,expected\r\na,"one, ""two""\nthree",1\r\nb,four,\r\n';
  assertEquals(await texts(prompts, { "plans/p.csv": file }), [
    { id: "a", expected: "1", messages: ['user: one, "two"\nthree'] },
    { id: "b", expected: null, messages: ["user: four"] },
  ]);
});

Deno.test("a sample may carry whole messages, with the plan's system message before them", async () => {
  const messages = [
    {
      role: "user",
      content: [{ type: "text", text: "look" }, { type: "image_url", image_url: { url: "data:,x", detail: "low" } }],
    },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "1", type: "function", function: { name: "f", arguments: "{}" } }],
    },
    { role: "tool", tool_call_id: "1", content: "42" },
  ];
  const plan = await planOf(
    { prompts: '[prompts]\nfile = "p.ndjson"\nsystem = "Be brief."\ntemplate = "{{unused}}"\n' },
    { "plans/p.ndjson": JSON.stringify({ messages }) },
  );
  assertEquals(plan.samples.at(0)!.messages, [
    { role: "system", content: "Be brief." },
    { role: "user", content: [{ type: "text", text: "look" }, { type: "image", url: "data:,x", detail: "low" }] },
    { role: "assistant", content: null, toolCalls: [{ id: "1", name: "f", arguments: "{}" }] },
    { role: "tool", toolCallId: "1", content: "42" },
  ]);
});

Deno.test("samples with the same messages are counted", async () => {
  const plan = await planOf({ prompts: '[prompts]\nitems = [{ prompt = "a" }, { prompt = "b" }, { prompt = "a" }]\n' });
  assertEquals(Array.from(plan.samples, ({ twin }) => twin), [1, 1, 2]);
  assertEquals(plan.samples.at(0)!.messagesHash, plan.samples.at(2)!.messagesHash);
});

const JSONL = '[prompts]\nfile = "p.jsonl"\ntemplate = "{{q}} {{language}}"\n';

Deno.test("a missing variable names the file, the line, the sample and the variable", async () => {
  assertEquals(
    await mistakes(JSONL, {
      "plans/p.jsonl": '{"id":"a","q":1,"language":"x"}\n\n{"id":"b","q":null,"langage":"x"}\n',
    }),
    [
      "plans/p.jsonl:3: sample 2 (b) has null for {{q}}",
      "plans/p.jsonl:3: sample 2 (b) has no field for {{language}}: did you mean {{langage}}?",
    ],
  );
});

Deno.test("lines that are no JSON objects are named", async () => {
  const found = await mistakes(JSONL, { "plans/p.jsonl": '{"q":1,"language":2}\n{"q":\n[1]\n"x"\n' });
  assertEquals(found.map((line) => line.split(" ")[0]), ["plans/p.jsonl:2:", "plans/p.jsonl:3:", "plans/p.jsonl:4:"]);
  assertStringIncludes(found[0], "is not valid JSON");
  assertStringIncludes(found[1], "sample 3 must be a JSON object: current value is [1]");
});

Deno.test("CSV mistakes are named with the line on which the record begins", async () => {
  const prompts = '[prompts]\nfile = "p.csv"\ntemplate = "{{q}}"\n';
  const csv = (text: string) => mistakes(prompts, { "plans/p.csv": text });
  assertStringIncludes((await csv("id,q\na,1,2\n"))[0], "plans/p.csv:2: is not valid CSV");
  assertStringIncludes((await csv('id,q\na,"1\n'))[0], "is not valid CSV");
  assertEquals(await csv("q,q\na,1\n"), ['plans/p.csv:1: each column must have its own name: current value is "q"']);
  assertEquals(await csv('id,q\na,"1\n2"\na,2\n'), [
    "plans/p.csv:4: sample 2 (a) has the id of the sample at plans/p.csv:2",
  ]);
  assertEquals(await csv("id,q\n"), ["plans/test.toml:9: prompts.file must have at least 1 sample"]);
});

Deno.test("ids are unique, and those that a name points to are there", async () => {
  assertEquals(
    await mistakes('[prompts]\nitems = [\n  { id = "a", prompt = "x" },\n  { id = "a", prompt = "y" },\n]\n'),
    [
      "plans/test.toml:11: prompts.items[1] (a) has the id of the sample at plans/test.toml:10",
    ],
  );
  assertEquals(await mistakes('[prompts]\nid_field = "key"\nexpected_field = "a"\nitems = [{ prompt = "x" }]\n'), [
    'plans/test.toml:11: prompts.items[0] has no field "key", which id_field names',
    'plans/test.toml:11: prompts.items[0] (1) has no field "a", which expected_field names',
  ]);
  assertStringIncludes(
    (await mistakes('[prompts]\nitems = [{ id = [1], prompt = "x" }]\n'))[0],
    "has an id that is no string and no number",
  );
});

/** Mistakes in the table itself. */
const TABLES: readonly (readonly [prompts: string, said: string])[] = [
  ["", "prompts is missing: it must be a table [prompts]"],
  [
    '[[prompts]]\nprompt = "x"\n',
    "prompts must be a table [prompts] with a file, or with samples as [[prompts.items]]",
  ],
  ["[prompts]\n", "prompts must have either a file or items, and has neither"],
  ['[prompts]\nfile = "p.jsonl"\nitems = []\n', "prompts must have either a file or items, and has both"],
  ["[prompts]\nitems = []\n", "prompts.items must have at least 1 sample"],
  ["[prompts]\nitems = [1]\n", "prompts.items[0] must be a table with values that JSON can carry: current value is 1"],
  [
    "[prompts]\nitems = [{ prompt = 1979-05-27 }]\n",
    "prompts.items[0] must be a table with values that JSON can carry",
  ],
  [
    '[prompts]\nfile = "p.yaml"\n',
    'prompts.file must end in .jsonl, .ndjson, .csv, .tsv, .parquet or .toml: current value is "plans/p.yaml"',
  ],
  [
    '[prompts]\nfile = "p.csv"\n',
    'prompts.file cannot be read as there is no such file: current value is "plans/p.csv"',
  ],
  ['[prompts]\ntemplate = "{{"\nitems = [{ prompt = "x" }]\n', "prompts.template has {{ that is not closed"],
  ['[prompts]\nsystem = "{{ }}"\nitems = [{ prompt = "x" }]\n', "prompts.system has {{ }} with no name"],
  [
    '[prompts]\ntemplate = "same"\nitems = [{ a = 1 }, { a = 2 }]\n',
    "prompts.template has no {{variable}}, so that all 2 samples would send the same",
  ],
  [
    '[prompts]\ntemplat = "x"\nitems = [{ prompt = "x" }]\n',
    'prompts.templat is not a known key: did you mean "template"?',
  ],
  ["[prompts]\nitems = [{ messages = [] }]\n", "has messages that are no chat messages in OpenAI's form"],
  [
    '[prompts]\nitems = [{ messages = [{ role = "usr", content = "x" }] }]\n',
    "has messages that are no chat messages in OpenAI's form at 0.role",
  ],
  [
    '[prompts]\nsystem = "a"\nitems = [{ messages = [{ role = "system", content = "b" }] }]\n',
    "has a system message of its own",
  ],
];

for (const [prompts, said] of TABLES) {
  Deno.test(`prompts are refused for ${JSON.stringify(prompts)}`, async () => {
    const found = await mistakes(prompts);
    assertEquals(found.length, 1, found.join("\n"));
    assertStringIncludes(found[0], said);
  });
}

Deno.test("one sample may go by a template without variables", async () => {
  assertEquals((await texts('[prompts]\ntemplate = "same"\nitems = [{ a = 1 }]\n'))[0].messages, ["user: same"]);
});

Deno.test("of very many mistakes the first fifty are shown", async () => {
  const lines = Array.from({ length: 80 }, (_, i) => JSON.stringify({ id: i })).join("\n");
  const found = await mistakes(JSONL, { "plans/p.jsonl": lines });
  assertEquals(found.length, 51);
  assertEquals(found[50], "and 110 more");
});

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../../src/base/mod.ts";
import { createScorers, scoreAnswer } from "../../../src/scoring/mod.ts";
import type { Cell } from "../../../src/spec/mod.ts";
import { cellCount, cellsOf, parsePlan, type SweepPlan } from "../../../src/sweep/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { importPromptfoo, type PromptfooImport } from "../../../src/sweep/promptfoo/mod.ts";

type Texts = { readonly [path: string]: string };

const reader = (files: Texts) => (path: string) =>
  Object.hasOwn(files, path) ? Promise.resolve(files[path]) : Promise.reject(new Deno.errors.NotFound(path));

const imported = (yaml: string, files: Texts = {}): Promise<PromptfooImport> =>
  importPromptfoo("eval/promptfooconfig.yaml", { readText: reader({ ...files, "eval/promptfooconfig.yaml": yaml }) });

/** The plan that a configuration becomes, read as any other. */
async function planOf(yaml: string, files: Texts = {}): Promise<SweepPlan> {
  const { plan, samples } = await imported(yaml, files);
  using dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/promptfoo.jsonl`, samples);
  return await parsePlan(plan, { path: `${dir.path}/plan.toml` });
}

const sent = ({ request }: Cell) => request.messages.map(({ role, content }) => `${role}: ${content}`).join(" | ");
const notesOf = ({ notes }: PromptfooImport) => notes.map(({ line, kind, where }) => `${line} ${kind}: ${where}`);
const rowsOf = ({ samples }: PromptfooImport) => samples.trimEnd().split("\n").map((line) => JSON.parse(line));

const HEAD = `prompts: ["Say {{word}}"]
providers: ["openai:gpt-4o-mini"]
`;

Deno.test("providers, prompts and tests make the cells that promptfoo would send", async () => {
  const plan = await planOf(`description: Capitals
prompts:
  - "The capital of {{ country }}?"
  - "Name {{country}}'s capital, {{style}}."
providers:
  - openai:gpt-4o-mini
  - id: anthropic:messages:claude-sonnet-4-5
    config: { temperature: 0.2, max_tokens: 100 }
defaultTest:
  vars: { style: briefly }
tests:
  - vars: { country: France }
  - vars: { country: [Italy, Spain], style: in one word }
evaluateOptions: { repeat: 2, maxConcurrency: 3 }
`);
  assertEquals([plan.name, plan.repeats, plan.run.concurrency], ["Capitals", 2, 3]);
  assertEquals(plan.endpoints.map(({ key, wireModel, parameters }) => [key, wireModel, parameters]), [
    ["openai/gpt-4o-mini@openai", "gpt-4o-mini", {}],
    ["anthropic/claude-sonnet-4-5@anthropic", "claude-sonnet-4-5", { temperature: 0.2, maxTokens: 100 }],
  ]);
  assertEquals(cellCount(plan), 2 * 2 * 3 * 2);
  assertEquals([...new Set([...cellsOf(plan)].map(sent))].sort(), [
    "user: Name France's capital, briefly.",
    "user: Name Italy's capital, in one word.",
    "user: Name Spain's capital, in one word.",
    "user: The capital of France?",
    "user: The capital of Italy?",
    "user: The capital of Spain?",
  ]);
});

Deno.test("prompts come from files, and chats have a system message", async () => {
  const files = {
    "eval/prompts.txt": "First {{word}}\n---\nSecond {{word}}\n",
    "eval/chat.json": '[{ "role": "system", "content": "Be brief." }, { "role": "user", "content": "{{word}}" }]',
  };
  const rest = 'providers: ["openai:gpt-4o-mini"]\ntests: [{ vars: { word: x } }]\n';
  const texts = async (prompts: string) => [...cellsOf(await planOf(`prompts: ${prompts}\n${rest}`, files))].map(sent);
  assertEquals(await texts("file://prompts.txt"), ["user: First x", "user: Second x"]);
  assertEquals(await texts("[prompts.txt]"), ["user: First x", "user: Second x"]);
  assertEquals(await texts("[file://chat.json]"), ["system: Be brief. | user: x"]);
  const both = `['[{"role":"system","content":"A"},{"role":"user","content":"{{word}}"}]', file://chat.json]`;
  assertEquals(await texts(both), ["system: A | user: x", "system: Be brief. | user: x"]);
  const pair = (system: string, text: string) =>
    `'[{"role":"system","content":"${system}"},{"role":"user","content":"${text}"}]'`;
  assertEquals(await texts(`[${pair("A", "x")}, ${pair("B", "y {{word}}")}, ${pair("A", "x")}]`), [
    "system: A | user: x",
    "system: B | user: y x",
  ]);
  assertEquals(await texts('[{ id: one, raw: "Raw {{word}}", label: l }]'), ["user: Raw x"]);
});

/** An assertion, an answer that promptfoo lets pass by it, and one that it does not. */
const ASSERTIONS: readonly (readonly [yaml: string, good: string, bad: string])[] = [
  ["{ type: equals, value: Paris }", "Paris", "paris"],
  ["{ type: equals, value: { a: 1 } }", '{ "a": 1 }', '{ "a": 2 }'],
  ["{ type: contains, value: 'aris ' }", "Paris !", "Paris"],
  ["{ type: icontains, value: PARIS }", "It is Paris", "Rome"],
  ["{ type: contains-any, value: [Rome, Paris] }", "Paris", "Oslo"],
  ["{ type: contains-all, value: [Rome, Paris] }", "Paris, Rome", "Rome"],
  ["{ type: icontains-any, value: 'rome, paris' }", "PARIS", "Oslo"],
  ["{ type: icontains-all, value: [rome, paris] }", "PARIS ROME", "paris"],
  ["{ type: starts-with, value: 'a.b(' }", "a.b(c", "axb(c"],
  ["{ type: regex, value: '\\d{4}' }", "in 1789", "in 89"],
  ["{ type: is-json }", "[1]", "```json\n[1]\n```"],
  ["{ type: is-json, value: { required: [a], type: object } }", '{ "a": 1 }', '{ "b": 1 }'],
  ["{ type: contains-json }", "Sure:\n```json\n[1]\n```", "no JSON"],
  ["{ type: not-contains, value: Rome }", "Paris", "Rome"],
  ["{ type: not-equals, value: Rome }", "Paris", "Rome"],
  ["{ type: levenshtein, value: Paris, threshold: 1 }", "Pari", "Par"],
  ["{ type: rouge-l, value: the cat sat on the mat }", "the cat sat on a mat", "a dog"],
  ["{ type: contains, value: '{{word}}!' }", "Hello!", "Hello"],
  ["{ $ref: '#/assertionTemplates/short' }", "ab", "abcd"],
];

for (const [yaml, good, bad] of ASSERTIONS) {
  Deno.test(`the assertion ${yaml} is carried`, async () => {
    const result = await imported(`${HEAD}assertionTemplates: { short: { type: regex, value: "^.{0,2}$" } }
tests:
  - vars: { word: Hello }
    assert: [${yaml}]
`);
    const [fields] = rowsOf(result);
    const verdict = async (output: string) => {
      const scorers = createScorers({ checks: { field: "checks", mode: "mean" } });
      return (await scoreAnswer(scorers, { input: "", output, expected: null, fields })).scores[0];
    };
    assertEquals((await verdict(good)).score, 1);
    assert((await verdict(bad)).score! < 1);
    assertEquals(result.notes.filter(({ kind }) => kind === "left out"), []);
  });
}

Deno.test("latency and cost become bounds of the call", async () => {
  const [row] = rowsOf(
    await imported(`${HEAD}tests:
  - vars: { word: x }
    assert: [{ type: latency, threshold: 2000, weight: 2 }, { type: cost, threshold: 0.001 }]
`),
  );
  assertEquals(row.checks, [{ kind: "latency", max_ms: 2000, weight: 2 }, { kind: "cost", max_usd: "0.001" }]);
});

Deno.test("a rubric and a text to be near to become scorers that call, with endpoints to be named", async () => {
  const result = await imported(`${HEAD}tests:
  - vars: { word: x }
    assert: [{ type: llm-rubric, value: "Is polite to {{word}}" }, { type: similar, value: Hello, threshold: 0.8 }]
  - vars: { word: y }
`);
  assertEquals(rowsOf(result), [
    { test: "1", word: "x", rubric: "Is polite to x", expected: "Hello" },
    { test: "2", word: "y" },
  ]);
  assertEquals(notesOf(result), [
    "5 changed: tests[0].assert[0]",
    "5 changed: tests[0].assert[0]",
    "5 changed: tests[0].assert[1]",
  ]);
  assertStringIncludes(result.notes[1].message, "also looks at samples that have no");
  const plan = await planOf(`${HEAD}tests:
  - vars: { word: x }
    assert: [{ type: llm-rubric, value: Is polite }, { type: similar, value: Hello, threshold: 0.8 }]
`);
  assertEquals(plan.score.similarity?.threshold, 0.8);
  assertEquals(plan.score.judge?.show, ["input", "rubric"]);
});

Deno.test("what cannot be carried is told with its file and line", async () => {
  const result = await imported(
    `prompts: ["Say {{word}}", "{% if word %}x{% endif %}", "{{ word | upper }}", file://make.js]
providers:
  - openai:gpt-4o-mini
  - exec:./run.sh
  - openai:embedding:text-embedding-3-small
  - id: openai:gpt-4o
    config:
      temperature: 0
      apiKey: sk-hidden
      tools: file://tools.json
defaultTest:
  options: { transform: output.trim() }
tests:
  - vars: { word: x }
    threshold: 0.5
    assert:
      - type: javascript
        value: output.length < 5
      - type: contains
        value: "{{ word | upper }}"
      - { type: answer-relevance, value: x }
      - { type: regex, value: "(?=a)b" }
      - { type: contains, value: file://x.txt }
  - file://more.csv
  - file://gone.yaml
redteam: {}
`,
    { "eval/more.csv": "word,__expected,__prefix\ny,python: x,p\nz,contains: z,\n" },
  );
  assertEquals(notesOf(result), [
    "1 left out: prompts[1]",
    "1 left out: prompts[2]",
    "1 left out: prompts[3]",
    "4 left out: providers[1]",
    "5 left out: providers[2]",
    "9 left out: providers[3].config.apiKey",
    "10 left out: providers[3].config.tools",
    "12 left out: defaultTest.options",
    "15 left out: tests[0].threshold",
    "17 left out: tests[0].assert[0]",
    "19 left out: tests[0].assert[1]",
    "21 left out: tests[0].assert[2]",
    "22 left out: tests[0].assert[3]",
    "23 left out: tests[0].assert[4]",
    "25 left out: tests[2]",
    "26 left out: redteam",
    "2 left out: __prefix",
    "2 left out: assert[0]",
  ]);
  assertEquals(result.notes.slice(-2).map(({ file }) => file), ["more.csv", "more.csv"]);
  assertEquals(result.counts, { endpoints: 2, prompts: 1, samples: 3, checks: 1 });
  assert(!JSON.stringify(result).includes("sk-hidden"));
});

Deno.test("prompts that share only one of two messages with others are told of", async () => {
  const chat = (system: string, text: string) =>
    `'[{"role":"system","content":"${system}"},{"role":"user","content":"${text}"}]'`;
  const { counts, notes } = await imported(`prompts: [${chat("A", "x")}, ${chat("A", "y")}, ${chat("B", "z")}, "plain"]
providers: ["openai:gpt-4o-mini"]
`);
  assertEquals(counts.prompts, 2);
  assertEquals(notes.map(({ line, kind, message }) => [line, kind, message.slice(0, 24)]), [
    [1, "left out", "2 prompts are left out, "],
  ]);
});

Deno.test("tests come from YAML, JSON, JSON Lines and CSV, with their own lines", async () => {
  const files = {
    "eval/a.yaml": "- vars: { word: a }\n- vars: { word: b }\n  assert: [{ type: nope }]\n",
    "eval/b.json": '[{ "vars": { "word": "c" } }]',
    "eval/c.jsonl": '{ "vars": { "word": "d" } }\n\n{ "vars": { "word": "e" }, "provider": "x" }\n',
    "eval/d.csv": "word,__expected,__expected2,__description\nf,F,similar(0.9): near,first\ng,not-icontains: h,,\n",
  };
  const result = await imported(`${HEAD}tests: [file://a.yaml, b.json, file://c.jsonl, file://d.csv]\n`, files);
  assertEquals(rowsOf(result).map(({ word }) => word), ["a", "b", "c", "d", "e", "f", "g"]);
  assertEquals(rowsOf(result)[5].checks, [{ kind: "exact", trim: false, expected: "F" }]);
  assertEquals([rowsOf(result)[5].expected, rowsOf(result)[5].description], ["near", "first"]);
  assertEquals(rowsOf(result)[6].checks[0].not, true);
  assertEquals(result.notes.filter(({ kind }) => kind === "left out").map(({ file, line }) => [file, line]), [
    ["a.yaml", 3],
    ["c.jsonl", 3],
  ]);
});

Deno.test("variables that name others are filled in, five deep and no larger than memory", async () => {
  const { samples } = await imported(`${HEAD}tests:
  - vars: { word: "{{ greeting }}, {{unknown}}", greeting: "Hello {{who}}", who: [you, all] }
    assert: [{ type: contains, value: "{{word}}" }]
  - vars: { word: "{{word}}{{word}}{{word}}{{word}}{{word}}{{word}}{{word}}{{word}}{{word}}{{word}}" }
`);
  const rows = samples.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(rows.slice(0, 2).map(({ word }) => word), ["Hello you, {{unknown}}", "Hello all, {{unknown}}"]);
  assertStringIncludes(rows[0].checks[0].expected, "Hello you, ");
  assert(samples.length < 20_000_000);
});

Deno.test("default assertions come before a test's own, unless it says no", async () => {
  const result = await imported(`${HEAD}defaultTest: { assert: [{ type: is-json }] }
tests:
  - vars: { word: a }
    assert: [{ type: contains, value: x }]
  - vars: { word: b }
    options: { disableDefaultAsserts: true }
`);
  assertEquals(rowsOf(result).map(({ checks }) => checks?.map(({ kind }: { kind: string }) => kind)), [
    ["json_valid", "contains"],
    undefined,
  ]);
});

Deno.test("what every test's default assertion lacks is told once", async () => {
  const { notes } = await imported(`${HEAD}defaultTest: { assert: [{ type: python, value: x }] }
tests: [{ vars: { word: a } }, { vars: { word: b } }, { vars: { word: c } }]
`);
  assertEquals(notes.length, 1);
});

Deno.test("servers of one's own and models under other names are endpoints", async () => {
  const plan = await planOf(`prompts: ["x {{word}}"]
providers:
  - id: openai:chat:qwen2.5:7b
    config: { apiBaseUrl: "http://127.0.0.1:1/v1", apiKeyEnvar: LOCAL_KEY }
  - openrouter:meta-llama/llama-3.1-8b-instruct
  - { "groq:llama-3.1-8b-instant": { temperature: 1 } }
  - { "groq:llama-3.1-8b-instant": { temperature: 0 } }
tests: [{ vars: { word: a } }]
`);
  assertEquals(plan.endpoints.map(({ key, wireModel }) => [key, wireModel]), [
    ["openai/qwen2.5-7b@local", "qwen2.5:7b"],
    ["meta-llama/llama-3.1-8b-instruct@openrouter", "meta-llama/llama-3.1-8b-instruct"],
    ["groq/llama-3.1-8b-instant@groq", "llama-3.1-8b-instant"],
    ["groq/llama-3.1-8b-instant@groq/v2", "llama-3.1-8b-instant"],
  ]);
  assertEquals(plan.endpoints[0].apiKeyEnv, "LOCAL_KEY");
});

Deno.test("a configuration of which nothing is left is refused, with the reason", async () => {
  const cases: readonly (readonly [string, string])[] = [
    ["[", "as it is no YAML: line 1"],
    ["- a", "as it is no table"],
    ['prompts: ["x"]\nproviders: [echo]', "none of its providers can be used: the provider echo is left out"],
    ["providers: ['openai:gpt-4o']\nprompts: [file://p.js]", "none of its prompts can be used: a prompt is left out"],
    ["{}", "none of its providers can be used: current value"],
  ];
  for (const [yaml, message] of cases) {
    const error = await assertRejects(() => imported(yaml), UserError, message);
    assertEquals(error.exitCode, 2);
  }
});

Deno.test("without tests the prompts are sent once, and variables may be called as fields of a plan", async () => {
  const plan = await planOf('prompts: ["Say hello"]\nproviders: ["openai:gpt-4o-mini"]\n');
  assertEquals(cellCount(plan), 1);
  const result = await imported(`prompts: ["{{checks}} {{test}}"]
providers: ["openai:gpt-4o-mini"]
tests: [{ vars: { checks: a, test: b }, assert: [{ type: is-json }] }]
`);
  assertStringIncludes(result.plan, 'field = "checks_of_test"');
  assertEquals(Object.keys(rowsOf(result)[0]), ["test_of_test", "checks", "test", "checks_of_test"]);
  assertStringIncludes(result.plan, 'id_field = "test_of_test"');
});

Deno.test("any configuration is a plan or a mistake of the user, and never a crash", async () => {
  const value = fc.jsonValue({ maxDepth: 2 });
  const part = fc.record({ vars: value, assert: value, options: value }, { requiredKeys: [] });
  const table = fc.record({
    prompts: value,
    providers: value,
    tests: fc.array(part, { maxLength: 3 }),
    defaultTest: value,
  }, {
    requiredKeys: [],
  });
  await fc.assert(fc.asyncProperty(table, async (given) => {
    const config = { prompts: ["x {{a}}"], providers: ["openai:gpt-4o"], ...given };
    try {
      const { notes } = await imported(JSON.stringify(config));
      assert(notes.every(({ message }) => message !== ""));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }));
});

import { assertEquals } from "@std/assert";
import {
  checkPlan,
  forecast,
  parsePlan,
  planEstimate,
  planFromJson,
  planHash,
  planToJson,
} from "../../src/sweep/mod.ts";
import { scriptCalls } from "../../src/sweep/_script_calls.ts";

const planOf = (prompts: string, rest = "") =>
  parsePlan(
    `name = "talk"
repeats = 2
[parameters]
max_tokens = 10
[[endpoints]]
key = "openai/gpt-4o@openai"
base_url = "https://api.openai.com/v1"
price = { input_per_token_usd = "1", output_per_token_usd = "10" }
${rest}
[prompts]
${prompts}
[run]
max_tries = 3
`,
    { path: "talk.toml" },
  );

Deno.test("a script says how many calls its cell takes", () => {
  const script = (turns: number, tools: readonly (number | null)[]) => ({
    turns: Array.from({ length: turns }, () => []),
    toolResults: tools.map((times) => ({ tool: "f", result: "", ...(times === null ? {} : { times }) })),
    maxToolRounds: 4,
  });
  assertEquals(scriptCalls(undefined), { low: 1, expected: 1, high: 1 });
  assertEquals(scriptCalls(script(2, [])), { low: 3, expected: 3, high: 3 });
  assertEquals(scriptCalls(script(0, [null])), { low: 1, expected: 2, high: 5 });
  assertEquals(scriptCalls(script(1, [1, 2])), { low: 2, expected: 3, high: 5 });
});

Deno.test("an estimate counts the calls of conversations, and what is said again in each", async () => {
  const plan = await planOf('items = [{ prompt = "12345", turns = ["123", "1"] }, { prompt = "ab" }]');
  assertEquals(planEstimate(plan), {
    calls: 2 * (3 + 1),
    callsAtMost: 2 * (3 + 1) * 3,
    inputCharacters: 2 * (3 * 5 + 2 * 3 + 1 + 2),
    outputTokensAtMost: 2 * (3 + 1) * 10,
  });
});

Deno.test("a forecast lets the input grow by what was said and answered", async () => {
  const tokenizer = (text: string) => text.length;
  const at = "2026-11-21T00:00:00Z";
  const { total: one } = await forecast(await planOf('items = [{ prompt = "12345" }]'), { tokenizer, at });
  const { total: turn } = await forecast(await planOf('items = [{ prompt = "123" }]'), { tokenizer, at });
  const { total } = await forecast(await planOf('items = [{ prompt = "12345", turns = ["123"] }]'), { tokenizer, at });
  assertEquals(total.calls, 4);
  for (const [end, output] of [["low", 1], ["expected", 5], ["high", 10]] as const) {
    const first = one.inputTokens[end] / 2;
    const second = first + turn.inputTokens[end] / 2 + output;
    assertEquals(total.inputTokens[end], 2 * (first + second), end);
    assertEquals(total.outputTokens[end], 4 * output);
    assertEquals(total.costUsd[end], String(2 * (first + second) + 4 * output * 10));
  }
  const tools = await planOf('items = [{ prompt = "12345" }]\ntool_results = { f = "x" }\nmax_tool_rounds = 3');
  const { total: called } = await forecast(tools, { tokenizer, at });
  assertEquals([called.calls, called.outputTokens.high], [4, 2 * 4 * 10]);
});

Deno.test("a plan with scripts and axes of templates is the same plan on another machine", async () => {
  const plan = await planOf(
    'items = [{ q = "one", turns = ["two"] }, { q = "x", tool_results = { f = "y" } }]',
    '[grid]\ntemplate = ["{{q}}", "Please: {{q}}"]\nsystem = ["a", "b"]\n',
  );
  const other = await planFromJson(JSON.parse(JSON.stringify(planToJson(plan))));
  assertEquals(planHash(other), planHash(plan));
  assertEquals(other.samples.at(1, { system: 1, template: 1 }), plan.samples.at(1, { system: 1, template: 1 }));
});

Deno.test("what a script says must find room too", async () => {
  const record = {
    contextTokens: 100,
    maxInputTokens: null,
  };
  const long = "word ".repeat(200).trim();
  const plan = await planOf(`items = [{ id = "t", prompt = "short", turns = ["${long}"] }]`);
  const { offlineRecords } = await import("../../src/routing/mod.ts");
  const records = await offlineRecords(plan.endpoints, { env: () => undefined, store: ":memory:" });
  const [[key, known]] = [...records];
  const narrow = new Map([[key, { ...known, ...record }]]);
  const problems = await checkPlan(plan, {
    env: () => undefined,
    records: () => Promise.resolve(narrow),
    warn: () => {},
  });
  assertEquals(problems.map(({ parameter }) => parameter), ["messages"]);
});

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Decimal } from "../../../src/base/mod.ts";
import { cellsOf, forecast, type ForecastOptions, type PastCall, type SweepPlan } from "../../../src/sweep/mod.ts";
import { ENDPOINT, planOf } from "../_plans.ts";

const OPENAI = `[[endpoints]]
key = "openai/gpt-4o@openai"
base_url = "https://api.openai.com/v1"
price = { input_per_token_usd = "1", output_per_token_usd = "10" }
`;
const OTHER = OPENAI.replace("openai/gpt-4o@openai", "anthropic/claude@anthropic");
const LIMIT = "[parameters]\nmax_tokens = 100\n";

/** A token is a word. */
const words = (text: string) => text.split(/\s+/).length;

const forecastOf = (plan: SweepPlan, options: ForecastOptions = {}) =>
  forecast(plan, { tokenizer: words, at: "2026-11-21T12:00:00Z", ...options });

function pastCall(given: Partial<PastCall> = {}): PastCall {
  return {
    endpoint: "openai/gpt-4o@openai",
    cellId: null,
    inputTokens: null,
    outputTokens: 7,
    latencyMs: null,
    ...given,
  };
}

Deno.test("without a past call, input is counted and output is a share of the limit", async () => {
  const plan = await planOf({ endpoints: OPENAI, rest: LIMIT });
  const { endpoints: [one], total } = await forecastOf(plan);
  // "Q: 2 + 2" is four words and "Q: France?" two; three tokens stand around a message, and three before the answer.
  assertEquals(one.inputTokens, { low: 18, expected: 18, high: 20 });
  assertEquals(one.outputTokens, { low: 20, expected: 100, high: 200 });
  assertEquals(one.costUsd, { low: "218", expected: "1018", high: "2020" });
  assertEquals(one.basis, { input: "tokenizer", output: "limit", calls: 0 });
  const { calls, inputTokens, outputTokens, costUsd, timeMs } = one;
  assertEquals(total, { calls, inputTokens, outputTokens, costUsd, timeMs });
});

Deno.test("another family's tokens are an approximation with a margin", async () => {
  const { endpoints: [one] } = await forecastOf(await planOf({ endpoints: OTHER, rest: LIMIT }));
  assertEquals(one.basis.input, "approximation");
  const { low, expected, high } = one.inputTokens;
  assert(low < 18 && expected > 18 && high > 400, JSON.stringify(one.inputTokens));
});

Deno.test("what is unknown is null, and says what is missing", async () => {
  const { endpoints: [unlimited] } = await forecastOf(await planOf({ endpoints: OPENAI }));
  assertEquals(unlimited.outputTokens, { low: null, expected: null, high: null });
  assertEquals(unlimited.costUsd, { low: null, expected: null, high: null });
  assertEquals([unlimited.missing, unlimited.basis.output], [["outputTokens"], null]);
  const { endpoints: [unpriced], total } = await forecastOf(await planOf({ rest: LIMIT }));
  assertEquals([unpriced.costUsd.expected, unpriced.missing], [null, ["price"]]);
  assertEquals([total.costUsd.expected, total.outputTokens.expected], [null, 100]);
});

Deno.test("past calls of an endpoint tell how long its answers are, within the limit", async () => {
  const plan = await planOf({ endpoints: OPENAI, rest: LIMIT });
  const outputs = Array.from({ length: 100 }, (_, i) => pastCall({ outputTokens: i }));
  const history = [...outputs, pastCall({ outputTokens: null }), pastCall({ endpoint: "a/b@c", outputTokens: 9999 })];
  const { endpoints: [one] } = await forecastOf(plan, { history });
  assertEquals(one.basis, { input: "tokenizer", output: "history", calls: 100 });
  assertEquals(one.outputTokens, { low: 20, expected: 99, high: 190 });
  const limited = await planOf({ endpoints: OPENAI, rest: "[parameters]\nmax_tokens = 10\n" });
  assertEquals((await forecastOf(limited, { history })).total.outputTokens, { low: 20, expected: 20, high: 20 });
});

Deno.test("a request that was made before has the input that it had", async () => {
  const plan = await planOf({ endpoints: OPENAI, rest: LIMIT, head: 'name = "t"\nrepeats = 2\n' });
  const cells = [...cellsOf(plan)];
  const history = cells.map(({ id }, i) => pastCall({ cellId: id, inputTokens: 1000 + i, outputTokens: 1 }));
  const { endpoints: [one] } = await forecastOf(plan, { history });
  assertEquals(one.basis.input, "history");
  // The first repeat of each prompt tells for all of its calls.
  assertEquals(one.inputTokens, { low: 4004, expected: 4004, high: 4004 });
  const { endpoints: [half] } = await forecastOf(plan, { history: history.slice(0, 1) });
  assertEquals([half.basis.input, half.inputTokens.expected], ["tokenizer", 2 * 1000 + 2 * 8]);
});

Deno.test("a price by the hour takes the time of past calls", async () => {
  const endpoints = `${ENDPOINT}price = { per_hour_usd = "3600" }\n`;
  const plan = await planOf({ endpoints, rest: "[run]\nconcurrency = 2\n" });
  assertEquals((await forecastOf(plan)).endpoints[0].missing, ["latencyMs"]);
  const history = [pastCall({ endpoint: "acme/parrot@local/q4", latencyMs: 500 })];
  assertEquals((await forecastOf(plan, { history })).total.costUsd.expected, "0.5");
});

Deno.test("tiers and times of day count, and prices can come from elsewhere", async () => {
  const plan = await planOf({ endpoints: OPENAI, rest: LIMIT });
  const price = {
    kind: "tokens",
    inputUsd: "1",
    outputUsd: "0",
    overrides: [
      { minPromptTokens: 9, rates: { inputUsd: "2" } },
      { utcStart: "22:00", utcEnd: "06:00", rates: { inputUsd: "0" } },
    ],
  } as const;
  const expected = async (at: string) => (await forecastOf(plan, { prices: () => price, at })).total.costUsd.expected;
  assertEquals(await expected("2026-11-21T12:00:00Z"), "28");
  assertEquals(await expected("2026-11-21T23:00:00Z"), "0");
  assertEquals((await forecastOf(plan, { prices: () => null })).total.costUsd.expected, null);
});

Deno.test("an axis of limits counts each of its values as often as the grid has it", async () => {
  const plan = await planOf({ endpoints: OPENAI, rest: "[grid]\nmax_tokens = [10, 30]\n" });
  const { total } = await forecastOf(plan);
  assertEquals([total.calls, total.outputTokens.high], [4, 80]);
});

Deno.test("images are counted, and parts of other formats are not", async () => {
  const image = { type: "image", url: "data:," } as const;
  const plan = await planOf({ endpoints: OPENAI, rest: LIMIT });
  const messages = [{ role: "user", content: [image, { type: "text", text: "What is this?" }] }] as const;
  const pictured = { ...plan, samples: Array.from(plan.samples, (sample) => ({ ...sample, messages })) };
  const { total } = await forecastOf(pictured);
  assertEquals(total.inputTokens, { low: 2 * (9 + 85), expected: 2 * (9 + 765), high: 2 * (10 + 1600) });
});

Deno.test("the low end is never above what is expected, nor that above the high end, and totals are sums", async () => {
  const plan = await planOf({ endpoints: OPENAI + OTHER, rest: LIMIT });
  const keys = plan.endpoints.map(({ key }) => key);
  const call = fc.record({
    endpoint: fc.constantFrom(...keys),
    cellId: fc.constant(null),
    inputTokens: fc.nat(1000),
    outputTokens: fc.option(fc.nat(1000), { nil: null }),
    latencyMs: fc.option(fc.nat(1000), { nil: null }),
  });
  await fc.assert(fc.asyncProperty(fc.array(call, { maxLength: 30 }), async (history) => {
    const { endpoints, total } = await forecastOf(plan, { history });
    for (const { inputTokens, outputTokens, costUsd } of [...endpoints, total]) {
      assert(inputTokens.low <= inputTokens.expected && inputTokens.expected <= inputTokens.high);
      assert(outputTokens.low! <= outputTokens.expected! && outputTokens.expected! <= outputTokens.high!);
      const [low, expected, high] = [costUsd.low!, costUsd.expected!, costUsd.high!].map((usd) => Decimal.parse(usd));
      assert(low.compare(expected) <= 0 && expected.compare(high) <= 0);
    }
    const sum = endpoints.map(({ costUsd }) => Decimal.parse(costUsd.expected!)).reduce((a, b) => a.plus(b));
    assertEquals(total.costUsd.expected, sum.toString());
  }));
});

Deno.test("the tokenizer that comes with it counts what looks like its own tokens as text", async () => {
  const items = '[prompts]\nitems = [{ messages = [{ role = "user", content = "What is <|endoftext|> for?" }] }]\n';
  const plan = await planOf({ endpoints: OPENAI, rest: LIMIT, prompts: items });
  assertEquals((await forecast(plan)).total.inputTokens.low, 6 + 11);
});

Deno.test("a plan of very many prompts is counted in part", async () => {
  const plan = await planOf({ endpoints: OPENAI, rest: LIMIT });
  const text = "word ".repeat(50_000);
  const samples = Array.from({ length: 100 }, (_, i) => ({
    ...plan.samples.at(0)!,
    id: String(i),
    messages: [{ role: "user" as const, content: `${i} ${text}` }],
  }));
  let counted = 0;
  const tokenizer = (one: string) => {
    counted++;
    return one.length / 5;
  };
  const { total } = await forecastOf({ ...plan, samples }, { tokenizer });
  assert(counted < 20, `${counted}`);
  assert(Math.abs(total.inputTokens.expected / 100 - 50_006) < 3);
});

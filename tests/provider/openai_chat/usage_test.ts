import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { readUsage, type UsageSource } from "../../../src/provider/openai_chat/usage.ts";
import type { JsonObject } from "../../../src/spec/mod.ts";

function read(usage: JsonObject | null, rest: Partial<UsageSource> = {}) {
  return readUsage({ usage, timings: null, model: null, ...rest });
}

/** Input, cache read, cache write, output, reasoning. */
function counts(usage: JsonObject | null, rest: Partial<UsageSource> = {}) {
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens } = read(usage, rest).usage;
  return [inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens];
}

Deno.test("OpenAI's counts include what was cached and what was reasoned", () => {
  const usage = {
    prompt_tokens: 2006,
    completion_tokens: 300,
    total_tokens: 2306,
    prompt_tokens_details: { cached_tokens: 1920, cache_write_tokens: 40 },
    completion_tokens_details: { reasoning_tokens: 128 },
  };
  assertEquals(counts(usage), [2006, 1920, 40, 300, 128]);
  assertEquals(read(usage).rawUsage, usage);
});

Deno.test("the cached tokens are found under each provider's name", () => {
  const names: JsonObject[] = [
    { prompt_tokens_details: { cached_tokens: 7 } },
    { prompt_cache_hit_tokens: 7, prompt_cache_miss_tokens: 3 },
    { cached_tokens: 7, prompt_tokens_details: null },
    { num_cached_tokens: 7 },
    { cache_read_input_tokens: 7 },
  ];
  for (const name of names) {
    assertEquals(counts({ prompt_tokens: 10, completion_tokens: 1, ...name })[1], 7, JSON.stringify(name));
  }
});

Deno.test("the cached tokens written are found under each provider's name", () => {
  assertEquals(counts({ prompt_tokens: 10, cache_creation_input_tokens: 4 })[2], 4);
  assertEquals(counts({ prompt_tokens: 10, prompt_tokens_details: { cache_write_tokens: 5 } })[2], 5);
});

Deno.test("xAI adds the reasoning to the output, as its total shows", () => {
  const usage = {
    prompt_tokens: 496,
    completion_tokens: 77,
    total_tokens: 829,
    completion_tokens_details: { reasoning_tokens: 256 },
    cost_in_usd_ticks: 5_935_000,
  };
  assertEquals(counts(usage), [496, null, null, 333, 256]);
  assertEquals(read(usage).reportedCostUsd, "0.0005935");
  assertEquals(read(usage).warnings, []);
});

Deno.test("Vercel's gateway leaves Gemini's reasoning out of output and total", () => {
  const usage = {
    prompt_tokens: 223,
    completion_tokens: 25,
    total_tokens: 248,
    cost: 0.003938,
    market_cost: 0.003938,
    completion_tokens_details: { reasoning_tokens: 266 },
  };
  assertEquals(counts(usage, { model: "google/gemini-3-pro-preview" })[3], 291);
  const little = { ...usage, completion_tokens_details: { reasoning_tokens: 5 } };
  assertEquals(counts(little, { model: "google/gemini-3-pro-preview" })[3], 30);
  assertEquals(counts(little, { model: "openai/gpt-5" })[3], 25);
});

Deno.test("more reasoning than output means that it is counted apart, whoever says so", () => {
  const usage = { prompt_tokens: 5, completion_tokens: 2, completion_tokens_details: { reasoning_tokens: 10 } };
  assertEquals(counts(usage)[3], 12);
  assertEquals(read(usage).warnings.map(({ code }) => code), ["inconsistent"]);
});

Deno.test("but OpenRouter only counts it with another tokenizer", () => {
  const usage = {
    prompt_tokens: 43,
    completion_tokens: 10,
    total_tokens: 53,
    cost: 0,
    cost_details: { upstream_inference_cost: null },
    completion_tokens_details: { reasoning_tokens: 11 },
  };
  assertEquals(counts(usage), [43, null, null, 10, 10]);
  assertEquals(read(usage).reportedCostUsd, "0");
});

Deno.test("the thoughts that Gemini's OpenAI door hides in the total are output", () => {
  const usage = { prompt_tokens: 35, completion_tokens: 12, total_tokens: 109 };
  assertEquals(counts(usage), [35, null, null, 74, null]);
  assertEquals(read(usage).warnings.map(({ code }) => code), ["inconsistent"]);
});

Deno.test("a total says nothing of the output where the input is not counted", () => {
  const usage = { completion_tokens: 12, total_tokens: 109 };
  assertEquals([counts(usage), read(usage).warnings], [[null, null, null, 12, null], []]);
});

Deno.test("the sound that Mistral leaves out of the prompt is input", () => {
  const usage = { prompt_audio_seconds: 30, prompt_tokens: 9, completion_tokens: 248, total_tokens: 632 };
  assertEquals(counts(usage), [384, null, null, 248, null]);
});

Deno.test("llama.cpp's counters stand in where there is no usage, and tell what was cached", () => {
  const timings = { cache_n: 83, prompt_n: 1, predicted_n: 57, predicted_ms: 484.01 };
  assertEquals(counts(null, { timings }), [84, 83, null, 57, null]);
  assertEquals(read(null, { timings }).rawUsage, timings);
  const usage = { prompt_tokens: 84, completion_tokens: 57, total_tokens: 141 };
  assertEquals(counts(usage, { timings }), [84, 83, null, 57, null]);
  assertEquals(counts(null, { timings: { prompt_n: 4, predicted_n: 2 } }), [4, null, null, 2, null]);
});

Deno.test("the names of the responses API are understood", () => {
  const usage = {
    input_tokens: 12,
    output_tokens: 5,
    input_tokens_details: { cached_tokens: 3 },
    output_tokens_details: { reasoning_tokens: 2 },
  };
  assertEquals(counts(usage), [12, 3, null, 5, 2]);
});

Deno.test("what is no count is unknown", () => {
  assertEquals(counts({ prompt_tokens: "9", completion_tokens: -1, total_tokens: 1.5 }), [
    null,
    null,
    null,
    null,
    null,
  ]);
  assertEquals(counts({}), [null, null, null, null, null]);
  assertEquals(counts(null), [null, null, null, null, null]);
});

Deno.test("reported costs are exact decimals under each provider's name", () => {
  const cases: [JsonObject, string | null][] = [
    [{ cost: 0.00129 }, "0.00129"],
    [{ cost: 8.79e-5 }, "0.0000879"],
    [{ cost: "3.5E-7" }, "0.00000035"],
    [{ estimated_cost: 0.000001 }, "0.000001"],
    [{ cost: { input_tokens_cost: 0.1, request_cost: 0.005, total_cost: 0.10512 } }, "0.10512"],
    [{ cost_in_usd_ticks: 1 }, "0.0000000001"],
    [{ cost: null }, null],
    [{ cost: -1 }, null],
    [{ cost: "free" }, null],
    [{ cost: {} }, null],
    [{}, null],
  ];
  for (const [usage, cost] of cases) assertEquals(read(usage).reportedCostUsd, cost, JSON.stringify(usage));
});

Deno.test("with a key of one's own the provider's part is added to the fee, and only then", () => {
  const usage = { cost: 0.00001, is_byok: true, cost_details: { upstream_inference_cost: 0.0002 } };
  assertEquals(read(usage).reportedCostUsd, "0.00021");
  assertEquals(read({ ...usage, is_byok: false }).reportedCostUsd, "0.00001");
});

Deno.test("reasoning is never more than the output that it is part of", () => {
  const count = fc.option(fc.nat(10_000), { nil: undefined });
  fc.assert(fc.property(count, count, count, count, fc.boolean(), (prompt, completion, total, reasoning, isRouter) => {
    const usage = JSON.parse(JSON.stringify({
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens: total,
      completion_tokens_details: { reasoning_tokens: reasoning },
      cost_details: isRouter ? {} : undefined,
    }));
    const { outputTokens, reasoningTokens } = read(usage).usage;
    if (outputTokens !== null && reasoningTokens !== null) assertEquals(outputTokens >= reasoningTokens, true);
    if (completion !== undefined) assertEquals((outputTokens ?? -1) >= completion, true);
  }));
});

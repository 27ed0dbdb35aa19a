/** What users of other tools have complained about: one test each, which fails when it comes back. */
import { assertEquals } from "@std/assert";
import { actualCost, estimateCost, outputLimit, perMillion } from "../../src/catalog/cost/mod.ts";
import { ModelIds } from "../../src/catalog/ids/mod.ts";
import { enrich, enrichIndex, readEndpointList, readModelPage } from "../../src/catalog/mod.ts";
import { readUsage as readAnthropic } from "../../src/provider/anthropic_messages/usage.ts";
import { readUsage as readGemini } from "../../src/provider/gemini_generate_content/usage.ts";
import { readUsage as readOpenai } from "../../src/provider/openai_chat/usage.ts";
import type { JsonObject, JsonValue, TokenPrice } from "../../src/spec/mod.ts";
import { makeModel, tokenPrice } from "./records.ts";

const FETCHED_AT = "2026-11-21T00:00:00Z";
/** Three dollars per million in, fifteen out, a tenth of the input for what is read from a cache. */
const PRICE: TokenPrice = {
  kind: "tokens",
  inputUsd: "0.000003",
  outputUsd: "0.000015",
  cacheReadUsd: "0.0000003",
  cacheWriteUsd: "0.00000375",
  cacheWrite1hUsd: "0.000006",
};

const chat = (usage: JsonObject, model = "m") => readOpenai({ usage, timings: null, model }).usage;
const modelsOf = (provider: string, page: JsonValue) =>
  readModelPage(provider, page, { provider, fetchedAt: FETCHED_AT }).models;
const routed = (row: JsonObject) => modelsOf("openrouter", { data: [{ id: "a/b", ...row }] })[0];

Deno.test("cached tokens are billed twice", () => {
  // Each has a hundred thousand tokens in, nine tenths of them cached, and none out.
  const usages = {
    openai: chat({ prompt_tokens: 100_000, completion_tokens: 0, prompt_tokens_details: { cached_tokens: 90_000 } }),
    xai: chat({
      prompt_tokens: 100_000,
      completion_tokens: 0,
      total_tokens: 100_000,
      prompt_tokens_details: { text_tokens: 100_000, cached_tokens: 90_000 },
    }),
    deepseek: chat({ prompt_tokens: 100_000, completion_tokens: 0, prompt_cache_hit_tokens: 90_000 }),
    anthropic: readAnthropic({ input_tokens: 10_000, cache_read_input_tokens: 90_000, output_tokens: 0 }).usage,
    gemini: readGemini({ promptTokenCount: 100_000, cachedContentTokenCount: 90_000, totalTokenCount: 100_000 }).usage,
  };
  for (const [name, usage] of Object.entries(usages)) assertEquals(estimateCost(PRICE, usage).usd, "0.057", name);
});

Deno.test("what is written to a cache for an hour is billed as for five minutes, or as both", () => {
  const { usage } = readAnthropic({
    input_tokens: 1000,
    cache_creation_input_tokens: 3000,
    cache_creation: { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 2000 },
    output_tokens: 0,
  });
  assertEquals(estimateCost(PRICE, usage).usd, "0.01875");
});

Deno.test("reasoning is missing from the output, or billed twice", () => {
  const details = { completion_tokens_details: { reasoning_tokens: 900 } };
  const usages = {
    gemini: readGemini({ promptTokenCount: 0, candidatesTokenCount: 100, thoughtsTokenCount: 900 }).usage,
    xai: chat({ prompt_tokens: 0, completion_tokens: 100, total_tokens: 1000, ...details }),
    openai: chat({ prompt_tokens: 0, completion_tokens: 1000, total_tokens: 1000, ...details }),
    vercelGemini: chat(
      { prompt_tokens: 0, completion_tokens: 100, total_tokens: 100, market_cost: 1, ...details },
      "google/gemini-3-pro-preview",
    ),
  };
  for (const [name, usage] of Object.entries(usages)) assertEquals(estimateCost(PRICE, usage).usd, "0.015", name);
});

Deno.test("prices are off by a factor of a thousand as units are mixed up", () => {
  const lists: { readonly [provider: string]: JsonValue } = {
    openrouter: { data: [{ id: "a/b", pricing: { prompt: "0.000003", completion: "0.000015" } }] },
    requesty: { data: [{ id: "a/b", input_price: 3e-6, output_price: 1.5e-5 }] },
    vercel: { data: [{ id: "a/b", pricing: { input: "0.000003", output: "0.000015" } }] },
    together: [{ id: "a/b", pricing: { input: 3, output: 15 } }],
    perplexity: { data: [{ id: "a/b", pricing: { input: 3, output: 15, unit: "usd_per_1m_tokens" } }] },
    deepinfra: [{ model_name: "a/b", pricing: { cents_per_input_token: 0.0003, cents_per_output_token: 0.0015 } }],
    xai: { models: [{ id: "b", prompt_text_token_price: 30_000, completion_text_token_price: 150_000 }] },
  };
  for (const [provider, page] of Object.entries(lists)) {
    const price = modelsOf(provider, page)[0].price as TokenPrice;
    assertEquals([perMillion(price.inputUsd), perMillion(price.outputUsd)], ["3", "15"], provider);
  }
});

Deno.test("a model gets the price of another one whose name begins alike", () => {
  const known = makeModel({ key: "anthropic/claude-opus-4", price: tokenPrice("0.000015", "0.000075") });
  const index = enrichIndex({ models: [known], endpoints: [] });
  for (const id of ["claude-opus-4-7", "claude-opus", "claude-opus-4-fast"]) {
    const [model] = modelsOf("anthropic", { data: [{ id }] });
    assertEquals([model.key, enrich(model, index).price], [model.key, null]);
    assertEquals(new ModelIds([known]).resolve(model.key).kind, "gone");
  }
});

Deno.test("an unknown price is taken for nothing, and nothing for unknown", () => {
  const usage = chat({ prompt_tokens: 10, completion_tokens: 10 });
  const timing = { latencyMs: null };
  assertEquals(actualCost({ usage, reportedCostUsd: null, timing }, {}).usd, null);
  assertEquals(actualCost({ usage, reportedCostUsd: "0", timing }, { endpoint: PRICE }).usd, "0");
  const free = routed({ id: "a/b:free", pricing: { prompt: "0", completion: "0" } });
  assertEquals(estimateCost(free, usage).usd, "0");
  for (const rate of ["-1", "0"]) {
    assertEquals(estimateCost(routed({ pricing: { prompt: rate, completion: rate } }), usage).usd, null, rate);
  }
});

Deno.test("the priced model costs nothing as its free variant has the same dated name", () => {
  const rows = ["a/b:free", "a/b"].map((id) => ({
    id,
    canonical_slug: "a/b-20260101",
    pricing: id.endsWith(":free") ? { prompt: "0", completion: "0" } : { prompt: "0.000001", completion: "0.000002" },
  }));
  for (const data of [rows, rows.toReversed()]) {
    const found = new ModelIds(modelsOf("openrouter", { data })).resolve("a/b-20260101");
    assertEquals(found.kind === "found" && found.key, "a/b");
  }
});

Deno.test("a price that was taken from an older list replaces the one that a list has itself", () => {
  const older = makeModel({
    key: "openai/gpt-x",
    price: tokenPrice("0.000009", "0.000009"),
    fetchedAt: "2026-01-01T00:00:00Z",
  });
  const own = makeModel({ key: "openai/gpt-x", provider: "openai", price: tokenPrice("0.000001", "0.000002") });
  assertEquals(enrich(own, enrichIndex({ models: [older], endpoints: [] })).price, own.price);
});

Deno.test("tiers are dropped, begin a token early, or change a part of the prompt only", () => {
  const model = routed({
    pricing: {
      prompt: "0.000001",
      completion: "0.000002",
      overrides: [
        { min_prompt_tokens: 200_000, prompt: "0.000002" },
        { min_prompt_tokens: 400_000, prompt: "0.000004" },
      ],
    },
  });
  const cost = (tokens: number) => estimateCost(model, chat({ prompt_tokens: tokens, completion_tokens: 0 })).usd;
  assertEquals([cost(200_000), cost(200_001), cost(400_001)], ["0.2", "0.400002", "1.600004"]);
});

Deno.test("a discount that is off already is taken off again", () => {
  const endpoints = [{ tag: "x", pricing: { prompt: "0.0000065", completion: "0.00001", discount: 0.35 } }];
  const page = { data: { id: "a/b", endpoints } };
  const [endpoint] = readEndpointList(page, { provider: "openrouter", fetchedAt: FETCHED_AT }).endpoints;
  assertEquals(estimateCost(endpoint, chat({ prompt_tokens: 1_000_000, completion_tokens: 0 })).usd, "6.5");
});

Deno.test("a model has the small context of its best endpoint, or an endpoint the large one of its model", () => {
  const model = routed({ context_length: 1_048_576, top_provider: { context_length: 32_768 } });
  assertEquals(model.contextTokens, 1_048_576);
  const page = { data: { id: "a/b", context_length: 1_048_576, endpoints: [{ tag: "x", context_length: 32_768 }] } };
  const facts = { provider: "openrouter", fetchedAt: FETCHED_AT };
  assertEquals(readEndpointList(page, facts).endpoints[0].contextTokens, 32_768);
});

Deno.test("a context that nobody tells is some usual number", () => {
  const rows: readonly JsonObject[] = [{}, { context_length: 0 }, { context_length: null }];
  for (const row of rows) {
    assertEquals([routed(row).contextTokens, routed(row).maxOutputTokens], [null, null]);
  }
});

Deno.test("so many output tokens are asked for that no prompt fits, and every call is refused", () => {
  const limits = { contextTokens: 262_144, maxOutputTokens: 262_144 };
  assertEquals(outputLimit(limits, 1000), 261_144);
  assertEquals(outputLimit({ ...limits, maxOutputTokens: null }, 300_000), 0);
});

Deno.test("tokens that are read from one cache and written to another make the input negative", () => {
  const { inputTokens, ...rest } = chat({
    prompt_tokens: 2168,
    completion_tokens: 0,
    prompt_tokens_details: { cached_tokens: 2161, cache_write_tokens: 2161 },
  });
  const { parts } = estimateCost(PRICE, { inputTokens, ...rest });
  assertEquals(parts.find(({ name }) => name === "input")?.count, 7);
});

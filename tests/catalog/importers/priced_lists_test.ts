import { assertEquals } from "@std/assert";
import { readModelPage } from "../../../src/catalog/mod.ts";
import type { JsonObject, JsonValue, ModelRecord, TokenPrice } from "../../../src/spec/mod.ts";

function read(provider: string, page: JsonValue): readonly ModelRecord[] {
  return readModelPage(provider, page, { provider, fetchedAt: "2026-08-01T00:00:00Z" }).models;
}

function rates(model: ModelRecord): Partial<TokenPrice> | null {
  if (model.price?.kind !== "tokens") return null;
  const { kind: _, ...rest } = model.price;
  return rest;
}

const TOGETHER: JsonObject = {
  id: "meta-llama/Llama-3.3-70B-Instruct-Turbo",
  type: "chat",
  display_name: "Llama 3.3 70B",
  context_length: 131072,
  pricing: { base: 0, hourly: 0, input: 0.88, output: 0.88, cached_input: 0.44 },
};

Deno.test("Together: dollars per million, in a bare array", () => {
  const [model] = read("together", [TOGETHER]);
  assertEquals(model.key, "meta-llama/llama-3.3-70b-instruct-turbo");
  assertEquals(model.wireModel, "meta-llama/Llama-3.3-70B-Instruct-Turbo");
  assertEquals(rates(model), { inputUsd: "0.00000088", outputUsd: "0.00000088", cacheReadUsd: "0.00000044" });
});

Deno.test("Together: nothing for tokens is free by name, an hour's price, or unknown", () => {
  const nothing = { input: 0, output: 0, hourly: 0 };
  const [free, hourly, unknown] = read("together", [
    { ...TOGETHER, id: "a/model-Free", pricing: nothing },
    { ...TOGETHER, id: "a/own", pricing: { ...nothing, hourly: 2.4 } },
    { ...TOGETHER, id: "a/other", pricing: nothing },
  ]);
  assertEquals(free.price, { kind: "tokens", inputUsd: "0", outputUsd: "0" });
  assertEquals(hourly.price, { kind: "hour", hourUsd: "2.4", slots: null });
  assertEquals(unknown.price, null);
});

Deno.test("Together: what is not for chat says so", () => {
  const kinds = ["chat", "image", "embedding", "rerank", "moderation", "language", "audio", "news"];
  const models = read("together", kinds.map((type, i) => ({ ...TOGETHER, id: `a/m${i}`, type })));
  assertEquals(models.map(({ kind }) => kind), [
    ...["chat", "image", "embedding", "rerank", "moderation", "other", "audio", "other"],
  ] as ModelRecord["kind"][]);
});

Deno.test("DeepInfra: cents per token, cached ones as a share, and a discount that is still to come off", () => {
  const [model] = read("deepinfra", [{
    model_name: "Qwen/Qwen3-Max",
    reported_type: "text-generation",
    max_tokens: 256000,
    tags: ["tools", "reasoning", "json"],
    pricing: {
      type: "tokens",
      cents_per_input_token: 0.00012,
      cents_per_output_token: 0.0006,
      rate_per_input_token_cached: 0.2,
      discount: 0.25,
    },
  }]);
  assertEquals(rates(model), {
    inputUsd: "0.0000012",
    outputUsd: "0.000006",
    cacheReadUsd: "0.00000024",
    discount: "0.25",
  });
  assertEquals([model.key, model.contextTokens, model.capabilities.tools], ["qwen/qwen3-max", 256000, "yes"]);
  assertEquals(model.capabilities.images, "uncertain");
});

Deno.test("DeepInfra: what is billed by the second has no price by the token, and what is gone is deprecated", () => {
  const [image, gone] = read("deepinfra", [
    { model_name: "a/paints", reported_type: "text-to-image", pricing: { type: "time", cents_per_sec: 0.05 } },
    { model_name: "a/old", reported_type: "text-generation", deprecated: 1_700_000_000, replaced_by: "a/new" },
  ]);
  assertEquals([image.kind, image.price, image.extra.pricing], ["image", null, { type: "time", cents_per_sec: 0.05 }]);
  assertEquals([gone.deprecated, gone.expiresOn, gone.replacedBy], [true, "2023-11-14", "a/new"]);
});

Deno.test("Requesty: dollars per token as numbers, the caching price for writing, the cached one for reading", () => {
  const [model, region] = read("requesty", {
    data: [
      {
        id: "anthropic/claude-haiku-4-5",
        api: "chat",
        input_price: 0.000001,
        caching_price: 0.00000125,
        cached_price: 1e-7,
        output_price: 0.000005,
        context_window: 200000,
        max_output_tokens: 64000,
        supports_tool_calling: true,
        supports_vision: false,
      },
      { id: "vertex/claude-haiku-4-5@eu", input_price: 0.000001, output_price: 0.000005 },
    ],
  });
  assertEquals(rates(model), {
    inputUsd: "0.000001",
    outputUsd: "0.000005",
    cacheReadUsd: "0.0000001",
    cacheWriteUsd: "0.00000125",
  });
  assertEquals(model.key, "anthropic/claude-haiku-4.5");
  const { tools, images, jsonSchema } = model.capabilities;
  assertEquals([tools, images, jsonSchema], ["yes", "no", "uncertain"]);
  assertEquals([region.key, region.wireModel], ["vertex/claude-haiku-4-5:eu", "vertex/claude-haiku-4-5@eu"]);
});

Deno.test("Perplexity: dollars per million, and no price in a unit that nobody knows", () => {
  const row = (id: string, unit: string) => ({
    id,
    created: 0,
    pricing: { input: 0.25, output: 2.5, cache_read: 0.0625, unit },
  });
  const [model, strange] = read("perplexity", {
    data: [row("xai/grok-4.5", "usd_per_1m_tokens"), row("xai/grok-5", "eur_per_1m_tokens")],
  });
  assertEquals(rates(model), { inputUsd: "0.00000025", outputUsd: "0.0000025", cacheReadUsd: "0.0000000625" });
  assertEquals([model.key, model.wireModel, model.createdOn], ["x-ai/grok-4.5", "xai/grok-4.5", null]);
  assertEquals(strange.price, null);
});

const GROK: JsonObject = {
  id: "grok-4.20-0309-non-reasoning",
  aliases: ["grok-4.20-non-reasoning"],
  context_length: 2000000,
  created: 1772668800,
  prompt_text_token_price: 12500,
  cached_prompt_text_token_price: 2000,
  completion_text_token_price: 25000,
  prompt_text_token_price_long_context: 25000,
  completion_text_token_price_long_context: 50000,
  long_context_threshold: 128000,
};

Deno.test("xAI: cents per hundred million, and a long context that begins at its threshold", () => {
  const [model] = read("xai", { data: [GROK] });
  assertEquals(rates(model), {
    inputUsd: "0.00000125",
    outputUsd: "0.0000025",
    cacheReadUsd: "0.0000002",
    overrides: [{ minPromptTokens: 127_999, rates: { inputUsd: "0.0000025", outputUsd: "0.000005" } }],
  });
  assertEquals([model.key, model.aliases], ["x-ai/grok-4.20-0309-non-reasoning", ["x-ai/grok-4.20-non-reasoning"]]);
});

Deno.test("xAI: the list of language models has the same prices, and modalities", () => {
  const [model] = read("xai", {
    models: [{ ...GROK, long_context_threshold: 0, input_modalities: ["text", "image"], output_modalities: ["text"] }],
  });
  assertEquals(rates(model), { inputUsd: "0.00000125", outputUsd: "0.0000025", cacheReadUsd: "0.0000002" });
  assertEquals([model.capabilities.images, model.capabilities.files], ["yes", "no"]);
});

Deno.test("Vercel: dollars per token as texts, and tiers that begin with their first token", () => {
  const [model, old, unpriced] = read("vercel", {
    data: [
      {
        id: "google/gemini-3-pro",
        type: "language",
        tags: ["tool-use", "vision"],
        released: 1763424000,
        context_window: 1000000,
        max_tokens: 64000,
        pricing: {
          input: "0.000002",
          input_tiers: [{ cost: "0.000002", min: 0, max: 200001 }, { cost: "0.000004", min: 200001 }],
          output: "0.000012",
          output_tiers: [{ cost: "0.000012", min: 0, max: 200001 }, { cost: "0.000018", min: 200001 }],
          input_cache_read: "0.0000002",
        },
      },
      {
        id: "openai/gpt-4o",
        modelType: "language",
        pricing: { input: "0.0000025", output: "0.00001", cachedInputTokens: "0.00000125" },
      },
      { id: "perplexity/sonar", type: "language", pricing: {} },
    ],
  });
  assertEquals(rates(model), {
    inputUsd: "0.000002",
    outputUsd: "0.000012",
    cacheReadUsd: "0.0000002",
    overrides: [{ minPromptTokens: 200_000, rates: { inputUsd: "0.000004", outputUsd: "0.000018" } }],
  });
  const { tools, images, files } = model.capabilities;
  assertEquals([tools, images, files, model.createdOn], ["yes", "yes", "uncertain", "2025-11-18"]);
  assertEquals(rates(old), { inputUsd: "0.0000025", outputUsd: "0.00001", cacheReadUsd: "0.00000125" });
  assertEquals(unpriced.price, null);
});

import { assertEquals } from "@std/assert";
import { readModelPage } from "../../../src/catalog/mod.ts";
import type { JsonObject, JsonValue, ModelRecord, TokenPrice } from "../../../src/spec/mod.ts";

const FACTS = { provider: "openrouter", fetchedAt: "2026-08-01T00:00:00Z" };

function read(...rows: JsonObject[]): readonly ModelRecord[] {
  return readModelPage("openrouter", { data: rows }, FACTS).models;
}

function priced(pricing: JsonValue, id = "author/slug") {
  return read({ id, pricing })[0].price;
}

Deno.test("a price keeps every digit of its text", () => {
  const pricing = { prompt: "0.00000100000000000000015", completion: "0.000006" };
  assertEquals(priced(pricing), { kind: "tokens", inputUsd: "0.00000100000000000000015", outputUsd: "0.000006" });
});

Deno.test("-1 is no price, and 0 is one only where the name says so", () => {
  assertEquals(priced({ prompt: "-1", completion: "-1" }, "openrouter/auto"), null);
  assertEquals(priced({ prompt: "0", completion: "0" }, "qwen/qwen3-235b-a22b-thinking-2507"), null);
  const free: TokenPrice = { kind: "tokens", inputUsd: "0", outputUsd: "0" };
  assertEquals(priced({ prompt: "0", completion: "0", request: "0", image: "0" }, "qwen/qwen3-8b:free"), free);
  assertEquals(priced({ prompt: "0", completion: "0" }, "openrouter/free"), free);
});

Deno.test("a free input with a paid output is a price", () => {
  const price: TokenPrice = { kind: "tokens", inputUsd: "0", outputUsd: "0.000001" };
  assertEquals(priced({ prompt: "0", completion: "0.000001" }), price);
});

Deno.test("one rate below nothing makes the whole price unknown", () => {
  assertEquals(priced({ prompt: "0.000001", completion: "0.000002", request: "-1" }), null);
  assertEquals(priced({ prompt: "0.000001" }), null);
  assertEquals(priced({ prompt: "cheap", completion: "0.000002" }), null);
  assertEquals(priced(null), null);
});

Deno.test("every further rate has its name, and those of 0 are what is not charged apart", () => {
  const pricing = {
    prompt: "0.000003",
    completion: "0.000015",
    input_cache_read: "0.0000003",
    input_cache_write: "0.00000375",
    input_cache_write_1h: "0.000006",
    internal_reasoning: "0.00002",
    audio: "0.00003",
    audio_output: "0.00006",
    image_output: "0.00012",
    web_search: "0.01",
    request: "0",
  };
  assertEquals(priced(pricing), {
    kind: "tokens",
    inputUsd: "0.000003",
    outputUsd: "0.000015",
    cacheReadUsd: "0.0000003",
    cacheWriteUsd: "0.00000375",
    cacheWrite1hUsd: "0.000006",
    reasoningUsd: "0.00002",
    audioInputUsd: "0.00003",
    audioOutputUsd: "0.00006",
    imageOutputUsd: "0.00012",
    webSearchUsd: "0.01",
  });
});

Deno.test("what an image costs is told of its tokens, so it is kept and not charged beside them", () => {
  const [model] = read({ id: "a/b", pricing: { prompt: "0.00001", completion: "0.00004", image: "0.00765" } });
  assertEquals(model.price, { kind: "tokens", inputUsd: "0.00001", outputUsd: "0.00004" });
  assertEquals(model.extra.pricing, { image: "0.00765" });
});

Deno.test("overrides have their conditions in our words", () => {
  const price = priced({
    prompt: "0.000001",
    completion: "0.000002",
    overrides: [
      { min_prompt_tokens: 200000, prompt: "0.000002", input_cache_read: "0.0000001" },
      { utc_start: 1630, utc_end: 30, utc_days: ["Monday", "friday"], completion: "0.000001" },
      { utc_start: 1200, utc_end: 0, prompt: "0.0000005" },
      { utc_start: 0, utc_end: 2400, utc_days: ["sunday"], prompt: "0" },
    ],
  });
  assertEquals(price?.kind === "tokens" && price.overrides, [
    { minPromptTokens: 200_000, rates: { inputUsd: "0.000002", cacheReadUsd: "0.0000001" } },
    { utcStart: "16:30", utcEnd: "00:30", utcDays: ["monday", "friday"], rates: { outputUsd: "0.000001" } },
    { utcStart: "12:00", utcEnd: "00:00", rates: { inputUsd: "0.0000005" } },
    { utcStart: "00:00", utcDays: ["sunday"], rates: { inputUsd: "0" } },
  ]);
});

Deno.test("an override whose condition nobody knows is one of which nobody knows whether it holds", () => {
  const strange: JsonValue[] = [
    { prompt: "0.000002" },
    { min_prompt_tokens: 1000, service_tier: "flex", prompt: "0.000002" },
    { utc_start: 2575, prompt: "0.000002" },
    "cheap at night",
  ];
  const [model] = read({ id: "a/b", pricing: { prompt: "0.000001", completion: "0.000002", overrides: strange } });
  const rates = { inputUsd: "0.000002" };
  assertEquals(model.price, {
    kind: "tokens",
    inputUsd: "0.000001",
    outputUsd: "0.000002",
    overrides: [
      { unknownCondition: true, rates },
      { minPromptTokens: 1000, unknownCondition: true, rates },
      { unknownCondition: true, rates },
    ],
  });
  assertEquals(model.extra.pricing, { overrides: strange });
});

Deno.test("a variant shares the dated name of its base and not the price, so it has the name with its variant", () => {
  const models = read(
    { id: "poolside/laguna", canonical_slug: "poolside/laguna-20260720", pricing: { prompt: "1", completion: "1" } },
    { id: "poolside/laguna:free", canonical_slug: "poolside/laguna-20260720" },
    { id: "openai/gpt-oss-20b", canonical_slug: "openai/gpt-oss-20b" },
    { id: "openai/gpt-oss-20b:free", canonical_slug: "openai/gpt-oss-20b" },
  );
  assertEquals(models.map(({ aliases }) => aliases), [
    ["poolside/laguna-20260720"],
    ["poolside/laguna-20260720:free"],
    [],
    [],
  ]);
});

Deno.test("a name that two models claim names neither", () => {
  const models = read({ id: "a/one", canonical_slug: "a/both" }, { id: "a/two", canonical_slug: "a/both" });
  assertEquals(models.map(({ aliases }) => aliases), [[], []]);
});

Deno.test("a moving name says whom it stands for", () => {
  const [model] = read({ id: "~x-ai/grok-latest", alias_target: { name: "Grok 4.5", slug: "x-ai/grok-4.5" } });
  assertEquals([model.key, model.aliasOf], ["~x-ai/grok-latest", "x-ai/grok-4.5"]);
});

Deno.test("abilities come from parameters and modalities, and from nothing where there are none", () => {
  const [tools, image, silent] = read(
    { id: "a/tools", supported_parameters: ["tools", "seed", "reasoning"] },
    { id: "a/image", architecture: { input_modalities: ["text", "image"], output_modalities: ["text"] } },
    { id: "a/silent", supported_parameters: [] },
  );
  const { tools: calls, json, seed, reasoning, images } = tools.capabilities;
  assertEquals([calls, json, seed, reasoning, images], ["yes", "no", "yes", "yes", "uncertain"]);
  assertEquals([image.capabilities.images, image.capabilities.audio], ["yes", "no"]);
  assertEquals(image.capabilities.tools, "uncertain");
  assertEquals(silent.capabilities.tools, "uncertain");
});

Deno.test("older rows tell modalities in one text", () => {
  const [model] = read({ id: "a/b", architecture: { modality: "text+image->text" } });
  assertEquals([model.inputModalities, model.outputModalities], [["text", "image"], ["text"]]);
  assertEquals([model.kind, model.capabilities.images], ["chat", "yes"]);
});

Deno.test("dates are days, and a date that stands for never is none", () => {
  const [model, never] = read(
    { id: "a/b", created: 1785478908, expiration_date: "2026-08-01", knowledge_cutoff: "2026-02-16" },
    { id: "a/c", expiration_date: "2098-12-31", created: 0 },
  );
  assertEquals(
    [model.createdOn, model.expiresOn, model.deprecated, model.knowledgeCutoff],
    ["2026-07-31", "2026-08-01", true, "2026-02-16"],
  );
  assertEquals([never.createdOn, never.expiresOn, never.deprecated], [null, null, false]);
});

Deno.test("limits are whole and above nought, or unknown", () => {
  const [model] = read({ id: "a/b", context_length: 0, top_provider: { max_completion_tokens: null } });
  assertEquals([model.contextTokens, model.maxOutputTokens], [null, null]);
});

Deno.test("what is unknown to us is kept, prose and what says nothing are not", () => {
  const [model] = read({
    id: "a/b",
    description: "A model.",
    hugging_face_id: "",
    quality: 0.7,
    per_request_limits: null,
  });
  assertEquals(model.extra, { quality: 0.7 });
});

Deno.test("a row without an id is set aside with the reason, and the others are read", () => {
  const page: JsonValue = { data: [{ name: "nobody" }, 7, { id: "a/b" }, { id: "a/b" }, { id: "b" }] };
  const { models, skipped } = readModelPage("openrouter", page, FACTS);
  assertEquals(models.map(({ key }) => key), ["a/b"]);
  assertEquals(skipped.map(({ reason }) => reason), [
    "it has no id",
    "it is no object",
    "an earlier row is a/b",
    "its id makes no key: b",
  ]);
});

Deno.test("the next page is the query of its link", () => {
  const next = (link: JsonValue) => readModelPage("openrouter", { data: [], links: { next: link } }, FACTS).next;
  assertEquals(next("https://openrouter.ai/api/v1/models?cursor=abc&limit=2"), { cursor: "abc", limit: "2" });
  assertEquals([next(null), next("/api/v1/models")], [null, null]);
});

Deno.test("what a model makes is told by what comes out of it", () => {
  const kinds = {
    text: "chat",
    "image+text": "chat",
    embeddings: "embedding",
    embedding: "embedding",
    image: "image",
    audio: "audio",
    rerank: "rerank",
    video: "other",
  };
  const rows = Object.keys(kinds).map((modality, place) => ({
    id: `author/model-${place}`,
    architecture: { modality: `text->${modality}` },
  }));
  assertEquals(read(...rows).map(({ kind }) => kind), Object.values(kinds) as ModelRecord["kind"][]);
});

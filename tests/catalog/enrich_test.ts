import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  enrich,
  enrichIndex,
  loadEmbeddedCatalog,
  loadEmbeddedEndpoints,
  priceOriginOf,
  readEndpointList,
  readModelPage,
} from "../../src/catalog/mod.ts";
import type { EndpointRecord, JsonObject, ModelRecord } from "../../src/spec/mod.ts";

const ROUTER = { provider: "openrouter", fetchedAt: "2026-08-01T00:00:00Z" };
const BEFORE = { provider: "openrouter", fetchedAt: "2026-05-18T00:00:00Z" };
const PRICING = { prompt: "0.000002", completion: "0.000008", input_cache_read: "0.0000005" };

function known(...rows: JsonObject[]): readonly ModelRecord[] {
  const filled = rows.map((row) => ({
    pricing: PRICING,
    context_length: 200_000,
    supported_parameters: ["tools"],
    ...row,
  }));
  return readModelPage("openrouter", { data: filled }, ROUTER).models;
}

function endpoints(model: string, ...rows: JsonObject[]): readonly EndpointRecord[] {
  const data = { id: model, endpoints: rows.map((row) => ({ pricing: PRICING, context_length: 100_000, ...row })) };
  return readEndpointList({ data }, BEFORE).endpoints;
}

/** A model of a list that tells names only. */
function listed(provider: string, id: string): ModelRecord {
  const page = provider === "deepinfra" || provider === "together" ? [{ id, model_name: id }] : { data: [{ id }] };
  return readModelPage(provider, page, { provider, fetchedAt: "2026-08-02T00:00:00Z" }).models[0];
}

function filledOf({ extra }: ModelRecord): JsonObject {
  return (extra.enriched ?? {}) as JsonObject;
}

Deno.test("the author's own model behind closed weights has the model's price, limits and abilities, each marked", () => {
  const index = enrichIndex({ models: known({ id: "openai/gpt-9" }), endpoints: [] });
  const model = enrich(listed("openai", "gpt-9"), index);
  assertEquals(model.price?.kind === "tokens" && model.price.cacheReadUsd, "0.0000005");
  assertEquals([model.contextTokens, model.capabilities.tools, model.capabilities.seed], [200_000, "yes", "no"]);
  assertEquals(priceOriginOf(model), { source: "model", asOf: ROUTER.fetchedAt });
  const mark = { from: "openai/gpt-9", asOf: ROUTER.fetchedAt };
  assertEquals(filledOf(model), { contextTokens: mark, parameters: mark, price: mark, capabilities: mark });
  assertEquals(model.fetchedAt, "2026-08-02T00:00:00Z", "the list itself stays as old as it is");
});

Deno.test("an alias without a date may be another model tomorrow, and fills nothing", () => {
  const index = enrichIndex({ models: known({ id: "openai/gpt-9-large" }), endpoints: [] });
  const of = (alias: string) => index.modelOf({ ...listed("openai", "gpt-9x"), aliases: [alias] })?.key ?? null;
  assertEquals([of("openai/gpt-9-large"), of("openai/gpt-9-large-2026")], [null, null]);
  const dated = enrichIndex({ models: known({ id: "openai/gpt-9-2026-04-16" }), endpoints: [] });
  assertEquals(
    dated.modelOf({ ...listed("openai", "gpt-9x"), aliases: ["openai/gpt-9-2026-04-16"] })?.key,
    "openai/gpt-9-2026-04-16",
  );
});

Deno.test("a dated name is another name of the model", () => {
  const index = enrichIndex({
    models: known({ id: "openai/o9", canonical_slug: "openai/o9-2026-04-16" }),
    endpoints: [],
  });
  assert(enrich(listed("openai", "o9-2026-04-16"), index).price !== null);
});

Deno.test("a beginning or a part of a name is no name: no price comes by either", () => {
  const index = enrichIndex({ models: known({ id: "openai/gpt-9" }, { id: "openai/gpt-9-mini:free" }), endpoints: [] });
  for (const id of ["gpt-9-mini", "gpt-9-2026-01-01", "gpt-", "gpt-9o", "9"]) {
    assertEquals(enrich(listed("openai", id), index), listed("openai", id), id);
  }
});

Deno.test("who serves another's model has the price of the router's endpoint that he serves, or none", () => {
  const id = "openai/gpt-oss-120b";
  const models = known({ id, hugging_face_id: "openai/gpt-oss-120b" });
  const served = endpoints(id, { tag: "groq", pricing: { prompt: "0.00000015", completion: "0.0000006" } });
  const index = enrichIndex({ models, endpoints: served });
  const groq = enrich(listed("groq", id), index);
  assertEquals(groq.price, { kind: "tokens", inputUsd: "0.00000015", outputUsd: "0.0000006" });
  assertEquals(groq.contextTokens, 100_000);
  assertEquals(priceOriginOf(groq), { source: "endpoint", asOf: BEFORE.fetchedAt });
  const cerebras = enrich(listed("cerebras", "gpt-oss-120b"), index);
  assertEquals([cerebras.price, cerebras.contextTokens, cerebras.capabilities.tools], [null, null, "uncertain"]);
});

Deno.test("public weights are sold by many, so their author's price is that of his own endpoint", () => {
  const id = "mistralai/ministral-8b-2512";
  const models = known({ id, hugging_face_id: "mistralai/Ministral-8B" });
  assertEquals(enrich(listed("mistral", "ministral-8b-2512"), enrichIndex({ models, endpoints: [] })).price, null);
  const served = endpoints(id, { tag: "mistral" }, {
    tag: "deepinfra/fp8",
    pricing: { prompt: "0.1", completion: "0.1" },
  });
  const model = enrich(listed("mistral", "ministral-8b-2512"), enrichIndex({ models, endpoints: served }));
  assertEquals(model.price?.kind === "tokens" && model.price.inputUsd, "0.000002");
});

Deno.test("several endpoints of one provider at several prices tell no price", () => {
  const id = "a/b";
  const served = endpoints(id, { tag: "groq" }, { tag: "groq/turbo", pricing: { prompt: "0.1", completion: "0.1" } });
  assertEquals(enrich(listed("groq", id), enrichIndex({ models: known({ id }), endpoints: served })).price, null);
});

Deno.test("of the author's endpoint and his model the newer price counts, but not one that a router has computed", () => {
  const id = "openai/gpt-9";
  const served = endpoints(id, { tag: "openai", pricing: { prompt: "0.000004", completion: "0.000016" } });
  const origin = (pricing: JsonObject) => {
    const models = known({ id, pricing });
    return priceOriginOf(enrich(listed("openai", "gpt-9"), enrichIndex({ models, endpoints: served })));
  };
  assertEquals(origin(PRICING), { source: "model", asOf: ROUTER.fetchedAt });
  const computed = { prompt: "0.00000100000000000000015", completion: "0.000006" };
  assertEquals(origin(computed), { source: "endpoint", asOf: BEFORE.fetchedAt });
});

Deno.test("the id of the weights is a name, unless two models have them", () => {
  const model = known({
    id: "qwen/qwen3-8b",
    hugging_face_id: "Qwen/Qwen3-8B-Instruct",
    knowledge_cutoff: "2025-01-01",
  });
  const one = enrichIndex({ models: model, endpoints: [] });
  assertEquals(enrich(listed("together", "Qwen/Qwen3-8B-Instruct"), one).knowledgeCutoff, "2025-01-01");
  const other = known({ id: "qwen/other", hugging_face_id: "Qwen/Qwen3-8B-Instruct", knowledge_cutoff: "2024-01-01" });
  const both = enrichIndex({ models: [...model, ...other], endpoints: [] });
  assertEquals(enrich(listed("together", "Qwen/Qwen3-8B-Instruct"), both).knowledgeCutoff, null);
});

Deno.test("a name that its provider moves from model to model tells nothing", () => {
  const models = known({ id: "deepseek/deepseek-chat" }, { id: "mistralai/mistral-medium" });
  const index = enrichIndex({ models, endpoints: [] });
  assertEquals(enrich(listed("deepseek", "deepseek-chat"), index).price, null);
  const page = { data: [{ id: "mistral-medium-2512", name: "mistral-medium-2512", aliases: ["mistral-medium"] }] };
  const [model] = readModelPage("mistral", page, { provider: "mistral", fetchedAt: ROUTER.fetchedAt }).models;
  assertEquals(enrich(model, index).price, null);
});

Deno.test("what a list tells itself stays as it is", () => {
  const index = enrichIndex({ models: known({ id: "anthropic/claude-opus-9" }), endpoints: [] });
  const page = {
    data: [{ id: "claude-opus-9", max_input_tokens: 5, capabilities: { thinking: { supported: true } } }],
  };
  const [model] = readModelPage("anthropic", page, { provider: "anthropic", fetchedAt: ROUTER.fetchedAt }).models;
  const filled = enrich(model, index);
  assertEquals([filled.contextTokens, filled.capabilities.reasoning], [5, "yes"]);
  assertEquals(filled.capabilities.tools, "yes");
});

Deno.test("filling twice is filling once, and never unsettles what was known", async () => {
  const [{ models }, { endpoints }] = [await loadEmbeddedCatalog(), await loadEmbeddedEndpoints()];
  const index = enrichIndex({ models, endpoints });
  const provider = fc.constantFrom("openai", "anthropic", "mistral", "groq", "cerebras", "together", "xai");
  fc.assert(fc.property(fc.constantFrom(...models), provider, (model, name) => {
    const bare = listed(name, name === "openai" ? model.key.split("/")[1] : model.key);
    const once = enrich(bare, index);
    assertEquals(enrich(once, index), once);
    assertEquals([once.key, once.wireModel, once.provider, once.tier], [bare.key, bare.wireModel, name, bare.tier]);
    for (const [field, value] of Object.entries(bare)) {
      if (value !== null && field !== "capabilities" && field !== "extra") assertEquals(once[field as "key"], value);
    }
  }));
});

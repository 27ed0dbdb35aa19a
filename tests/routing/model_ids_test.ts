import { assertEquals } from "@std/assert";
import { loadEmbeddedCatalog, loadEmbeddedEndpoints, readModelPage, staticModels } from "../../src/catalog/mod.ts";
import { endpointOf, findProvider } from "../../src/provider/mod.ts";
import type { JsonValue, ModelRecord } from "../../src/spec/mod.ts";
import { needs } from "../support/require.ts";

const fixtures = await needs("fixtures");
const FETCHED_AT = "2026-11-21T00:00:00Z";
/** The providers of the files whose names say otherwise; LM Studio's ids have an author or none, which no key tells. */
const OF_FILES: { readonly [prefix: string]: string | null } = {
  "lmstudio_sdk_model": null,
  "ollama_api_show": null,
  "ollama_api_tags": "ollama",
};

function modelsOf(provider: string, page: JsonValue): readonly ModelRecord[] {
  return readModelPage(String(findProvider(provider).models!.read), page, { provider, fetchedAt: FETCHED_AT }).models;
}

function idOf(provider: string, model: string): string {
  return endpointOf(findProvider(provider), { model }).wireModel;
}

/** Models whose id is not what their provider's row makes of their key. */
function misnamed(models: readonly ModelRecord[]): { key: string; id: string; made: string }[] {
  return models.map(({ provider, key, wireModel }) => ({ key, id: wireModel, made: idOf(provider, key) }))
    .filter(({ id, made }) => id !== made);
}

Deno.test({
  name: "the key of each model in a provider's own list makes the id that the list has",
  ignore: fixtures.ignore,
  async fn() {
    const seen = new Set<string>();
    for await (const { name } of Deno.readDir(`${fixtures.get()}/provider-models`)) {
      const prefix = name.split("__")[0];
      const provider = prefix in OF_FILES ? OF_FILES[prefix] : prefix;
      if (name.startsWith("_") || provider === null) continue;
      const page = JSON.parse(await Deno.readTextFile(`${fixtures.get()}/provider-models/${name}`));
      // At the door for chats Perplexity's own models have no author, unlike in the list.
      const models = modelsOf(provider, page).filter(({ wireModel }) => wireModel !== "perplexity/sonar");
      assertEquals(misnamed(models), [], name);
      seen.add(provider);
    }
    assertEquals(seen.size, 10);
  },
});

Deno.test({
  name: "a dated name of a model makes the dated id",
  ignore: fixtures.ignore,
  async fn() {
    const file = `${fixtures.get()}/provider-models/anthropic__2026-08-02_ellmer.json`;
    for (const { aliases, wireModel } of modelsOf("anthropic", JSON.parse(await Deno.readTextFile(file)))) {
      for (const alias of aliases) assertEquals(idOf("anthropic", alias), wireModel);
    }
  },
});

Deno.test("a model of Anthropic's that no list has yet gets its way to write a version", () => {
  assertEquals(idOf("anthropic", "anthropic/claude-opus-7.2"), "claude-opus-7-2");
  assertEquals(idOf("anthropic", "anthropic/claude-opus-7"), "claude-opus-7");
  assertEquals(idOf("gemini", "google/gemini-2.5-flash"), "gemini-2.5-flash");
});

Deno.test("the ids that ship for providers whose list cannot be had are those that their keys make", async () => {
  const [{ models }, { endpoints }] = [await loadEmbeddedCatalog(), await loadEmbeddedEndpoints()];
  for (const provider of ["deepinfra", "perplexity", "xai"]) {
    assertEquals(misnamed(staticModels(provider, { models, endpoints })!), [], provider);
  }
});

Deno.test("names that a provider has of its own are read and written alike", () => {
  const ids = {
    cerebras: ["llama3.1-8b", "llama-3.3-70b", "gpt-oss-120b", "qwen-3-32b", "zai-glm-4.6"],
    fireworks: ["accounts/fireworks/models/qwen3-235b-a22b", "accounts/acme/models/parrot"],
    groq: ["llama-3.1-8b-instant", "llama-3.3-70b-versatile", "openai/gpt-oss-20b", "qwen/qwen3-32b", "groq/compound"],
    ollama: ["llama3.1:8b", "hf.co/acme/parrot-gguf:q4_k_m"],
    requesty: ["anthropic/claude-3-5-sonnet-20240620", "xai/grok-4", "alibaba/qwen3.7-max", "openai/gpt-4o@eu"],
    vercel: ["anthropic/claude-haiku-4.5", "xai/grok-4", "alibaba/qwen-3-30b", "meta/llama-3.1-8b", "zai/glm-4.6"],
  };
  for (const [provider, list] of Object.entries(ids)) {
    const page: JsonValue = provider === "ollama"
      ? { models: list.map((name) => ({ name })) }
      : { data: list.map((id) => ({ id })) };
    const models = modelsOf(provider, page);
    assertEquals(models.length, list.length, provider);
    assertEquals(misnamed(models), []);
  }
  assertEquals(idOf("requesty", "openai/gpt-4o:us-east-1"), "openai/gpt-4o@us-east-1");
  assertEquals(idOf("requesty", "openai/o3-mini:high"), "openai/o3-mini:high");
});

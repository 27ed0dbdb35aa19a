import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { modelKey } from "../../../src/catalog/importers/_model_key.ts";
import { loadEmbeddedCatalog } from "../../../src/catalog/mod.ts";

const { models } = await loadEmbeddedCatalog();

Deno.test("a bare id belongs to the provider's own author", () => {
  const own = [
    ["openai", "gpt-4o", "openai/gpt-4o"],
    ["anthropic", "claude-opus-4-8", "anthropic/claude-opus-4.8"],
    ["gemini", "gemini-2.5-pro", "google/gemini-2.5-pro"],
    ["mistral", "mistral-large-2512", "mistralai/mistral-large-2512"],
    ["cohere", "command-a-03-2025", "cohere/command-a-03-2025"],
    ["xai", "grok-4.5", "x-ai/grok-4.5"],
    ["perplexity", "sonar", "perplexity/sonar"],
    ["ollama", "qwen3:8b", "library/qwen3:8b"],
  ];
  for (const [provider, id, key] of own) assertEquals(modelKey(provider, id, "somebody"), key);
});

Deno.test("else to the owner that the list names, else to the provider", () => {
  assertEquals(modelKey("groq", "allam-2-7b", "SDAIA"), "sdaia/allam-2-7b");
  assertEquals(modelKey("groq", "orpheus-v1", "Canopy Labs"), "canopy-labs/orpheus-v1");
  assertEquals(modelKey("lmstudio", "qwen3-8b", "organization_owner"), "lmstudio/qwen3-8b");
  assertEquals(modelKey("my-server", "Llama 3"), "my-server/llama-3");
});

Deno.test("an id with an author keeps it, in the name that keys have for it", () => {
  const ids = [
    ["deepseek-ai/DeepSeek-V3.2", "deepseek/deepseek-v3.2"],
    ["zai-org/GLM-5", "z-ai/glm-5"],
    ["xai/grok-4.5", "x-ai/grok-4.5"],
    ["Qwen/Qwen3-32B", "qwen/qwen3-32b"],
    ["alibaba/qwen3.7-max", "qwen/qwen3.7-max"],
    ["alibaba/tongyi-deepresearch-30b-a3b", "alibaba/tongyi-deepresearch-30b-a3b"],
    ["meta/llama-4-scout", "meta-llama/llama-4-scout"],
    ["meta/muse-spark-1.1", "meta/muse-spark-1.1"],
    ["MiniMaxAI/MiniMax-M2.5", "minimax/minimax-m2.5"],
  ];
  for (const [id, key] of ids) assertEquals(modelKey("together", id), key);
});

Deno.test("versions of Claude are written with a dot, dates stay as they are", () => {
  const ids = [
    ["claude-haiku-4-5", "anthropic/claude-haiku-4.5"],
    ["claude-3-5-sonnet-20241022", "anthropic/claude-3.5-sonnet-20241022"],
    ["claude-opus-4-20250514", "anthropic/claude-opus-4-20250514"],
    ["claude-3-opus", "anthropic/claude-3-opus"],
    ["claude-opus-5", "anthropic/claude-opus-5"],
  ];
  for (const [id, key] of ids) assertEquals(modelKey("anthropic", id), key);
  assertEquals(modelKey("requesty", "anthropic/claude-haiku-4-5@eu"), "anthropic/claude-haiku-4.5:eu");
});

Deno.test("keys of the largest list are keys already, whoever serves them", () => {
  for (const { key } of models.filter(({ key }) => !key.startsWith("~"))) {
    if (key.startsWith("alibaba/") || key.startsWith("meta/")) continue;
    assertEquals(modelKey("together", key), key);
  }
});

Deno.test("a key is in lower case, has no @ and no space, and makes itself", () => {
  const id = fc.stringMatching(/^[A-Za-z0-9@ ._:-]{1,12}(\/[A-Za-z0-9@ ._:-]{1,12})?$/);
  fc.assert(fc.property(fc.constantFrom("openai", "groq", "ollama", "somebody"), id, (provider, text) => {
    fc.pre(text.trim() !== "" && !text.startsWith("/"));
    const key = modelKey(provider, text);
    assert(!/[A-Z@\s]/.test(key), key);
    if (/^[^/]+\/[^/]+$/.test(key)) assertEquals(modelKey(provider, key), key);
  }));
});

Deno.test("a fine-tuned model without a name of its own has a key all the same", () => {
  assertEquals(
    modelKey("openai", "ft:gpt-4o-mini-2024-07-18:my-org::AbCd1234"),
    "openai/ft:gpt-4o-mini-2024-07-18:my-org:abcd1234",
  );
});

Deno.test("another's own name for a model holds for him alone", () => {
  assertEquals(modelKey("cerebras", "zai-glm-4.7"), "z-ai/glm-4.7");
  assertEquals(modelKey("openai", "zai-glm-4.7"), "openai/zai-glm-4.7");
  assertEquals(modelKey("constructor", "toString"), "constructor/tostring");
});

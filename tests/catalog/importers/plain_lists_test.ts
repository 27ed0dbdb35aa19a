import { assertEquals } from "@std/assert";
import { readModelPage, readOllamaShow } from "../../../src/catalog/mod.ts";
import type { JsonValue, ModelPage, ModelRecord } from "../../../src/spec/mod.ts";

function page(provider: string, value: JsonValue): ModelPage {
  return readModelPage(provider, value, { provider, fetchedAt: "2026-03-01T00:00:00Z" });
}

function keys({ models }: ModelPage): string[] {
  return models.map(({ key }) => key);
}

Deno.test("OpenAI: what a model makes is read out of its id", () => {
  const ids = {
    "gpt-5.2": "chat",
    "o3-2025-04-16": "chat",
    "text-embedding-3-small": "embedding",
    "whisper-1": "audio",
    "gpt-4o-mini-tts": "audio",
    "gpt-realtime-mini": "audio",
    "dall-e-3": "image",
    "gpt-image-1.5": "image",
    "omni-moderation-latest": "moderation",
    "davinci-002": "other",
    "gpt-3.5-turbo-instruct": "other",
    "sora-2": "other",
  };
  const { models } = page("openai", { data: Object.keys(ids).map((id) => ({ id, owned_by: "system" })) });
  assertEquals(Object.fromEntries(models.map(({ wireModel, kind }) => [wireModel, kind])), ids as never);
  assertEquals(models[0].key, "openai/gpt-5.2");
  assertEquals(models[0].capabilities.tools, "uncertain");
});

Deno.test("a server of one's own lists its models under its own name, with the context where it tells it", () => {
  const facts = { provider: "my-server", fetchedAt: "2026-03-01T00:00:00Z" };
  const list = { data: [{ id: "Qwen3-8B", owned_by: "vllm", max_model_len: 32768 }] };
  const { models } = readModelPage("openai", list, facts);
  assertEquals([models[0].key, models[0].wireModel, models[0].contextTokens], [
    "my-server/qwen3-8b",
    "Qwen3-8B",
    32768,
  ]);
});

Deno.test("Cerebras and Groq: names of their own stand for the models that they serve", () => {
  const cerebras = page("cerebras", {
    data: [{ id: "zai-glm-4.7", created: 0, owned_by: "Cerebras" }, { id: "new-1" }],
  });
  assertEquals(keys(cerebras), ["z-ai/glm-4.7", "cerebras/new-1"]);
  assertEquals(cerebras.models[0].createdOn, null);
  const groq = page("groq", {
    data: [
      { id: "llama-3.3-70b-versatile", owned_by: "Meta" },
      { id: "allam-2-7b", owned_by: "SDAIA" },
      { id: "openai/gpt-oss-120b", owned_by: "OpenAI" },
      { id: "whisper-large-v3", owned_by: "OpenAI", output_modalities: ["transcription"] },
    ],
  });
  assertEquals(keys(groq), [
    "meta-llama/llama-3.3-70b-instruct",
    "sdaia/allam-2-7b",
    "openai/gpt-oss-120b",
    "openai/whisper-large-v3",
  ]);
  assertEquals(groq.models[3].kind, "audio");
});

Deno.test("Groq: a list of features is whole, none tells nothing, and what it serves no more is deprecated", () => {
  const { models } = page("groq", {
    data: [
      { id: "a/new", active: true, supported_features: ["tools", "json_mode"], context_window: 131072 },
      { id: "a/old", active: false },
    ],
  });
  const { tools, json, jsonSchema } = models[0].capabilities;
  assertEquals([tools, json, jsonSchema], ["yes", "yes", "no"]);
  assertEquals([models[1].capabilities.tools, models[1].deprecated, models[0].deprecated], ["uncertain", true, false]);
});

Deno.test("Anthropic: versions have dots, and the newest date goes under the plain name", () => {
  const ids = [
    "claude-haiku-4-5-20251001",
    "claude-3-5-sonnet-20240620",
    "claude-3-5-sonnet-20241022",
    "claude-opus-5",
  ];
  const { models } = page("anthropic", { data: ids.map((id) => ({ type: "model", id })) });
  assertEquals(models.map(({ key, wireModel, aliases }) => [key, wireModel, aliases]), [
    ["anthropic/claude-haiku-4.5", ids[0], ["anthropic/claude-haiku-4.5-20251001"]],
    ["anthropic/claude-3.5-sonnet-20240620", ids[1], []],
    ["anthropic/claude-3.5-sonnet", ids[2], ["anthropic/claude-3.5-sonnet-20241022"]],
    ["anthropic/claude-opus-5", ids[3], []],
  ]);
});

Deno.test("Anthropic: abilities are flags, and a page tells where the next one begins", () => {
  const read = page("anthropic", {
    data: [{
      id: "claude-opus-5",
      display_name: "Claude Opus 5",
      created_at: "2026-07-24T00:00:00Z",
      max_input_tokens: 1000000,
      max_tokens: 128000,
      capabilities: {
        image_input: { supported: true },
        pdf_input: { supported: false },
        structured_outputs: { supported: true },
        thinking: { supported: true },
      },
    }],
    has_more: true,
    last_id: "claude-opus-5",
  });
  const [model] = read.models;
  const { images, files, jsonSchema, reasoning, tools } = model.capabilities;
  assertEquals([images, files, jsonSchema, reasoning, tools], ["yes", "no", "yes", "yes", "uncertain"]);
  assertEquals([model.contextTokens, model.maxOutputTokens, model.createdOn], [1000000, 128000, "2026-07-24"]);
  assertEquals(read.next, { after_id: "claude-opus-5" });
  assertEquals(page("anthropic", { data: [], has_more: false, last_id: "x" }).next, null);
});

Deno.test("Gemini: names lose their prefix, methods tell what a model makes", () => {
  const row = (name: string, ...supportedGenerationMethods: string[]) => ({ name, supportedGenerationMethods });
  const read = page("gemini", {
    models: [
      {
        ...row("models/gemini-2.5-flash", "generateContent"),
        inputTokenLimit: 1048576,
        outputTokenLimit: 65536,
        thinking: true,
      },
      row("models/gemini-2.5-flash-preview-tts", "generateContent"),
      row("models/gemini-embedding-001", "embedContent"),
      row("models/imagen-4.0-generate-001", "predict"),
      row("models/gemini-2.0-flash-live-001", "bidiGenerateContent"),
      row("models/veo-3.0-generate-001", "predictLongRunning"),
      row("models/"),
    ],
    nextPageToken: "more",
  });
  const [flash] = read.models;
  assertEquals([flash.key, flash.wireModel, flash.contextTokens], [
    "google/gemini-2.5-flash",
    "gemini-2.5-flash",
    1048576,
  ]);
  assertEquals([flash.capabilities.reasoning, read.models[1].capabilities.reasoning], ["yes", "uncertain"]);
  const kinds: ModelRecord["kind"][] = ["chat", "audio", "embedding", "image", "audio", "other"];
  assertEquals(read.models.map(({ kind }) => kind), kinds);
  assertEquals([read.next, read.skipped.length], [{ pageToken: "more" }, 1]);
});

Deno.test("Mistral: rows of aliases go into the row of the model that they name", () => {
  const row = (id: string, ...aliases: string[]) => ({
    id,
    name: "mistral-medium-2508",
    aliases,
    max_context_length: 131072,
    capabilities: { completion_chat: true, function_calling: true, vision: false },
    deprecation: "2026-02-28T12:00:00Z",
    deprecation_replacement_model: "mistral-medium-latest",
  });
  const { models, skipped } = page("mistral", {
    data: [
      row("mistral-medium-latest", "mistral-medium-2508"),
      row("mistral-medium-2508", "mistral-medium-latest", "mistral-medium"),
      { id: "mistral-ocr-2512", name: "mistral-ocr-2512", capabilities: { completion_chat: true } },
      { id: "codestral-embed", capabilities: { completion_chat: false } },
      { id: "x-moderator", capabilities: { completion_chat: false, moderation: true } },
      { id: "x-scribe", capabilities: { completion_chat: false, audio_transcription: true } },
      { id: "x-else", capabilities: { completion_chat: false } },
      { name: "no id" },
    ],
  });
  const [medium, ocr, embed] = models;
  assertEquals([medium.key, medium.wireModel], ["mistralai/mistral-medium-2508", "mistral-medium-2508"]);
  assertEquals(medium.aliases, ["mistralai/mistral-medium-latest", "mistralai/mistral-medium"]);
  assertEquals(
    [medium.expiresOn, medium.deprecated, medium.replacedBy],
    ["2026-02-28", true, "mistral-medium-latest"],
  );
  assertEquals([medium.capabilities.tools, medium.capabilities.images], ["yes", "no"]);
  assertEquals([ocr.kind, embed.kind, skipped.length], ["other", "embedding", 1]);
  assertEquals(models.slice(3).map(({ kind }) => kind), ["moderation", "audio", "other"]);
});

Deno.test("Cohere: endpoints tell what a model makes, features what it can, and there is a next page", () => {
  const read = page("cohere", {
    models: [
      { name: "command-a-03-2025", endpoints: ["chat"], context_length: 288000, features: ["tools", "json_schema"] },
      { name: "embed-v4.0", endpoints: ["embed"], context_length: 8192, features: null },
      { name: "rerank-v3.5", endpoints: ["rerank"], context_length: 0, supports_vision: false },
    ],
    next_page_token: "abc",
  });
  assertEquals(read.models.map(({ kind }) => kind), ["chat", "embedding", "rerank"]);
  const { tools, json, jsonSchema, images } = read.models[0].capabilities;
  assertEquals([tools, json, jsonSchema, images], ["yes", "no", "yes", "uncertain"]);
  assertEquals([read.models[2].contextTokens, read.models[2].capabilities.images], [null, "no"]);
  assertEquals(read.next, { page_token: "abc" });
});

Deno.test("Ollama: local models cost nothing, those of the cloud are unknown", () => {
  const { models } = page("ollama", {
    models: [
      {
        name: "llama3:latest",
        model: "llama3:latest",
        modified_at: "2025-03-26T17:18:08Z",
        details: { family: "llama" },
      },
      { name: "all-minilm", details: { family: "bert" } },
      { name: "gpt-oss:120b-cloud", remote_host: "https://ollama.com:443" },
    ],
  });
  assertEquals(models.map(({ key }) => key), [
    "library/llama3:latest",
    "library/all-minilm",
    "library/gpt-oss:120b-cloud",
  ]);
  assertEquals(models[0].aliases, ["library/llama3"]);
  assertEquals(models.map(({ price }) => price === null), [false, false, true]);
  assertEquals(models.map(({ kind }) => kind), ["chat", "embedding", "chat"]);
});

Deno.test("Ollama: the context is what the model can have, what it is run with stands beside", () => {
  const { models } = page("ollama", { models: [{ name: "qwen3:8b" }] });
  const shown = readOllamaShow({
    model_info: { "general.architecture": "qwen3", "qwen3.context_length": 40960, "general.parameter_count": 8e9 },
    parameters: 'stop "<|im_end|>"\nnum_ctx 8192',
    capabilities: ["completion", "vision"],
  }, models[0]);
  assertEquals([shown.contextTokens, shown.extra.num_ctx], [40960, 8192]);
  const { tools, images, reasoning } = shown.capabilities;
  assertEquals([tools, images, reasoning], ["no", "yes", "no"]);
  const embeds = readOllamaShow({ capabilities: ["embedding"] }, models[0]);
  assertEquals(embeds.kind, "embedding");
});

Deno.test("LM Studio: a loaded model has the context that it was loaded with", () => {
  const { models } = page("lmstudio", {
    data: [
      { id: "qwen3-8b", type: "llm", publisher: "qwen", max_context_length: 131072, loaded_context_length: 4096 },
      { id: "gemma-3-4b", type: "vlm", publisher: "google", max_context_length: 32768, capabilities: ["tool_use"] },
      { id: "nomic", type: "embeddings" },
    ],
  });
  assertEquals(models.map(({ key }) => key), ["qwen/qwen3-8b", "google/gemma-3-4b", "lmstudio/nomic"]);
  assertEquals(models.map(({ contextTokens }) => contextTokens), [4096, 32768, null]);
  assertEquals(models[0].extra.max_context_length, 131072);
  assertEquals([models[0].capabilities.images, models[1].capabilities.images], ["no", "yes"]);
  assertEquals([models[1].capabilities.tools, models[2].kind], ["yes", "embedding"]);
});

import { assertEquals } from "@std/assert";
import { readEndpointList, readModelPage } from "../../../src/catalog/mod.ts";
import type { JsonObject } from "../../../src/spec/mod.ts";

const FETCHED_AT = "2026-08-01T00:00:00Z";

/** For each reader what it reads of a row, and only that. */
const ROWS: { readonly [reader: string]: JsonObject } = {
  anthropic: {
    type: "model",
    id: "claude-x",
    display_name: "X",
    created_at: FETCHED_AT,
    max_input_tokens: 9,
    max_tokens: 9,
  },
  cohere: {
    name: "command-x",
    endpoints: ["chat"],
    context_length: 9,
    supports_vision: false,
    features: null,
    is_deprecated: false,
    tokenizer_url: "http://x",
  },
  gemini: { name: "models/gemini-x", displayName: "X", inputTokenLimit: 9, outputTokenLimit: 9 },
  groq: {
    id: "x",
    object: "model",
    created: 1,
    owned_by: "Meta",
    active: true,
    name: "X",
    context_window: 9,
    max_completion_tokens: 9,
    input_modalities: ["text"],
    output_modalities: ["text"],
    supported_features: ["tools"],
  },
  mistral: {
    id: "x",
    object: "model",
    created: 1,
    owned_by: "mistralai",
    name: "x",
    aliases: [],
    max_context_length: 9,
    deprecation: null,
    deprecation_replacement_model: null,
  },
  ollama: { name: "x:1b", model: "x:1b", modified_at: FETCHED_AT },
  openai: { id: "gpt-x", object: "model", created: 1, owned_by: "system", permission: [], root: "gpt-x", parent: null },
  together: {
    id: "a/x",
    object: "model",
    created: 1,
    type: "chat",
    display_name: "X",
    context_length: 9,
    pricing: { input: 1, output: 2 },
  },
};

Deno.test("what has a name in a record does not stand in its extra fields too, and what has none does", () => {
  for (const [reader, row] of Object.entries(ROWS)) {
    const page = { data: [{ ...row, novel: 1 }], models: [{ ...row, novel: 1 }] };
    const one = reader === "together" ? [{ ...row, novel: 1 }] : page;
    const { models } = readModelPage(reader, one, { provider: reader, fetchedAt: FETCHED_AT });
    assertEquals(models.map(({ extra }) => extra), [{ novel: 1 }], reader);
  }
});

Deno.test("an endpoint's extra fields are those that have no name either", () => {
  const endpoint = {
    name: "Coop | a/x",
    model_id: "a/x",
    model_name: "X",
    provider_slug: "coop",
    tag: "coop/fp8",
    quantization: "fp8",
    context_length: 9,
    max_prompt_tokens: 9,
    max_completion_tokens: 9,
    supported_parameters: ["tools"],
    uptime_last_5m: 99,
    uptime_last_30m: 99,
    uptime_last_1d: 99,
    latency_last_30m: null,
    throughput_last_30m: null,
    pricing: { prompt: "1", completion: "2", novel: "3" },
    novel: 1,
  };
  const { endpoints } = readEndpointList({ data: { id: "a/x", endpoints: [endpoint] } }, {
    provider: "openrouter",
    fetchedAt: FETCHED_AT,
  });
  assertEquals(endpoints.map(({ extra }) => extra), [{ novel: 1, pricing: { novel: "3" } }]);
});

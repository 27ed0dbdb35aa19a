import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../../src/base/mod.ts";
import {
  cohereEmbeddings,
  embeddingFormat,
  geminiEmbeddings,
  ollamaEmbeddings,
  openaiEmbeddings,
} from "../../../src/provider/mod.ts";
import type {
  EmbeddingFormat,
  EmbeddingRequest,
  Endpoint,
  JsonObject,
  JsonValue,
  WireResponse,
} from "../../../src/spec/mod.ts";

const FORMATS = [openaiEmbeddings, geminiEmbeddings, cohereEmbeddings, ollamaEmbeddings];

const ENDPOINT: Endpoint = {
  key: "author/embedder@host",
  model: "author/embedder",
  provider: "host",
  baseUrl: "http://127.0.0.1:1/v1",
  wireModel: "embedder",
  wire: "openai-chat",
  price: null,
  credential: null,
};

const REQUEST: EmbeddingRequest = { inputs: ["one", "two"], dimensions: 2, purpose: "query" };

/** Two vectors as each provider writes them. */
const ANSWERS: { readonly [name: string]: JsonValue } = {
  "openai-embeddings": {
    object: "list",
    model: "embedder-1",
    data: [{ object: "embedding", index: 0, embedding: [1, 0] }, { object: "embedding", index: 1, embedding: [0, 1] }],
    usage: { prompt_tokens: 4, total_tokens: 4 },
  },
  "gemini-embeddings": {
    embeddings: [{ values: [1, 0] }, { values: [0, 1] }],
    usageMetadata: { promptTokenCount: 4 },
  },
  "cohere-embeddings": {
    id: "e1",
    texts: ["one", "two"],
    embeddings: { float: [[1, 0], [0, 1]] },
    meta: { api_version: { version: "2" }, billed_units: { input_tokens: 4 } },
  },
  "ollama-embeddings": { model: "embedder-1", embeddings: [[1, 0], [0, 1]], total_duration: 9, prompt_eval_count: 4 },
};

function response(body: JsonValue | Uint8Array, status = 200): WireResponse {
  const bytes = body instanceof Uint8Array ? body : new TextEncoder().encode(JSON.stringify(body));
  return { status, headers: new Headers(), body: bytes, cuts: [[0, 12.5]], headersMs: 12 };
}

Deno.test("each format asks in its own words", () => {
  const bodies = FORMATS.map((format) => format.toWire(REQUEST, ENDPOINT)).map(({ path, body }) => ({ path, body }));
  const gemini = (text: string) => ({
    model: "models/embedder",
    content: { parts: [{ text }] },
    taskType: "RETRIEVAL_QUERY",
    outputDimensionality: 2,
  });
  assertEquals(bodies, [
    { path: "/embeddings", body: { model: "embedder", input: ["one", "two"], dimensions: 2 } },
    { path: "/models/embedder:batchEmbedContents", body: { requests: [gemini("one"), gemini("two")] } },
    {
      path: "/embed",
      body: {
        model: "embedder",
        texts: ["one", "two"],
        input_type: "search_query",
        embedding_types: ["float"],
        output_dimension: 2,
      },
    },
    { path: "/embed", body: { model: "embedder", input: ["one", "two"], dimensions: 2 } },
  ]);
});

Deno.test("a purpose that a format has no place for is told, and a demanded one that is missing too", () => {
  const warned = (format: EmbeddingFormat, request: EmbeddingRequest) =>
    format.toWire(request, ENDPOINT).warnings.map(({ code }) => code);
  assertEquals(FORMATS.map((format) => warned(format, REQUEST)), [["unsupported"], [], [], ["unsupported"]]);
  assertEquals(FORMATS.map((format) => warned(format, { inputs: ["a"] })), [[], [], ["unsupported"], []]);
});

Deno.test("each purpose has the provider's own word", () => {
  const purposes = ["query", "document", "similarity", "classification", "clustering"] as const;
  const bodies = purposes.map((purpose) => {
    const request = { inputs: ["a"], purpose };
    const [gemini] = geminiEmbeddings.toWire(request, ENDPOINT).body.requests as JsonObject[];
    return [cohereEmbeddings.toWire(request, ENDPOINT).body.input_type, gemini.taskType];
  });
  assertEquals(bodies, [
    ["search_query", "RETRIEVAL_QUERY"],
    ["search_document", "RETRIEVAL_DOCUMENT"],
    ["clustering", "SEMANTIC_SIMILARITY"],
    ["classification", "CLASSIFICATION"],
    ["clustering", "CLUSTERING"],
  ]);
});

Deno.test("the provider's own usage is kept as it stands", () => {
  const raw = FORMATS.map((format) => {
    const outcome = format.fromWire(response(ANSWERS[format.name]), { inputs: 2 });
    return outcome.ok && outcome.result.rawUsage;
  });
  assertEquals(raw, [
    { prompt_tokens: 4, total_tokens: 4 },
    { promptTokenCount: 4 },
    { api_version: { version: "2" }, billed_units: { input_tokens: 4 } },
    { prompt_eval_count: 4 },
  ]);
  const untold = ollamaEmbeddings.fromWire(response({ embeddings: [[1]] }), { inputs: 1 });
  assertEquals(untold.ok && untold.result.rawUsage, null);
});

Deno.test("Mistral has its own name for the length of a vector", () => {
  const { body } = openaiEmbeddings.toWire(REQUEST, { ...ENDPOINT, provider: "mistral" });
  assertEquals([body.output_dimension, body.dimensions], [2, undefined]);
});

Deno.test("extra fields are merged into the body", () => {
  const request = { inputs: ["one"], extra: { truncate: false, options: { num_ctx: 512 } } };
  const { body } = ollamaEmbeddings.toWire(request, ENDPOINT);
  assertEquals(body, { model: "embedder", input: ["one"], truncate: false, options: { num_ctx: 512 } });
});

Deno.test("each format reads its vectors, tokens and time", () => {
  for (const format of FORMATS) {
    const outcome = format.fromWire(response(ANSWERS[format.name]), { inputs: 2 });
    assert(outcome.ok, format.name);
    const { vectors, usage, latencyMs, warnings } = outcome.result;
    assertEquals({ vectors, input: usage.inputTokens, output: usage.outputTokens, latencyMs, warnings }, {
      vectors: [[1, 0], [0, 1]],
      input: 4,
      output: 0,
      latencyMs: 12.5,
      warnings: [],
    });
  }
});

Deno.test("a provider that does not count leaves the tokens unknown, not 0", () => {
  const outcome = geminiEmbeddings.fromWire(response({ embeddings: [{ values: [1] }] }), { inputs: 1 });
  assertEquals(outcome.ok && outcome.result.usage.inputTokens, null);
});

Deno.test("vectors in base64 are little-endian floats", () => {
  const floats = new Uint8Array(new Float32Array([0.5, -2]).buffer);
  const body = { data: [{ index: 0, embedding: btoa(String.fromCharCode(...floats)) }] };
  const outcome = openaiEmbeddings.fromWire(response(body), { inputs: 1 });
  assertEquals(outcome.ok && outcome.result.vectors, [[0.5, -2]]);
  for (const embedding of ["", btoa("abc"), "no base64!"]) {
    const outcome = openaiEmbeddings.fromWire(response({ data: [{ index: 0, embedding }] }), { inputs: 1 });
    assertEquals(outcome.ok ? null : outcome.failure.kind, "malformed_response", embedding);
  }
});

Deno.test("vectors are put in the order of their inputs", () => {
  const rows = [2, 0, 1].map((index) => ({ index, embedding: [index] }));
  const outcome = openaiEmbeddings.fromWire(response({ data: rows }), { inputs: 3 });
  assertEquals(outcome.ok && outcome.result.vectors, [[0], [1], [2]]);
});

Deno.test("a cost that the provider reports is kept exactly", () => {
  const body = { data: [{ index: 0, embedding: [1] }], usage: { prompt_tokens: 1, cost: 2e-8 } };
  const outcome = openaiEmbeddings.fromWire(response(body), { inputs: 1 });
  assertEquals(outcome.ok && outcome.result.reportedCostUsd, "0.00000002");
});

Deno.test("too few vectors, and one that is none, are failures that are billed all the same", () => {
  for (const format of FORMATS) {
    const outcome = format.fromWire(response(ANSWERS[format.name]), { inputs: 3 });
    assert(!outcome.ok, format.name);
    assertEquals([outcome.failure.kind, outcome.failure.billed?.usage.inputTokens], ["malformed_response", 4]);
    assertStringIncludes(outcome.failure.message, "2 vectors for 3 inputs");
  }
  const broken = ollamaEmbeddings.fromWire(response({ embeddings: [[1], ["x"]] }), { inputs: 2 });
  assertStringIncludes(broken.ok ? "" : broken.failure.message, "the one of input 2");
});

Deno.test("vectors of several lengths are told", () => {
  const outcome = ollamaEmbeddings.fromWire(response({ embeddings: [[1], [1, 2]] }), { inputs: 2 });
  assertEquals(outcome.ok && outcome.result.warnings.map(({ code }) => code), ["inconsistent"]);
});

Deno.test("refusals are typed as those of chats are", () => {
  const bodies: { readonly [name: string]: JsonValue } = {
    "openai-embeddings": { error: { message: "Rate limit reached", type: "requests", code: "rate_limit_exceeded" } },
    "gemini-embeddings": { error: { code: 429, message: "Quota", status: "RESOURCE_EXHAUSTED" } },
    "cohere-embeddings": { id: "x", message: "too many requests" },
    "ollama-embeddings": { error: "too many requests" },
  };
  for (const format of FORMATS) {
    const outcome = format.fromWire(response(bodies[format.name], 429), { inputs: 1 });
    assertEquals(outcome.ok ? null : outcome.failure.kind, "rate_limited", format.name);
  }
});

Deno.test("reading is total: whatever comes is vectors or a typed failure", () => {
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => new TextEncoder().encode(text)),
    fc.constantFrom(...Object.values(ANSWERS)).map((body) => new TextEncoder().encode(JSON.stringify(body))),
  );
  const status = fc.constantFrom(200, 201, 400, 429, 500);
  fc.assert(
    fc.property(bodies, status, fc.integer({ min: 1, max: 4 }), fc.constantFrom(...FORMATS), (body, ...rest) => {
      const [code, inputs, format] = rest;
      const outcome = format.fromWire(response(body, code), { inputs });
      if (outcome.ok) assertEquals(outcome.result.vectors.length, inputs);
    }),
  );
});

Deno.test("asking is pure and keeps every text in its order", () => {
  const request = fc.record({ inputs: fc.array(fc.string(), { minLength: 1, maxLength: 5 }) });
  fc.assert(fc.property(request, fc.constantFrom(...FORMATS), (given, format) => {
    const wire = format.toWire(given, ENDPOINT);
    assertEquals(wire, format.toWire(given, ENDPOINT));
    const texts = JSON.stringify(wire.body.input ?? wire.body.texts ?? wire.body.requests);
    assertEquals(given.inputs.every((text) => texts.includes(JSON.stringify(text))), true);
  }));
});

Deno.test("a format is found by its name, and an unknown one is the user's mistake", () => {
  assertEquals(FORMATS.map(({ name }) => embeddingFormat(name)), FORMATS);
  const error = assertThrows(() => embeddingFormat("cohere-embedings"), UserError);
  assertStringIncludes(error.message, 'did you mean "cohere-embeddings"?');
});

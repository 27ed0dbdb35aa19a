import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { endpointOf, findProvider, providerRows } from "../../src/provider/mod.ts";
import { checkParameters, parameterFailure } from "../../src/routing/mod.ts";
import type { Capabilities, ChatRequest, Endpoint, EndpointRecord } from "../../src/spec/mod.ts";

const UNKNOWN: Capabilities = {
  tools: "uncertain",
  json: "uncertain",
  jsonSchema: "uncertain",
  images: "uncertain",
  files: "uncertain",
  audio: "uncertain",
  reasoning: "uncertain",
  seed: "uncertain",
  logprobs: "uncertain",
  streaming: "uncertain",
};

function record(
  facts: Partial<Omit<EndpointRecord, "capabilities">> & { capabilities?: Partial<Capabilities> },
): EndpointRecord {
  return {
    key: "acme/parrot@openrouter",
    model: "acme/parrot",
    provider: "openrouter",
    servedBy: "acme",
    tag: null,
    wireModel: "acme/parrot",
    quantization: null,
    contextTokens: null,
    maxInputTokens: null,
    maxOutputTokens: null,
    parameters: null,
    price: null,
    status: null,
    uptime: { last5m: null, last30m: null, last1d: null },
    ttftMs: null,
    outputTps: null,
    extra: {},
    fetchedAt: "2026-11-21T00:00:00Z",
    tier: "api",
    ...facts,
    capabilities: { ...UNKNOWN, ...facts.capabilities },
  };
}

const parrot = endpointOf(findProvider("openrouter"), { model: "acme/parrot" });
const request = (fields: Partial<ChatRequest>): ChatRequest => ({
  messages: [{ role: "user", content: "Hi" }],
  stream: false,
  ...fields,
});
const names = (fields: Partial<ChatRequest>, facts: EndpointRecord | null, endpoint: Endpoint = parrot) =>
  checkParameters(request(fields), { endpoint, record: facts }).map(({ parameter }) => parameter);

Deno.test("what nobody knows anything of is taken", () => {
  assertEquals(names({ temperature: 0.3, seed: 1, tools: [], maxTokens: 9 }, null), []);
  assertEquals(names({ temperature: 0.3, seed: 1, tools: [], maxTokens: 9 }, record({})), []);
  assertEquals(names({ temperature: 0.3, seed: 1 }, record({ parameters: [] })), []);
});

Deno.test("a field that a list of fields does not have is not taken", () => {
  const facts = record({ parameters: ["temperature", "max_tokens"] });
  const fields = { temperature: 0.3, maxTokens: 5, seed: 1, topP: 0.4, stop: ["."] };
  assertEquals(names(fields, facts), ["top_p", "seed", "stop"]);
});

Deno.test("a value that changes nothing is no problem where its field is not taken", () => {
  const facts = record({ parameters: ["max_tokens"] });
  assertEquals(
    names(
      { temperature: 1, topP: 1, topK: 0, minP: 0, frequencyPenalty: 0, presencePenalty: 0, repetitionPenalty: 1 },
      facts,
    ),
    [],
  );
});

Deno.test("fields by other names of lists count", () => {
  const facts = record({ parameters: ["max_completion_tokens", "reasoning"] });
  assertEquals(names({ maxTokens: 5, reasoningEffort: "low", reasoningBudgetTokens: 100 }, facts), []);
});

Deno.test("a provider's own fields are looked at where lists name them, and else left alone", () => {
  const facts = record({ parameters: ["logprobs"] });
  const extra = { logprobs: true, top_logprobs: 3, my_own: 1 };
  assertEquals(names({ extra }, facts), ["extra.top_logprobs"]);
});

Deno.test("what an endpoint cannot do is told by what asks for it", () => {
  const facts = record({ capabilities: { tools: "no", jsonSchema: "no", images: "no" } });
  assertEquals(
    names({
      messages: [{ role: "user", content: [{ type: "image", url: "data:image/png;base64,AA==" }] }],
      tools: [{ name: "now", parameters: { type: "object" } }],
      responseFormat: { type: "json_schema", name: "x", schema: {} },
    }, facts),
    ["tools", "response_format", "messages"],
  );
  assertEquals(names({ responseFormat: { type: "json" } }, facts), []);
});

Deno.test("more output than an endpoint gives is told, by its output or its context", () => {
  assertEquals(names({ maxTokens: 5000 }, record({ maxOutputTokens: 4096 })), ["max_tokens"]);
  assertEquals(names({ maxTokens: 4096 }, record({ maxOutputTokens: 4096 })), []);
  assertEquals(names({ maxTokens: 9000 }, record({ contextTokens: 8192 })), ["max_tokens"]);
  assertEquals(names({ maxTokens: 9000 }, record({ maxOutputTokens: 16_000, contextTokens: 8192 })), ["max_tokens"]);
});

Deno.test("what the format or the dialect leaves out is told by its name in files", () => {
  const openai = endpointOf(findProvider("openai"), { model: "openai/gpt-4o" });
  const problems = checkParameters(request({ topK: 5, minP: 0.1, reasoningBudgetTokens: 100 }), {
    endpoint: openai,
    record: null,
  });
  assertEquals(problems.map(({ parameter, effect }) => [parameter, effect]), [
    ["reasoning_budget_tokens", "ignored"],
    ["top_k", "ignored"],
    ["min_p", "ignored"],
  ]);
  assertStringIncludes(problems[1].message, "current value is 5");
  const anthropic = endpointOf(findProvider("anthropic"), { model: "anthropic/claude-3-haiku" });
  assertEquals(names({ seed: 1, presencePenalty: 1 }, null, anthropic), ["seed", "presence_penalty"]);
});

Deno.test("a limit that a format must send is no problem of a request without one", () => {
  const anthropic = endpointOf(findProvider("anthropic"), { model: "anthropic/claude-3-haiku" });
  assertEquals(names({ temperature: 0.3 }, null, anthropic), []);
});

Deno.test("one parameter is told once, by what knows it best", () => {
  const endpoint = endpointOf(findProvider("openai"), { model: "openai/gpt-5" });
  const problems = checkParameters(request({ temperature: 0.3 }), {
    endpoint,
    record: record({ parameters: ["seed"] }),
  });
  assertEquals(problems.map(({ effect }) => effect), ["refused"]);
});

Deno.test("a format that is not known is no problem", () => {
  assertEquals(names({ topK: 5 }, null, { ...parrot, wire: "acme-wire" }), []);
});

Deno.test("a format from outside is asked when it is given", () => {
  const format = {
    name: "acme-wire",
    authorize: () => ({}),
    toWire: () => ({
      method: "POST" as const,
      path: "/",
      headers: {},
      body: {},
      warnings: [{ code: "unsupported" as const, message: 'Cannot send "topK" as acme takes none' }],
    }),
    fromWire: () => {
      throw new Error("not asked");
    },
    fromRequest: () => ({ messages: [], stream: false }),
  };
  const problems = checkParameters(request({ topK: 5 }), { endpoint: parrot, record: null, format });
  assertEquals(problems.map(({ parameter }) => parameter), ["top_k"]);
});

Deno.test("under the strictness error what is not taken is a failure that is not tried again", () => {
  const problems = checkParameters(request({ seed: 1, topP: 0.2 }), {
    endpoint: parrot,
    record: record({ parameters: ["temperature"] }),
  });
  const failure = parameterFailure(problems, { endpoint: parrot.key, strictness: "error" })!;
  assertEquals([failure.kind, failure.decision, failure.httpStatus], ["invalid_request", { retry: "no" }, null]);
  assertStringIncludes(failure.message, '"seed"');
  assertStringIncludes(failure.message, '"top_p"');
  assertEquals(parameterFailure(problems, { endpoint: parrot.key, strictness: "warn" }), null);
  assertEquals(parameterFailure([], { endpoint: parrot.key, strictness: "error" }), null);
});

Deno.test("only what a request sets is ever told, for every provider of the table", () => {
  const fields: fc.Arbitrary<Partial<ChatRequest>> = fc.record({
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    topP: fc.double({ min: 0, max: 1, noNaN: true }),
    topK: fc.nat(100),
    seed: fc.integer(),
    stop: fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
    frequencyPenalty: fc.double({ min: -2, max: 2, noNaN: true }),
    reasoningEffort: fc.constantFrom("none", "low", "high"),
    maxTokens: fc.integer({ min: 1, max: 100_000 }),
  }, { requiredKeys: [] });
  const own: { readonly [name: string]: keyof ChatRequest } = {
    temperature: "temperature",
    top_p: "topP",
    top_k: "topK",
    seed: "seed",
    stop: "stop",
    frequency_penalty: "frequencyPenalty",
    reasoning_effort: "reasoningEffort",
    max_tokens: "maxTokens",
  };
  const listed = fc.option(fc.subarray(Object.keys(own)), { nil: null });
  const row = fc.constantFrom(
    ...providerRows.filter(({ origin, defaultOrigin }) => (origin ?? defaultOrigin) !== undefined),
  );
  const model = fc.constantFrom(
    "openai/o3",
    "openai/gpt-4o",
    "anthropic/claude-opus-4.7",
    "google/gemini-2.5-pro",
    "a/b",
  );
  fc.assert(fc.property(row, model, fields, listed, (adapter, model, fields, parameters) => {
    const endpoint = endpointOf(adapter, { model, baseUrl: "http://127.0.0.1:9/v1" });
    const told = names(fields, record({ parameters }), endpoint);
    for (const name of told) assert(fields[own[name]] !== undefined, `${adapter.key} ${name}`);
    assertEquals(new Set(told).size, told.length);
  }));
});

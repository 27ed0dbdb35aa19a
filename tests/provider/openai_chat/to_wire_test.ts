import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { openaiChat } from "../../../src/provider/mod.ts";
import { fromRequest } from "../../../src/provider/openai_chat/from_request.ts";
import type { ChatRequest, Endpoint } from "../../../src/spec/mod.ts";

const ENDPOINT: Endpoint = {
  key: "m@local",
  model: "m",
  provider: "local",
  baseUrl: "http://127.0.0.1:1/v1",
  wireModel: "wire-m",
  wire: "openai-chat",
  price: null,
  credential: null,
};
const HI: ChatRequest = { messages: [{ role: "user", content: "Hi" }], stream: false };

const bodyOf = (request: ChatRequest, provider = "local") => openaiChat.toWire(request, { ...ENDPOINT, provider }).body;

Deno.test("a plain request has the model, the messages and nothing else", () => {
  assertEquals(openaiChat.toWire(HI, ENDPOINT), {
    method: "POST",
    path: "/chat/completions",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: { model: "wire-m", messages: [{ role: "user", content: "Hi" }] },
    warnings: [],
  });
});

Deno.test("the credential is a bearer token, and is not in the request", () => {
  assertEquals(openaiChat.authorize("sk-1"), { authorization: "Bearer sk-1" });
});

Deno.test("a stream is asked for with its usage", () => {
  const wire = openaiChat.toWire({ ...HI, stream: true }, ENDPOINT);
  assertEquals(wire.body.stream, true);
  assertEquals(wire.body.stream_options, { include_usage: true });
  assertEquals(wire.headers.accept, "text/event-stream");
});

Deno.test("every parameter goes under its name", () => {
  const { model: _model, messages: _messages, ...body } = bodyOf({
    ...HI,
    maxTokens: 16,
    temperature: 0.2,
    topP: 0.9,
    topK: 40,
    minP: 0.05,
    seed: 7,
    stop: ["\n", "END"],
    frequencyPenalty: 0.1,
    presencePenalty: -0.1,
    repetitionPenalty: 1.1,
    reasoningEffort: "low",
    parallelToolCalls: false,
  });
  assertEquals(body, {
    max_tokens: 16,
    temperature: 0.2,
    top_p: 0.9,
    top_k: 40,
    min_p: 0.05,
    seed: 7,
    stop: ["\n", "END"],
    frequency_penalty: 0.1,
    presence_penalty: -0.1,
    repetition_penalty: 1.1,
    reasoning_effort: "low",
    parallel_tool_calls: false,
  });
});

Deno.test("OpenAI's own names are used for OpenAI, and what it does not take is a warning", () => {
  const wire = openaiChat.toWire({ ...HI, maxTokens: 9, topK: 3, seed: 1 }, { ...ENDPOINT, provider: "openai" });
  assertEquals([wire.body.max_completion_tokens, wire.body.max_tokens, wire.body.top_k, wire.body.seed], [
    9,
    undefined,
    undefined,
    1,
  ]);
  assertEquals(wire.warnings.map(({ code, message }) => [code, message]), [
    ["unsupported", 'Cannot send "top_k" as the provider does not take it'],
  ]);
});

Deno.test("llama.cpp has its own name for the repetition penalty", () => {
  assertEquals(bodyOf({ ...HI, repetitionPenalty: 1.2 }, "llama.cpp").repeat_penalty, 1.2);
});

Deno.test("a conversation with tools and images keeps its order and its parts", () => {
  const body = bodyOf({
    stream: false,
    messages: [
      { role: "system", content: "Be brief." },
      { role: "developer", content: "Really." },
      {
        role: "user",
        name: "ada",
        content: [{ type: "text", text: "What is this?" }, {
          type: "image",
          url: "data:image/png;base64,AA",
          detail: "low",
        }],
      },
      { role: "assistant", content: null, toolCalls: [{ id: "c1", name: "look", arguments: '{"at":1}' }] },
      { role: "tool", toolCallId: "c1", content: "A cat" },
      { role: "assistant", content: "A cat.", toolCalls: [] },
    ],
  });
  assertEquals(body.messages, [
    { role: "system", content: "Be brief." },
    { role: "developer", content: "Really." },
    {
      role: "user",
      name: "ada",
      content: [
        { type: "text", text: "What is this?" },
        { type: "image_url", image_url: { url: "data:image/png;base64,AA", detail: "low" } },
      ],
    },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "c1", type: "function", function: { name: "look", arguments: '{"at":1}' } }],
    },
    { role: "tool", tool_call_id: "c1", content: "A cat" },
    { role: "assistant", content: "A cat." },
  ]);
});

Deno.test("tools, their choice and the shape of the answer are wrapped as the format wants it", () => {
  const parameters = { type: "object", properties: {} };
  const body = bodyOf({
    ...HI,
    tools: [{ name: "f", description: "does f", parameters, strict: true }, { name: "g", parameters }],
    toolChoice: { name: "f" },
    responseFormat: { type: "json_schema", name: "out", schema: { type: "object" }, strict: true },
  });
  assertEquals(body.tools, [
    { type: "function", function: { name: "f", description: "does f", parameters, strict: true } },
    { type: "function", function: { name: "g", parameters } },
  ]);
  assertEquals(body.tool_choice, { type: "function", function: { name: "f" } });
  assertEquals(body.response_format, {
    type: "json_schema",
    json_schema: { name: "out", schema: { type: "object" }, strict: true },
  });
  assertEquals(bodyOf({ ...HI, toolChoice: "required" }).tool_choice, "required");
  assertEquals(bodyOf({ ...HI, responseFormat: { type: "json" } }).response_format, { type: "json_object" });
  assertEquals(bodyOf({ ...HI, responseFormat: { type: "text" } }).response_format, { type: "text" });
});

Deno.test("extra fields come last and win", () => {
  const body = bodyOf({ ...HI, temperature: 1, extra: { temperature: 0, provider: { only: ["deepinfra"] } } });
  assertEquals([body.temperature, body.provider], [0, { only: ["deepinfra"] }]);
});

/** Requests with any subset of the fields, in the form in which they come back. */
const anyRequest: fc.Arbitrary<ChatRequest> = fc.record({
  messages: fc.array(
    fc.oneof(
      fc.record({ role: fc.constantFrom("system" as const, "developer" as const), content: fc.string() }),
      fc.record({ role: fc.constant("user" as const), content: fc.string() }),
      fc.record({
        role: fc.constant("user" as const),
        content: fc.array(
          fc.oneof(
            fc.record({ type: fc.constant("text" as const), text: fc.string({ minLength: 1 }) }),
            fc.record({ type: fc.constant("image" as const), url: fc.webUrl() }),
          ),
        ),
      }),
      fc.record({ role: fc.constant("tool" as const), toolCallId: fc.string(), content: fc.string() }),
      fc.record({
        role: fc.constant("assistant" as const),
        content: fc.option(fc.string()),
        toolCalls: fc.array(fc.record({ id: fc.string(), name: fc.string(), arguments: fc.string() }), {
          minLength: 1,
        }),
      }),
    ),
  ),
  stream: fc.boolean(),
  maxTokens: fc.nat(),
  temperature: fc.double({ min: 0, max: 2, noNaN: true }),
  topK: fc.nat(),
  repetitionPenalty: fc.double({ min: 0, max: 2, noNaN: true }),
  stop: fc.array(fc.string()),
  reasoningEffort: fc.string(),
  parallelToolCalls: fc.boolean(),
  toolChoice: fc.oneof(
    fc.constantFrom("auto" as const, "none" as const, "required" as const),
    fc.record({ name: fc.string({ minLength: 1 }) }),
  ),
  tools: fc.array(fc.record({ name: fc.string(), parameters: fc.constant({ type: "object" }), strict: fc.boolean() })),
  responseFormat: fc.oneof(
    fc.constant({ type: "text" as const }),
    fc.constant({ type: "json" as const }),
    fc.record({ type: fc.constant("json_schema" as const), name: fc.string(), schema: fc.constant({ a: 1 }) }),
  ),
  extra: fc.constant({ logit_bias: { "50256": -100 } }),
}, { requiredKeys: ["messages", "stream"] });

Deno.test("what was written is read back as the same request", () => {
  fc.assert(fc.property(anyRequest, fc.constantFrom("local", "llama.cpp"), (request, provider) => {
    assertEquals(fromRequest(bodyOf(request, provider)), request);
  }));
});

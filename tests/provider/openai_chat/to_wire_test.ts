import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { openaiChat } from "../../../src/provider/openai_chat/mod.ts";
import { fromRequest } from "../../../src/provider/openai_chat/from_request.ts";
import type { AnswerPart, ChatRequest, Endpoint, EndpointRouting, JsonObject } from "../../../src/spec/mod.ts";

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

Deno.test("an extra is merged deeply into what is there", () => {
  const format = { type: "json_schema", name: "out", schema: {} } as const;
  const extra = {
    response_format: { json_schema: { description: "d" } },
    stream_options: { include_obfuscation: false },
  };
  const body = bodyOf({ ...HI, stream: true, responseFormat: format, extra });
  assertEquals(body.response_format, {
    type: "json_schema",
    json_schema: { name: "out", schema: {}, description: "d" },
  });
  assertEquals(body.stream_options, { include_usage: true, include_obfuscation: false });
});

Deno.test("parts of this format go out as they stand, those of others are left out and named", () => {
  const file = { type: "file", file: { file_id: "f1" } };
  const { body, warnings } = openaiChat.toWire({
    ...HI,
    messages: [{
      role: "user",
      content: [
        { type: "native", wire: "openai-chat", value: file },
        { type: "native", wire: "anthropic-messages", value: { type: "document" } },
        { type: "text", text: "Hi", extra: { cache_control: { type: "ephemeral" } } },
      ],
    }],
  }, ENDPOINT);
  assertEquals(body.messages, [
    { role: "user", content: [file, { type: "text", text: "Hi", cache_control: { type: "ephemeral" } }] },
  ]);
  assertEquals(warnings.map(({ message }) => message), [
    'Cannot send "document" as only the format anthropic-messages has such a part',
  ]);
});

const THOUGHT = { type: "reasoning", text: "hm" } as const;
const SAID = { type: "text", text: "Yes" } as const;
const turn = (content: readonly AnswerPart[], provider: string) => {
  const { body, warnings } = openaiChat.toWire({ ...HI, messages: [{ role: "assistant", content }] }, {
    ...ENDPOINT,
    provider,
  });
  return { message: (body.messages as JsonObject[])[0], warnings: warnings.map(({ message }) => message) };
};

Deno.test("thoughts of an earlier turn go under the name that the server has for them", () => {
  assertEquals(turn([THOUGHT, SAID], "deepseek").message, {
    role: "assistant",
    content: "Yes",
    reasoning_content: "hm",
  });
  for (const provider of ["openrouter", "vercel", "groq", "cerebras"]) {
    assertEquals(turn([THOUGHT, SAID], provider).message, { role: "assistant", content: "Yes", reasoning: "hm" });
  }
  assertEquals(turn([THOUGHT, SAID], "openai"), {
    message: { role: "assistant", content: "Yes" },
    warnings: ['Cannot send "reasoning_content" as the provider does not take it'],
  });
  assertEquals(turn([THOUGHT], "deepseek").message.content, "");
  assertEquals(turn([{ ...THOUGHT, extra: { type: "thinking" } }, SAID], "mistral").message.content, [
    { type: "thinking", thinking: [{ type: "text", text: "hm" }] },
    { type: "text", text: "Yes" },
  ]);
});

Deno.test("signed thoughts go back to a router in its own form, and to others as their text", () => {
  const signed = { ...THOUGHT, signature: "c2ln", extra: { type: "reasoning.text", index: 0 } };
  const hidden = { type: "reasoning", text: "", redacted: "ZW5j", extra: { type: "reasoning.encrypted" } } as const;
  assertEquals(turn([signed, hidden, SAID], "openrouter").message, {
    role: "assistant",
    content: "Yes",
    reasoning_details: [
      { type: "reasoning.text", index: 0, text: "hm", signature: "c2ln" },
      { type: "reasoning.encrypted", data: "ZW5j" },
    ],
  });
  assertEquals(turn([signed, hidden, SAID], "deepseek").message.reasoning_content, "hm");
  assertEquals(turn([hidden, SAID], "deepseek").warnings, [
    'Cannot send "redacted" as only the provider that encrypted it can read it',
    'Cannot send "extra" as nothing stands beside the text of a thought',
  ]);
});

Deno.test("signatures of calls go back to Gemini's door alone", () => {
  const toolCalls = [{ id: "c1", name: "f", arguments: "{}", signature: "c2ln" }];
  const messages = [{ role: "assistant", content: null, toolCalls }] as const;
  const callTo = (provider: string) => (bodyOf({ ...HI, messages }, provider).messages as JsonObject[])[0].tool_calls;
  const call = { id: "c1", type: "function", function: { name: "f", arguments: "{}" } };
  assertEquals(callTo("gemini"), [{ ...call, extra_content: { google: { thought_signature: "c2ln" } } }]);
  assertEquals(callTo("openai"), [call]);
  assertEquals(openaiChat.toWire({ ...HI, messages }, ENDPOINT).warnings.map(({ message }) => message), [
    'Cannot send "signature" as the provider takes none with a call of a tool',
  ]);
});

Deno.test("a tool's message keeps its name, and that it failed cannot be said", () => {
  const message = { role: "tool", toolCallId: "c1", content: "no", name: "f", isError: true } as const;
  const { body, warnings } = openaiChat.toWire({ ...HI, messages: [message] }, ENDPOINT);
  assertEquals(body.messages, [{ role: "tool", tool_call_id: "c1", content: "no", name: "f" }]);
  assertEquals(warnings.map(({ message }) => message), ['Cannot send "isError" as the format has no place for it']);
});

Deno.test("the settings of reasoning are one object for routers, and for others the effort alone", () => {
  const settings = { reasoningEffort: "low", reasoningText: false };
  assertEquals(bodyOf({ ...HI, ...settings }, "openrouter").reasoning, { effort: "low", exclude: true });
  const budget = (reasoningBudgetTokens: number) => bodyOf({ ...HI, reasoningBudgetTokens }, "vercel").reasoning;
  assertEquals([budget(900), budget(0), budget(-1)], [{ max_tokens: 900 }, { enabled: false }, { enabled: true }]);
  const { body, warnings } = openaiChat.toWire({ ...HI, ...settings, reasoningBudgetTokens: 9 }, ENDPOINT);
  assertEquals([body.reasoning_effort, body.reasoning], ["low", undefined]);
  assertEquals(warnings.length, 2);
});

Deno.test("the role of developers is the system's where a server knows no other", () => {
  const messages = [{ role: "developer", content: "Be brief." }] as const;
  const roleFor = (provider: string) => (bodyOf({ ...HI, messages }, provider).messages as JsonObject[])[0].role;
  assertEquals(["openai", "deepseek", "mistral"].map(roleFor), ["developer", "system", "system"]);
});

Deno.test("an endpoint's own dialect goes before that of its provider", () => {
  const dialect = { renames: { max_tokens: "n_predict" }, refuses: ["seed"] };
  const { body, warnings } = openaiChat.toWire({ ...HI, maxTokens: 5, seed: 1 }, {
    ...ENDPOINT,
    provider: "openai",
    dialect,
  });
  assertEquals([body.n_predict, body.max_completion_tokens, body.seed, warnings.length], [5, undefined, undefined, 1]);
});

Deno.test("an endpoint behind OpenRouter is pinned by the tag in its key", () => {
  const pinned = { ...ENDPOINT, provider: "openrouter", key: "meta-llama/llama-3.1-8b@openrouter/deepinfra/fp8" };
  assertEquals(openaiChat.toWire(HI, pinned).body.provider, { only: ["deepinfra/fp8"], allow_fallbacks: false });
  const routing = { requireParameters: true, extra: { preferred_min_throughput: 50 } };
  assertEquals(openaiChat.toWire(HI, { ...pinned, routing }).body.provider, {
    only: ["deepinfra/fp8"],
    allow_fallbacks: false,
    require_parameters: true,
    preferred_min_throughput: 50,
  });
  const plain = { ...pinned, key: "meta-llama/llama-3.1-8b@openrouter" };
  assertEquals(openaiChat.toWire(HI, plain).body.provider, undefined);
});

Deno.test("nothing that a routing says leads a pinned endpoint elsewhere", () => {
  const pinned = { ...ENDPOINT, provider: "openrouter", key: "meta-llama/llama-3.1-8b@openrouter/deepinfra/fp8" };
  const pin = { only: ["deepinfra/fp8"], allow_fallbacks: false };
  const sent = (routing: EndpointRouting) => {
    const { body, warnings } = openaiChat.toWire(HI, { ...pinned, routing });
    return [body.provider, warnings.map(({ message }) => /"(\w+)"/.exec(message)![1])];
  };
  assertEquals(sent({ order: ["together"], only: ["together", "deepinfra/fp8"], allowFallbacks: true }), [
    pin,
    ["order", "only", "allow_fallbacks"],
  ]);
  assertEquals(sent({ extra: { only: ["together"] } }), [pin, ["only"]]);
  assertEquals(sent({ order: ["deepinfra/fp8"], only: ["deepinfra/fp8"], allowFallbacks: false }), [pin, []]);
  assertEquals(sent({ sort: "price", maxPrice: { prompt: "1" } }), [
    { ...pin, sort: "price", max_price: { prompt: "1" } },
    [],
  ]);
});

Deno.test("every setting of a router goes under its name", () => {
  const routing = {
    order: ["a", "b"],
    only: ["a", "b", "c"],
    ignore: ["d"],
    allowFallbacks: true,
    requireParameters: false,
    quantizations: ["fp8"],
    sort: "throughput",
    maxPrice: { prompt: "0.5", completion: "1.5" },
    dataCollection: "deny",
    zeroDataRetention: true,
  } as const;
  assertEquals(openaiChat.toWire(HI, { ...ENDPOINT, provider: "openrouter", routing }).body.provider, {
    order: ["a", "b"],
    only: ["a", "b", "c"],
    ignore: ["d"],
    allow_fallbacks: true,
    require_parameters: false,
    quantizations: ["fp8"],
    sort: "throughput",
    max_price: { prompt: "0.5", completion: "1.5" },
    data_collection: "deny",
    zdr: true,
  });
  const { body, warnings } = openaiChat.toWire(HI, { ...ENDPOINT, routing });
  assertEquals([body.provider, warnings.length], [undefined, 1]);
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

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { cohereChat } from "../../../src/provider/mod.ts";
import type { AnswerPart, ChatMessage, ChatRequest, ContentPart, JsonObject } from "../../../src/spec/mod.ts";
import { anyChatRequest, json, object, some, with_ } from "../arbitrary_chat.ts";
import { endpointFor } from "../endpoints.ts";
import {
  assertComesBack,
  assertReadable,
  assertReadInOneWay,
  assertWritten,
  assertWrittenAgain,
} from "../wire_laws.ts";

const ENDPOINT = endpointFor("cohere-chat");
const PATH = "/v2/chat";

Deno.test("any chat request gives a body, and only what is unsupported is told", () => {
  fc.assert(fc.property(anyChatRequest, (request) => {
    assertEquals(assertWritten(cohereChat, request, ENDPOINT).path, "/chat");
  }));
});

Deno.test("what a body means is written as the same body", () => {
  fc.assert(fc.property(anyChatRequest, (request) => {
    const { extra: _extra, ...named } = request;
    assertWrittenAgain(cohereChat, named, ENDPOINT);
  }));
});

const beside = { extra: fc.record({ cache: fc.boolean() }) };
const text = with_({ type: fc.constant("text" as const), text: fc.string() }, beside);
const image = with_(
  { type: fc.constant("image" as const), url: fc.webUrl() },
  { ...beside, detail: fc.constantFrom("auto" as const, "low" as const, "high" as const) },
);
const document = fc.record({
  type: fc.constant("native" as const),
  wire: fc.constant("cohere-chat"),
  value: object.map((value): JsonObject => ({ ...value, type: "document" })),
});
const thought = with_({ type: fc.constant("reasoning" as const), text: fc.string() }, beside);
const said: fc.Arbitrary<ContentPart[]> = fc.array(fc.oneof(text, image, document), { maxLength: 3 });
const answered: fc.Arbitrary<AnswerPart[]> = fc.array(fc.oneof(text, document, thought), { maxLength: 3 });
const call = with_({ id: fc.string(), name: fc.string(), arguments: fc.string() }, beside);
const calls = fc.array(call, { minLength: 1, maxLength: 3 });
const plan = fc.string({ minLength: 1 });

const message: fc.Arbitrary<ChatMessage> = fc.oneof(
  fc.record({ role: fc.constantFrom("system" as const, "user" as const), content: fc.oneof(fc.string(), said) }),
  with_({ role: fc.constant("tool" as const), toolCallId: fc.string(), content: fc.oneof(fc.string(), said) }, beside),
  fc.record({ role: fc.constant("assistant" as const), content: fc.oneof(fc.string(), answered) }),
  fc.record({
    role: fc.constant("assistant" as const),
    content: fc.oneof(
      plan,
      fc.constant(null),
      fc.tuple(fc.array(fc.oneof(document, thought), { minLength: 1 }), fc.option(plan)).map(([parts, plan]) =>
        plan === null ? parts : [...parts, { type: "text" as const, text: plan }]
      ),
    ),
    toolCalls: calls,
  }),
);
const tool = with_({ name: fc.string(), parameters: object }, { description: fc.string(), ...beside });
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0));
const supported: fc.Arbitrary<ChatRequest> = fc.tuple(
  with_({ messages: fc.array(message, { maxLength: 5 }), stream: fc.boolean() }, {
    maxTokens: number,
    temperature: number,
    topP: number,
    topK: number,
    seed: number,
    stop: fc.array(fc.string()),
    frequencyPenalty: number,
    presencePenalty: number,
    reasoningBudgetTokens: fc.integer({ min: -1, max: 99 }),
    toolChoice: fc.constantFrom("none" as const, "required" as const),
    responseFormat: fc.oneof(
      fc.constant({ type: "text" as const }),
      fc.constant({ type: "json" as const }),
      object.map((schema) => ({ type: "json_schema" as const, name: "answer", schema })),
    ),
    extra: fc.dictionary(fc.constantFrom("documents", "safety_mode", "logprobs"), json, { minKeys: 1 }),
  }),
  fc.option(fc.tuple(fc.array(tool, { maxLength: 2 }), fc.option(fc.boolean()))),
).map(([request, tools]) => {
  if (tools === null) return request;
  const [list, strict] = tools;
  return { ...request, tools: list.map((tool) => ({ ...tool, ...(strict === null ? {} : { strict }) })) };
});

Deno.test("a request whose every field is supported comes back from its body", () => {
  fc.assert(fc.property(supported, (request) => assertComesBack(cohereChat, request, ENDPOINT)));
});

const field = fc.constantFrom(
  "model",
  "messages",
  "stream",
  "max_tokens",
  "tools",
  "strict_tools",
  "tool_choice",
  "thinking",
  "response_format",
  "stop_sequences",
  "anything",
);
const element = some({
  type: fc.constantFrom("text", "image_url", "thinking", "document", "x"),
  text: json,
  image_url: json,
  thinking: json,
  document: json,
});
const toolCall = some({ id: json, type: json, function: fc.oneof(json, some({ name: json, arguments: json })) });
const anyMessage = some({
  role: fc.constantFrom("user", "assistant", "system", "tool", "x"),
  content: fc.oneof(json, fc.array(fc.oneof(element, json))),
  tool_calls: fc.oneof(json, fc.array(fc.oneof(toolCall, json))),
  tool_plan: fc.oneof(json, fc.string()),
  tool_call_id: json,
  citations: json,
});
const anyBody = fc.tuple(fc.dictionary(field, json), some({ messages: fc.array(fc.oneof(anyMessage, json)) }))
  .map(([fields, messages]) => JSON.parse(JSON.stringify({ ...fields, ...messages })) as JsonObject);

Deno.test("any object is read as a request, and what it means is written in one way", () => {
  fc.assert(fc.property(anyBody, (body) => {
    assertReadInOneWay(cohereChat, body, { endpoint: ENDPOINT, path: PATH });
  }));
});

Deno.test("any bytes are an answer or a typed failure", () => {
  const status = fc.constantFrom(200, 400, 429, 499, 500);
  const piece = some({ type: fc.string(), id: json, index: json, delta: some({ message: anyMessage, usage: json }) });
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.json().map((text) => new TextEncoder().encode(text)),
    some({ id: json, message: anyMessage, finish_reason: json, usage: json }).map((answer) =>
      new TextEncoder().encode(JSON.stringify(answer))
    ),
    fc.array(piece).map((pieces) =>
      new TextEncoder().encode(pieces.map((piece) => `data: ${JSON.stringify(piece)}\n\n`).join(""))
    ),
  );
  fc.assert(fc.property(bytes, status, (bytes, status) => {
    assertReadable(cohereChat, bytes, status);
  }));
});

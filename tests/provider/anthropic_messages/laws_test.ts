import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { anthropicMessages } from "../../../src/provider/mod.ts";
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

const { toWire } = anthropicMessages;
const ENDPOINT = endpointFor("anthropic-messages");
const PATH = "/v1/messages";

Deno.test("any chat request gives a body, and only what is unsupported is told", () => {
  fc.assert(fc.property(anyChatRequest, (request) => {
    assertEquals(assertWritten(anthropicMessages, request, ENDPOINT).path, "/messages");
  }));
});

Deno.test("roles alternate in the body of any chat request", () => {
  fc.assert(fc.property(anyChatRequest, ({ messages }) => {
    const roles = (toWire({ messages, stream: false }, ENDPOINT).body.messages as JsonObject[]).map(({ role }) => role);
    for (const [place, role] of roles.entries()) assert(role !== roles[place + 1]);
  }));
});

Deno.test("what a body means is written as the same body, and told again without a warning", () => {
  fc.assert(fc.property(anyChatRequest, (request) => {
    const { extra: _extra, ...named } = request;
    assertEquals(assertWrittenAgain(anthropicMessages, { ...named, maxTokens: 9 }, ENDPOINT), []);
  }));
});

const noExtra = { extra: fc.record({ cache_control: fc.constant({ type: "ephemeral" }) }) };
const text = with_({ type: fc.constant("text" as const), text: fc.string({ minLength: 1 }) }, noExtra);
const image = with_({
  type: fc.constant("image" as const),
  url: fc.oneof(fc.webUrl(), fc.base64String().map((data) => `data:image/png;base64,${data}`)),
}, noExtra);
const document = fc.record({
  type: fc.constant("native" as const),
  wire: fc.constant("anthropic-messages"),
  value: object.map((value): JsonObject => ({ ...value, type: "document" })),
});
const thought = with_(
  { type: fc.constant("reasoning" as const), text: fc.string(), signature: fc.string() },
  noExtra,
);
const hidden = fc.record({
  type: fc.constant("reasoning" as const),
  text: fc.constant(""),
  redacted: fc.string(),
});
const said: fc.Arbitrary<ContentPart[]> = fc.array(fc.oneof(text, image, document), { minLength: 1, maxLength: 3 });
const answered: fc.Arbitrary<AnswerPart[]> = fc.array(fc.oneof(text, document, thought, hidden), {
  minLength: 1,
  maxLength: 3,
});
const id = fc.stringMatching(/^[\w-]{1,9}$/);
const call = with_({ id, name: id, arguments: object.map((value) => JSON.stringify(value)) }, noExtra);
const calls = fc.array(call, { minLength: 1, maxLength: 3 });

/** A turn and what answers it, so that no two neighbours have one role. */
const turn: fc.Arbitrary<ChatMessage[]> = fc.tuple(
  fc.oneof(
    fc.record({ role: fc.constant("user" as const), content: fc.oneof(fc.string(), said) }).map((user) => [user]),
    fc.array(
      with_({ role: fc.constant("tool" as const), toolCallId: id, content: fc.oneof(fc.string(), said) }, {
        ...noExtra,
        isError: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  ),
  fc.oneof(
    fc.record({ role: fc.constant("assistant" as const), content: fc.oneof(fc.string(), answered) }),
    fc.record({
      role: fc.constant("assistant" as const),
      content: fc.oneof(answered, fc.constant(null)),
      toolCalls: calls,
    }),
  ),
).map(([asked, answer]) => [...asked, answer]);

const tool = with_(
  { name: fc.string(), parameters: object },
  { description: fc.string(), strict: fc.boolean(), ...noExtra },
);
const reasoning = fc.oneof(
  fc.constant({}),
  fc.constant({ reasoningBudgetTokens: 0 }),
  with_({ reasoningBudgetTokens: fc.integer({ min: 1, max: 9999 }) }, {
    reasoningEffort: fc.constant("high"),
    reasoningText: fc.boolean(),
  }),
  with_({ reasoningEffort: fc.constantFrom("low", "max") }, { reasoningText: fc.boolean() }),
  with_({ reasoningBudgetTokens: fc.constant(-1) }, { reasoningText: fc.boolean() }),
);
const choice = fc.oneof(
  fc.constant({}),
  fc.constant({ toolChoice: "none" as const }),
  with_({
    toolChoice: fc.oneof(fc.constantFrom("auto" as const, "required" as const), fc.record({ name: fc.string() })),
  }, { parallelToolCalls: fc.boolean() }),
);
const schema = object.map((schema) => ({ type: "json_schema" as const, name: "answer", schema }));
const supported: fc.Arbitrary<ChatRequest> = fc.tuple(
  fc.option(fc.oneof(fc.string(), said)),
  fc.array(turn, { maxLength: 3 }),
  with_({ stream: fc.boolean(), maxTokens: fc.nat() }, {
    temperature: fc.double({ min: 0, max: 1, noNaN: true }),
    topP: fc.double({ min: 0, max: 1, noNaN: true }),
    topK: fc.nat(),
    stop: fc.array(fc.string()),
    tools: fc.array(tool, { maxLength: 2 }),
    responseFormat: schema,
    extra: fc.dictionary(fc.constantFrom("metadata", "service_tier", "container"), json, { minKeys: 1, maxKeys: 2 }),
  }),
  reasoning,
  choice,
).map(([system, turns, fields, thinking, choice]) => ({
  messages: [...(system === null ? [] : [{ role: "system" as const, content: system }]), ...turns.flat()],
  ...fields,
  ...thinking,
  ...choice,
}));

Deno.test("a request whose every field is supported comes back from its body", () => {
  fc.assert(fc.property(supported, (request) => assertComesBack(anthropicMessages, request, ENDPOINT)));
});

const field = fc.constantFrom(
  "model",
  "messages",
  "system",
  "stream",
  "max_tokens",
  "tools",
  "tool_choice",
  "thinking",
  "output_config",
  "output_format",
  "stop_sequences",
  "anything",
);
const block = some({
  type: fc.constantFrom("text", "image", "thinking", "redacted_thinking", "tool_use", "tool_result", "x"),
  text: json,
  source: json,
  thinking: json,
  signature: json,
  data: json,
  id: json,
  name: json,
  input: json,
  tool_use_id: json,
  content: json,
  is_error: json,
});
const message = some({
  role: fc.constantFrom("user", "assistant", "system", "x"),
  content: fc.oneof(json, fc.array(fc.oneof(block, json))),
});
const anyBody = fc.tuple(fc.dictionary(field, json), some({ messages: fc.array(fc.oneof(message, json)) }))
  .map(([fields, messages]) => JSON.parse(JSON.stringify({ ...fields, ...messages })) as JsonObject);

Deno.test("any object is read as a request, and what it means is written in one way", () => {
  fc.assert(fc.property(anyBody, (body) => {
    assertReadInOneWay(anthropicMessages, body, { endpoint: ENDPOINT, path: PATH });
  }));
});

Deno.test("any bytes are an answer or a typed failure", () => {
  const status = fc.constantFrom(200, 400, 429, 500, 529);
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.json().map((text) => new TextEncoder().encode(text)),
    fc.array(some({ type: fc.string(), index: json, delta: json, content_block: json, message: json, usage: json }))
      .map(
        (events) => new TextEncoder().encode(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("")),
      ),
  );
  fc.assert(fc.property(bytes, status, (bytes, status) => {
    assertReadable(anthropicMessages, bytes, status);
  }));
});

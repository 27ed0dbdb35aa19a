import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ollamaChat } from "../../../src/provider/mod.ts";
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

const ENDPOINT = endpointFor("ollama-chat");
const PATH = "/api/chat";

Deno.test("any chat request gives a body, and only what is unsupported is told", () => {
  fc.assert(fc.property(anyChatRequest, (request) => {
    assertEquals(assertWritten(ollamaChat, request, ENDPOINT).path, "/chat");
  }));
});

/** A result without an id belongs to a call that is open, and has its id and name from then on. */
const answersACall = ({ messages }: ChatRequest) =>
  messages.every((message) => message.role !== "tool" || message.toolCallId !== "");

Deno.test("what a body means is written as the same body, and told again without a warning", () => {
  fc.assert(fc.property(anyChatRequest.filter(answersACall), (request) => {
    const { extra: _extra, ...named } = request;
    assertEquals(assertWrittenAgain(ollamaChat, named, ENDPOINT), []);
  }));
});

const text = fc.record({ type: fc.constant("text" as const), text: fc.string({ minLength: 1 }) });
const image = fc.record({
  type: fc.constant("image" as const),
  url: fc.tuple(
    fc.constantFrom("png;base64,iVBORw0KGgo", "jpeg;base64,/9j/", "gif;base64,R0lGOD", "webp;base64,UklGR"),
    fc.base64String(),
  ).map(([beginning, rest]) => `data:image/${beginning}${rest}`),
});
const beside = fc.record({
  type: fc.constant("native" as const),
  wire: fc.constant("ollama-chat"),
  value: fc.record({ other: json }),
});
const thought = fc.record({ type: fc.constant("reasoning" as const), text: fc.string() });
const maybe = <T>(part: fc.Arbitrary<T>) => fc.option(part).map((one) => one === null ? [] : [one]);
const said: fc.Arbitrary<ContentPart[]> = fc.tuple(maybe(text), fc.array(image, { maxLength: 2 }), maybe(beside))
  .map((parts) => parts.flat()).filter((parts) => parts.some(({ type }) => type !== "text"));
const answered: fc.Arbitrary<AnswerPart[]> = fc.tuple(maybe(thought), maybe(text), maybe(beside))
  .map((parts) => parts.flat()).filter((parts) => parts.some(({ type }) => type !== "text"));
const id = fc.stringMatching(/^[a-z]{1,9}$/);
const call = with_({ id, name: id, arguments: object.map((value) => JSON.stringify(value)) }, {
  extra: fc.constant({ function: { index: 3 } }),
});

/** What has no name here stands in the extra of a result, which has one. */
const result = with_({
  content: fc.oneof(fc.string(), said.filter((parts) => parts.every(({ type }) => type !== "native"))),
}, { extra: fc.constant({ other: 1 }) });
const toolTurn: fc.Arbitrary<ChatMessage[]> = fc.tuple(
  fc.oneof(answered, fc.constant(null)),
  fc.uniqueArray(fc.tuple(call, result), {
    minLength: 1,
    maxLength: 3,
    selector: ([{ id }]) => id,
  }),
).map(([content, pairs]) => [
  { role: "assistant", content, toolCalls: pairs.map(([call]) => call) },
  ...pairs.map(([{ id }, result]): ChatMessage => ({ role: "tool", toolCallId: id, ...result })),
]);
const turn: fc.Arbitrary<ChatMessage[]> = fc.oneof(
  fc.record({ role: fc.constantFrom("system" as const, "user" as const), content: fc.oneof(fc.string(), said) })
    .map((one) => [one]),
  fc.record({ role: fc.constant("assistant" as const), content: fc.oneof(fc.string(), answered) }).map((one) => [one]),
  toolTurn,
);

/** Calls without an id are numbered over the whole conversation. */
function withoutIds(messages: readonly ChatMessage[]): ChatMessage[] {
  let calls = 0;
  let ids = new Map<string, string>();
  return messages.map((message) => {
    if (message.role === "tool") return { ...message, toolCallId: ids.get(message.toolCallId)! };
    if (message.role !== "assistant" || message.toolCalls === undefined) return message;
    ids = new Map(message.toolCalls.map(({ id }) => [id, `call_${calls++}`]));
    return { ...message, toolCalls: message.toolCalls.map((call) => ({ ...call, id: ids.get(call.id)! })) };
  });
}

const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const schema = fc.tuple(object, fc.string({ minLength: 1 })).map(([schema, title]) => ({ ...schema, title }));
const supported: fc.Arbitrary<ChatRequest> = fc.tuple(
  fc.array(turn, { maxLength: 4 }),
  fc.boolean(),
  with_({ stream: fc.boolean() }, {
    maxTokens: fc.nat(),
    temperature: number,
    topP: number,
    topK: fc.nat(),
    minP: number,
    seed: fc.nat(),
    stop: fc.array(fc.string()),
    frequencyPenalty: number,
    presencePenalty: number,
    repetitionPenalty: number,
    tools: fc.array(
      with_({ name: fc.string(), parameters: object }, { description: fc.string(), extra: fc.constant({ items: 1 }) }),
      { maxLength: 2 },
    ),
    responseFormat: fc.oneof(
      fc.constant({ type: "json" as const }),
      schema.map((schema) => ({ type: "json_schema" as const, name: schema.title, schema })),
    ),
    extra: fc.constantFrom<JsonObject>(
      { keep_alive: "5m", options: { num_ctx: 8192 } },
      { options: { mirostat: 1 } },
      { format: "" },
    ),
  }),
  fc.oneof(
    fc.constant({}),
    fc.constant({ reasoningText: true }),
    fc.record({ reasoningEffort: fc.constantFrom("none", "low", "high") }),
  ),
).filter(([, , { extra, responseFormat }]) => extra?.format === undefined || responseFormat === undefined)
  .map(([turns, hasIds, fields, thinking]) => ({
    messages: hasIds ? turns.flat() : withoutIds(turns.flat()),
    ...fields,
    ...thinking,
  }));

Deno.test("a request whose every field is supported comes back from its body", () => {
  fc.assert(fc.property(supported, (request) => assertComesBack(ollamaChat, request, ENDPOINT)));
});

const field = fc.constantFrom(
  "model",
  "messages",
  "stream",
  "tools",
  "format",
  "think",
  "options",
  "keep_alive",
  "anything",
);
const functionCall = some({ name: fc.oneof(id, json), arguments: json, index: json });
const message = some({
  role: fc.constantFrom("user", "assistant", "system", "tool", "x"),
  content: fc.oneof(fc.string(), json),
  thinking: fc.oneof(fc.string(), json),
  images: fc.oneof(fc.array(fc.oneof(fc.base64String(), fc.constant("data:,a"))), json),
  tool_calls: fc.oneof(fc.array(fc.oneof(some({ id: json, function: functionCall }), json)), json),
  tool_name: fc.oneof(id, json),
  tool_call_id: fc.oneof(id, json),
  other: json,
});
const anyBody = fc.tuple(
  fc.dictionary(field, json),
  some({
    messages: fc.array(fc.oneof(message, json)),
    tools: fc.array(
      some({
        type: fc.constantFrom("function", "x"),
        function: some({ name: fc.oneof(id, json), description: json, parameters: json }),
      }),
    ),
    options: some({ num_predict: json, stop: json, num_ctx: json }),
  }),
).map(([fields, known]) => JSON.parse(JSON.stringify({ ...fields, ...known })) as JsonObject);

Deno.test("any object is read as a request, and what it means is written in one way", () => {
  fc.assert(fc.property(anyBody, (body) => {
    assertReadInOneWay(ollamaChat, body, { endpoint: ENDPOINT, path: PATH });
  }));
});

Deno.test("any bytes are an answer or a typed failure", () => {
  const status = fc.constantFrom(200, 400, 404, 500, 503);
  const document = some({ model: json, message, done: json, done_reason: json, eval_count: json, error: json });
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.json().map((text) => new TextEncoder().encode(text)),
    fc.array(document).map((lines) => new TextEncoder().encode(lines.map((one) => JSON.stringify(one)).join("\n"))),
  );
  fc.assert(fc.property(bytes, status, (bytes, status) => {
    assertReadable(ollamaChat, bytes, status);
  }));
});

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { geminiGenerateContent } from "../../../src/provider/mod.ts";
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

const ENDPOINT = endpointFor("gemini-generate-content");

Deno.test("any chat request gives a body, and only what is unsupported is told", () => {
  fc.assert(fc.property(anyChatRequest, fc.string(), (request, wireModel) => {
    const { path } = assertWritten(geminiGenerateContent, request, { ...ENDPOINT, wireModel });
    assert(/^\/[^?#\s]*:(?:generateContent|streamGenerateContent\?alt=sse)$/.test(path), path);
  }));
});

/** A result without an id belongs to the first call of its name, and has the id of that one from then on. */
const answersACall = ({ messages }: ChatRequest) =>
  messages.every((message) => message.role !== "tool" || message.toolCallId !== "");

Deno.test("what a body means is written as the same body, and told again without a warning", () => {
  fc.assert(fc.property(anyChatRequest.filter(answersACall), (request) => {
    const { extra: _extra, ...named } = request;
    assertEquals(assertWrittenAgain(geminiGenerateContent, named, ENDPOINT), []);
  }));
});

const beside = { extra: fc.record({ mediaResolution: fc.constant({ level: "LOW" }) }) };
const text = with_({ type: fc.constant("text" as const), text: fc.string({ minLength: 1 }) }, {
  extra: fc.record({ thoughtSignature: fc.string() }),
});
const image = with_({
  type: fc.constant("image" as const),
  url: fc.oneof(
    fc.webUrl().map((url) => `${url}/a.png`),
    fc.base64String().map((data) => `data:image/png;base64,${data}`),
  ),
}, beside);
const code = fc.record({
  type: fc.constant("native" as const),
  wire: fc.constant("gemini-generate-content"),
  value: fc.record({ executableCode: object }),
});
const thought = with_({ type: fc.constant("reasoning" as const), text: fc.string() }, {
  signature: fc.string({ minLength: 1 }),
});
/** A text by itself is said without parts. */
const isPlain = (parts: readonly AnswerPart[]) =>
  parts.length === 1 && parts[0].type === "text" && parts[0].extra === undefined;
const said: fc.Arbitrary<ContentPart[]> = fc.array(fc.oneof(text, image, code), { minLength: 1, maxLength: 3 })
  .filter((parts) => !isPlain(parts));
const answered: fc.Arbitrary<AnswerPart[]> = fc.array(fc.oneof(text, code, thought), { minLength: 1, maxLength: 3 })
  .filter((parts) => !isPlain(parts));
const id = fc.stringMatching(/^[a-z]{1,9}$/);
const outcome = fc.oneof(
  fc.record({ content: fc.constantFrom("40 °C", "", "[1]") }),
  fc.record({ content: fc.constantFrom("none", '{"code":5}'), isError: fc.constant(true) }),
  object.filter((value) => !("error" in value) && !("output" in value))
    .map((value) => ({ content: JSON.stringify(value) })),
  image.map((part) => ({ content: [{ type: "text" as const, text: "Look" }, part] })),
);
const call = with_({ id, name: id, arguments: object.map((value) => JSON.stringify(value)) }, {
  signature: fc.string({ minLength: 1 }),
});

/** Calls with the results of all of them, in order; what the provider gave no id has one by its place. */
const toolTurn: fc.Arbitrary<ChatMessage[]> = fc.tuple(
  fc.oneof(answered, fc.constant(null)),
  fc.uniqueArray(fc.tuple(call, outcome), { minLength: 1, maxLength: 3, selector: ([{ id }]) => id }),
).map(([content, pairs]) => [
  { role: "assistant", content, toolCalls: pairs.map(([call]) => call) },
  ...pairs.map(([{ id }, result]): ChatMessage => ({ role: "tool", toolCallId: id, ...result })),
]);
const turn: fc.Arbitrary<ChatMessage[]> = fc.oneof(
  fc.record({ role: fc.constant("user" as const), content: fc.oneof(fc.string(), said) }).map((user) => [user]),
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
    // Without ids, results belong to calls of their names.
    const toolCalls = message.toolCalls.map((call) => ({ ...call, id: ids.get(call.id)!, name: `f_${call.id}` }));
    return { ...message, toolCalls };
  });
}

const schema = fc.tuple(object, fc.string({ minLength: 1 })).map(([schema, title]) => ({ ...schema, title }));
const supported: fc.Arbitrary<ChatRequest> = fc.tuple(
  fc.option(fc.oneof(fc.string(), said)),
  fc.array(turn, { maxLength: 4 }),
  fc.boolean(),
  with_({ stream: fc.boolean() }, {
    maxTokens: fc.nat(),
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    topP: fc.double({ min: 0, max: 1, noNaN: true }),
    topK: fc.nat(),
    seed: fc.nat(),
    stop: fc.array(fc.string()),
    frequencyPenalty: fc.double({ min: 0, max: 2, noNaN: true }),
    presencePenalty: fc.double({ min: 0, max: 2, noNaN: true }),
    reasoningEffort: fc.constantFrom("minimal", "low", "medium", "high"),
    reasoningBudgetTokens: fc.integer({ min: -1, max: 9999 }),
    reasoningText: fc.boolean(),
    tools: fc.array(
      with_({ name: fc.string(), parameters: object }, {
        description: fc.string(),
        extra: fc.constantFrom({ behavior: "BLOCKING" }),
      }),
      { maxLength: 2 },
    ),
    toolChoice: fc.oneof(
      fc.constantFrom("auto" as const, "none" as const, "required" as const),
      fc.record({ name: fc.string({ minLength: 1 }) }),
    ),
    responseFormat: fc.oneof(
      fc.constantFrom({ type: "text" as const }, { type: "json" as const }),
      schema.map((schema) => ({ type: "json_schema" as const, name: schema.title, schema })),
    ),
    extra: fc.constantFrom<JsonObject>(
      { safetySettings: [{ category: "X", threshold: "OFF" }], cachedContent: "cachedContents/1" },
      { generationConfig: { responseModalities: ["TEXT"], thinkingConfig: { other: 1 } } },
      { toolConfig: { includeServerSideToolInvocations: true }, labels: { my_team: "x" } },
    ),
  }),
).map(([system, turns, hasIds, fields]) => ({
  messages: [
    ...(system === null ? [] : [{ role: "system" as const, content: system }]),
    ...(hasIds ? turns.flat() : withoutIds(turns.flat())),
  ],
  ...fields,
}));

Deno.test("a request whose every field is supported comes back from its body", () => {
  fc.assert(fc.property(supported, (request) => assertComesBack(geminiGenerateContent, request, ENDPOINT)));
});

const field = fc.constantFrom(
  "model",
  "contents",
  "systemInstruction",
  "system_instruction",
  "tools",
  "toolConfig",
  "tool_config",
  "generationConfig",
  "safetySettings",
  "anything",
);
const part = some({
  text: fc.oneof(fc.string(), json),
  thought: json,
  thoughtSignature: json,
  thought_signature: json,
  inlineData: fc.oneof(json, some({ mimeType: fc.constantFrom("image/png", "text/plain"), data: json })),
  file_data: fc.oneof(json, some({ mime_type: fc.constantFrom("image/png", "text/plain"), file_uri: fc.string() })),
  functionCall: fc.oneof(
    json,
    some({ id: json, name: fc.oneof(id, json), args: json }),
    some({
      name: id,
      partialArgs: fc.array(
        some({ jsonPath: fc.constantFrom("$.a", "$.a.b[0]", "$[0]", "$.a[1]"), stringValue: json, willContinue: json }),
      ),
      willContinue: fc.boolean(),
    }),
  ),
  functionResponse: fc.oneof(json, some({ id: json, name: fc.oneof(id, json), response: json, parts: json })),
});
const content = some({
  role: fc.constantFrom("user", "model", "function", "x"),
  parts: fc.oneof(json, fc.array(fc.oneof(part, json))),
});
const anyBody = fc.tuple(
  fc.dictionary(field, json),
  some({
    contents: fc.oneof(content, fc.array(fc.oneof(content, json))),
    systemInstruction: content,
    tools: fc.array(
      some({
        functionDeclarations: fc.array(
          some({ name: fc.oneof(id, json), description: json, parameters: json, parametersJsonSchema: json }),
        ),
        googleSearch: json,
      }),
    ),
    toolConfig: some({
      functionCallingConfig: some({ mode: fc.constantFrom("ANY", "AUTO", "X"), allowedFunctionNames: json }),
    }),
    generationConfig: some({
      topK: json,
      stop_sequences: json,
      responseMimeType: fc.constantFrom("application/json", "text/plain", "x"),
      responseSchema: json,
      responseJsonSchema: json,
      thinkingConfig: some({ thinkingLevel: json, thinkingBudget: json, include_thoughts: json }),
    }),
  }),
).map(([fields, known]) => JSON.parse(JSON.stringify({ ...fields, ...known })) as JsonObject);
const anyPath = fc.constantFrom("/models/m:generateContent", "/models/m:streamGenerateContent?alt=sse", "/x");

Deno.test("any object is read as a request, and what it means is written in one way", () => {
  fc.assert(fc.property(anyBody, anyPath, (body, path) => {
    assertReadInOneWay(geminiGenerateContent, body, { endpoint: ENDPOINT, path });
  }));
});

Deno.test("any bytes are an answer or a typed failure", () => {
  const status = fc.constantFrom(200, 400, 429, 500, 503);
  const document = some({
    candidates: fc.oneof(json, fc.array(some({ content: some({ parts: fc.array(part) }), finishReason: json }))),
    usageMetadata: fc.oneof(json, some({ promptTokensDetails: json, totalTokenCount: json, serviceTier: json })),
    promptFeedback: json,
    responseId: json,
  });
  const bytes = fc.oneof(
    fc.uint8Array(),
    fc.json().map((text) => new TextEncoder().encode(text)),
    document.map((one) => new TextEncoder().encode(JSON.stringify(one))),
    fc.array(document).map((pieces) => new TextEncoder().encode(JSON.stringify(pieces))),
    fc.array(document).map((pieces) =>
      new TextEncoder().encode(pieces.map((one) => `data: ${JSON.stringify(one)}\r\n\r\n`).join(""))
    ),
  );
  fc.assert(fc.property(bytes, status, (bytes, status) => {
    assertReadable(geminiGenerateContent, bytes, status);
  }));
});

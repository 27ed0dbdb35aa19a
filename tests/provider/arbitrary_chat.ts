/** Chat requests of every shape that the types allow, for laws that hold for all of them. */
import fc from "fast-check";
import type {
  AnswerPart,
  ChatMessage,
  ChatRequest,
  ContentPart,
  JsonObject,
  JsonValue,
  ToolDefinition,
} from "../../src/spec/mod.ts";

/** Any JSON value as a body has it: without -0, which JSON text has no way back from. */
export const json: fc.Arbitrary<JsonValue> = fc.jsonValue({ maxDepth: 2 })
  .map((value) => JSON.parse(JSON.stringify(value)));

/** Any object of a body. */
export const object: fc.Arbitrary<JsonObject> = fc.dictionary(fc.string(), json, { maxKeys: 3 });

const extra = { extra: fc.dictionary(fc.constantFrom("cache_control", "citations", "other"), json, { maxKeys: 2 }) };

/** Only some of the fields. */
export function some<T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  return fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
}

/** The same with fields that may be there or not. */
export function with_<T extends object, O extends object>(
  required: { [K in keyof T]: fc.Arbitrary<T[K]> },
  optional: { [K in keyof O]: fc.Arbitrary<O[K]> },
): fc.Arbitrary<T & Partial<O>> {
  return fc.tuple(fc.record(required), some<O>(optional)).map(([one, two]) => ({ ...one, ...two })) as fc.Arbitrary<
    T & Partial<O>
  >;
}

const url = fc.oneof(
  fc.string(),
  fc.webUrl(),
  fc.base64String().map((data) => `data:image/png;base64,${data}`),
  fc.string().map((data) => `data:text/plain,${data}`),
);
const native = fc.record({
  type: fc.constant("native" as const),
  wire: fc.constantFrom("anthropic-messages", "cohere-chat", "openai-chat"),
  value: object,
});
const text = with_({ type: fc.constant("text" as const), text: fc.string() }, extra);
const image = with_(
  { type: fc.constant("image" as const), url },
  { ...extra, detail: fc.constantFrom("auto" as const, "low" as const, "high" as const) },
);
const reasoning = with_(
  { type: fc.constant("reasoning" as const), text: fc.string() },
  { ...extra, signature: fc.string(), redacted: fc.string() },
);
const contentParts: fc.Arbitrary<ContentPart[]> = fc.array(fc.oneof(text, image, native), { maxLength: 3 });
const answerParts: fc.Arbitrary<AnswerPart[]> = fc.array(fc.oneof(text, image, native, reasoning), { maxLength: 4 });
const content = fc.oneof(fc.string(), contentParts);
const toolCall = with_(
  {
    id: fc.string(),
    name: fc.string(),
    arguments: fc.oneof(fc.string(), json.map((value) => JSON.stringify(value))),
  },
  { ...extra, signature: fc.string() },
);

const message: fc.Arbitrary<ChatMessage> = fc.oneof(
  with_({ role: fc.constantFrom("system" as const, "developer" as const), content }, extra),
  with_({ role: fc.constant("user" as const), content }, { ...extra, name: fc.string() }),
  with_(
    { role: fc.constant("assistant" as const), content: fc.oneof(fc.string(), answerParts, fc.constant(null)) },
    { ...extra, toolCalls: fc.array(toolCall, { maxLength: 3 }), name: fc.string() },
  ),
  with_(
    { role: fc.constant("tool" as const), toolCallId: fc.string(), content },
    { ...extra, isError: fc.boolean(), name: fc.string() },
  ),
);
const tool: fc.Arbitrary<ToolDefinition> = with_(
  { name: fc.string(), parameters: object },
  { description: fc.string(), strict: fc.boolean(), extra: object },
);
const number = fc.double({ noNaN: true, noDefaultInfinity: true });

/** Any request at all, whether or not a provider could answer it. */
export const anyChatRequest: fc.Arbitrary<ChatRequest> = with_(
  { messages: fc.array(message, { maxLength: 6 }), stream: fc.boolean() },
  {
    maxTokens: number,
    temperature: number,
    topP: number,
    topK: number,
    minP: number,
    seed: number,
    stop: fc.array(fc.string(), { maxLength: 2 }),
    frequencyPenalty: number,
    presencePenalty: number,
    repetitionPenalty: number,
    reasoningEffort: fc.oneof(fc.string(), fc.constant("none")),
    reasoningBudgetTokens: fc.integer({ min: -1, max: 9 }),
    reasoningText: fc.boolean(),
    tools: fc.array(tool, { maxLength: 2 }),
    toolChoice: fc.oneof(
      fc.constantFrom("auto" as const, "none" as const, "required" as const),
      fc.record({ name: fc.string() }),
    ),
    parallelToolCalls: fc.boolean(),
    responseFormat: fc.oneof(
      fc.constant({ type: "text" as const }),
      fc.constant({ type: "json" as const }),
      with_({ type: fc.constant("json_schema" as const), name: fc.string(), schema: object }, { strict: fc.boolean() }),
    ),
    extra: object,
  },
);

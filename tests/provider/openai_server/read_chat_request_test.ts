import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { openaiChat } from "../../../src/provider/mod.ts";
import { type ChatAsked, type ChatReading, readChatRequest } from "../../../src/provider/openai_server/mod.ts";
import type { JsonObject, JsonValue } from "../../../src/spec/mod.ts";
import { json, some, with_ } from "../arbitrary_chat.ts";
import { endpointFor } from "../endpoints.ts";

const HELLO = [{ role: "user", content: "Hello" }];

function asked(body: JsonValue): ChatAsked {
  const reading = readChatRequest(body);
  if (!reading.ok) throw new Error(reading.problem.message);
  return reading.asked;
}

/** The field that is at fault, and its code. */
function fault(reading: ChatReading): readonly [param: string | null, code: string] {
  if (reading.ok) throw new Error("It was read");
  const { param, code, message } = reading.problem;
  if (param !== null) assert(message.includes(`'${param}'`), message);
  return [param, code];
}

const faultOf = (fields: JsonObject) => fault(readChatRequest({ model: "m", messages: HELLO, ...fields }));
const faultIn = (...messages: JsonValue[]) => fault(readChatRequest({ model: "m", messages }));

Deno.test("all that OpenAI has a name for is read under the names that all formats share", () => {
  const { model, request, includesUsage } = asked({
    model: "openai/gpt-5",
    messages: [
      { role: "developer", content: "Be brief." },
      {
        role: "user",
        content: [
          { type: "text", text: "What is this?" },
          { type: "image_url", image_url: { url: "data:image/png;base64,AAAA", detail: "low" } },
        ],
        name: "ada",
      },
      {
        role: "assistant",
        content: null,
        refusal: null,
        annotations: [],
        tool_calls: [{ index: 0, id: "a", type: "function", function: { name: "look", arguments: "{}" } }],
      },
      { role: "tool", tool_call_id: "a", content: "A cat" },
    ],
    tools: [{ type: "function", function: { name: "look", parameters: { type: "object" }, strict: true } }],
    tool_choice: { type: "function", function: { name: "look" } },
    parallel_tool_calls: false,
    response_format: { type: "json_schema", json_schema: { name: "cat", schema: { type: "object" }, strict: true } },
    max_completion_tokens: 50,
    temperature: 0.5,
    top_p: 0.9,
    top_k: 40,
    stop: "END",
    seed: 7,
    frequency_penalty: 0.1,
    presence_penalty: null,
    reasoning_effort: "low",
    stream: true,
    stream_options: { include_usage: true },
    n: 1,
    logprobs: false,
    modalities: ["text"],
    user: "u1",
  });
  assertEquals([model, includesUsage], ["openai/gpt-5", true]);
  assertEquals(request, {
    messages: [
      { role: "developer", content: "Be brief." },
      {
        role: "user",
        content: [
          { type: "text", text: "What is this?" },
          { type: "image", url: "data:image/png;base64,AAAA", detail: "low" },
        ],
        name: "ada",
      },
      { role: "assistant", content: null, toolCalls: [{ id: "a", name: "look", arguments: "{}" }] },
      { role: "tool", toolCallId: "a", content: "A cat" },
    ],
    stream: true,
    maxTokens: 50,
    temperature: 0.5,
    topP: 0.9,
    topK: 40,
    seed: 7,
    stop: ["END"],
    frequencyPenalty: 0.1,
    reasoningEffort: "low",
    tools: [{ name: "look", parameters: { type: "object" }, strict: true }],
    toolChoice: { name: "look" },
    parallelToolCalls: false,
    responseFormat: { type: "json_schema", name: "cat", schema: { type: "object" }, strict: true },
    extra: { user: "u1" },
  });
});

Deno.test("what no answer here can have is refused by name", () => {
  const unsupported: readonly (readonly [JsonObject, string])[] = [
    [{ n: 2 }, "n"],
    [{ logprobs: true }, "logprobs"],
    [{ top_logprobs: 3 }, "top_logprobs"],
    [{ modalities: ["text", "audio"], audio: { voice: "alloy", format: "wav" } }, "modalities"],
    [{ audio: { voice: "alloy", format: "wav" } }, "audio"],
    [{ functions: [{ name: "f" }] }, "functions"],
    [{ function_call: "auto" }, "function_call"],
    [{ tools: [{ type: "custom", custom: { name: "x" } }] }, "tools[0].type"],
    [{ tool_choice: { type: "allowed_tools" } }, "tool_choice.type"],
    [{ response_format: { type: "grammar" } }, "response_format.type"],
  ];
  for (const [fields, param] of unsupported) assertEquals(faultOf(fields), [param, "unsupported_parameter"]);
  assertEquals(faultIn({ role: "function", name: "f", content: "1" }), ["messages[0].role", "unsupported_parameter"]);
  const spoken = { role: "assistant", audio: { id: "x" } };
  assertEquals(faultIn(...HELLO, spoken), ["messages[1].audio", "unsupported_parameter"]);
});

Deno.test("a field of the wrong shape is named with its place", () => {
  const invalid: readonly (readonly [JsonObject, string])[] = [
    [{ temperature: "0.5" }, "temperature"],
    [{ max_tokens: 0 }, "max_tokens"],
    [{ max_tokens: 1, max_completion_tokens: 2 }, "max_tokens"],
    [{ n: 0 }, "n"],
    [{ stop: [""] }, "stop[0]"],
    [{ stop: 3 }, "stop"],
    [{ stream: "yes" }, "stream"],
    [{ stream_options: { include_usage: true } }, "stream_options"],
    [{ tools: [{ type: "function", function: { name: "f", parameters: "{}" } }] }, "tools[0].function.parameters"],
    [{ tool_choice: "always" }, "tool_choice"],
    [{ messages: [] }, "messages"],
  ];
  for (const [fields, param] of invalid) {
    assertEquals(faultOf(fields), [param, "invalid_value"], JSON.stringify(fields));
  }
  const calls = [{ id: "a", type: "function", function: { name: "f", arguments: {} } }];
  assertEquals(faultIn({ role: "assistant", content: null, tool_calls: calls }), [
    "messages[0].tool_calls[0].function.arguments",
    "invalid_value",
  ]);
  assertEquals(faultIn({ role: "assistant", content: null }), ["messages[0].content", "invalid_value"]);
  assertEquals(faultIn({ role: "narrator", content: "x" }), ["messages[0].role", "invalid_value"]);
  assertEquals(faultIn({ role: "user", content: 3 }), ["messages[0].content", "invalid_value"]);
});

Deno.test("a field that must be there and is not is named", () => {
  const missing = (reading: ChatReading, param: string) =>
    assertEquals(fault(reading), [param, "missing_required_parameter"]);
  missing(readChatRequest({ model: "m" }), "messages");
  missing(readChatRequest({ messages: [{ content: "x" }] }), "messages[0].role");
  missing(readChatRequest({ messages: [{ role: "user" }] }), "messages[0].content");
  missing(readChatRequest({ messages: [{ role: "tool", content: "x" }] }), "messages[0].tool_call_id");
  const image = { role: "user", content: [{ type: "image_url", image_url: {} }] };
  missing(readChatRequest({ messages: [image] }), "messages[0].content[0].image_url.url");
  assertEquals(fault(readChatRequest([])), [null, "invalid_json"]);
  assertEquals(fault(readChatRequest(undefined)), [null, "invalid_json"]);
});

Deno.test("files, sound and parts of other makers are kept as they came", () => {
  const parts: JsonValue[] = [
    { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } },
    { type: "file", file: { file_data: "data:application/pdf;base64,AAAA", filename: "a.pdf" } },
    { type: "video_url", video_url: { url: "https://example.org/a.mp4" } },
  ];
  const { request } = asked({ messages: [{ role: "user", content: parts }] });
  assertEquals(openaiChat.toWire(request, endpointFor("openai-chat")).body.messages, [{
    role: "user",
    content: parts,
  }]);
});

Deno.test("a refusal that comes back is what was said, and what else OpenAI's messages have goes to its format alone", () => {
  const { request } = asked({
    messages: [
      ...HELLO,
      { role: "assistant", content: null, refusal: "No." },
      { role: "assistant", content: "Hm", prefix: true },
      { role: "assistant", content: "So", reasoning_content: "I thought" },
    ],
  });
  assertEquals(request.messages.slice(1), [
    { role: "assistant", content: "No." },
    { role: "assistant", content: "Hm", extra: { prefix: true }, wire: "openai-chat" },
    {
      role: "assistant",
      content: [{ type: "reasoning", text: "I thought" }, { type: "text", text: "So" }],
    },
  ]);
});

const words = fc.string({ minLength: 1 });
const content = fc.oneof(
  fc.string(),
  fc.array(
    fc.oneof(
      fc.record({ type: fc.constant("text"), text: fc.string() }),
      fc.record({ type: fc.constant("image_url"), image_url: with_({ url: words }, { detail: fc.constant("high") }) }),
      fc.record({ type: fc.constant("file"), file: fc.record({ file_id: words }) }),
    ),
    { minLength: 1, maxLength: 3 },
  ),
);
const call = fc.record({
  id: words,
  type: fc.constant("function"),
  function: fc.record({ name: words, arguments: fc.string() }),
});
const message = fc.oneof(
  with_({ role: fc.constantFrom("system", "developer", "user"), content }, {}),
  fc.record({ role: fc.constant("assistant"), content: fc.string() }),
  fc.record({
    role: fc.constant("assistant"),
    content: fc.constant(null),
    tool_calls: fc.array(call, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ role: fc.constant("tool"), tool_call_id: words, content: fc.string() }),
);
const schema = fc.dictionary(words, fc.string(), { maxKeys: 2 });
/** Bodies that OpenAI takes, in the spelling in which they are written again. */
const anyBody = with_({ messages: fc.array(message, { minLength: 1, maxLength: 4 }) }, {
  max_tokens: fc.integer({ min: 1, max: 1e6 }),
  temperature: fc.double({ min: 0, max: 2, noNaN: true }).map((value) => value + 0),
  top_p: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
  seed: fc.integer(),
  stop: fc.array(words, { maxLength: 4 }),
  frequency_penalty: fc.integer({ min: -2, max: 2 }),
  presence_penalty: fc.integer({ min: -2, max: 2 }),
  reasoning_effort: fc.constantFrom("low", "high"),
  tools: fc.array(
    fc.record({
      type: fc.constant("function"),
      function: with_({ name: words, parameters: schema }, { strict: fc.boolean() }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  tool_choice: fc.oneof(
    fc.constantFrom("auto", "none", "required"),
    fc.record({ type: fc.constant("function"), function: fc.record({ name: words }) }),
  ),
  parallel_tool_calls: fc.boolean(),
  response_format: fc.oneof(
    fc.constantFrom({ type: "text" }, { type: "json_object" }),
    fc.record({
      type: fc.constant("json_schema"),
      json_schema: with_({ name: words, schema }, { strict: fc.boolean() }),
    }),
  ),
  logit_bias: fc.dictionary(fc.nat().map(String), fc.integer({ min: -100, max: 100 }), { maxKeys: 2 }),
  metadata: fc.dictionary(words, fc.string(), { maxKeys: 2 }),
  anything_else: json.filter((value) => value !== null),
}) as fc.Arbitrary<JsonObject>;

Deno.test("what a body means is sent on as the same body: nothing is lost, and nothing is made up", () => {
  const endpoint = endpointFor("openai-chat", "m", { provider: "local" });
  fc.assert(fc.property(anyBody, (body) => {
    const { request } = asked({ ...body, model: "m" });
    const sent = openaiChat.toWire(request, endpoint);
    assertEquals(sent.warnings, []);
    assertEquals(sent.body, { ...body, model: "m" });
  }));
});

Deno.test("fields that say nothing change nothing", () => {
  const empty = some({
    n: fc.constantFrom(1, null),
    logprobs: fc.constantFrom(false, null),
    top_logprobs: fc.constantFrom(0, null),
    modalities: fc.constantFrom(["text"], null),
    audio: fc.constant(null),
    functions: fc.constant(null),
    stop: fc.constant(null),
    usage: fc.constant({ include: true }),
  }) as fc.Arbitrary<JsonObject>;
  fc.assert(fc.property(anyBody, empty, (body, nothing) => {
    assertEquals(asked({ ...nothing, ...body }).request, asked(body).request);
  }));
});

Deno.test("whatever JSON comes, it is read or its fault is named", () => {
  const strange = fc.oneof(
    json,
    some({
      model: json,
      messages: fc.oneof(
        json,
        fc.array(
          some({ role: fc.oneof(json, fc.constantFrom("user", "assistant", "tool")), content: json, tool_calls: json }),
        ),
      ),
      tools: fc.oneof(json, fc.array(json)),
      tool_choice: json,
      response_format: json,
      stop: json,
      stream_options: json,
      n: json,
      modalities: json,
    }) as fc.Arbitrary<JsonObject>,
  );
  fc.assert(fc.property(strange, (body) => {
    const reading = readChatRequest(body);
    if (reading.ok) assert(reading.asked.request.messages.length > 0);
    else assert(reading.problem.message.length > 0);
  }));
});

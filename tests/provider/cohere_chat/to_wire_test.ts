import { assertEquals } from "@std/assert";
import { cohereChat } from "../../../src/provider/mod.ts";
import type { AnswerPart, ChatMessage, ChatRequest, JsonObject, ToolCall } from "../../../src/spec/mod.ts";
import { endpointFor } from "../endpoints.ts";

const ENDPOINT = endpointFor("cohere-chat", "command");

const HI: ChatMessage = { role: "user", content: "Hi" };
const PLAIN: ChatRequest = { messages: [HI], stream: false };
const toWire = (request: Partial<ChatRequest>) => cohereChat.toWire({ ...PLAIN, ...request }, ENDPOINT);

const PARAMETERS = { type: "object", properties: { city: { type: "string" } } };
const WEATHER = { name: "weather", description: "Tells it.", parameters: PARAMETERS };
const NOW = { name: "now", parameters: { type: "object" } };
const WEATHER_ON_WIRE = {
  type: "function",
  function: { name: "weather", description: "Tells it.", parameters: PARAMETERS },
};
const NOW_ON_WIRE = { type: "function", function: { name: "now", parameters: { type: "object" } } };
const CALL: ToolCall = { id: "c1", name: "weather", arguments: '{"city":"Paris"}' };
const CALL_ON_WIRE = { id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Paris"}' } };
const DOCUMENT = { type: "document", document: { id: "1", data: { title: "Page" } } };

const asks = (...messages: ChatMessage[]) => ({ messages });
const says = (content: string | AnswerPart[] | null, toolCalls: ToolCall[] = []): ChatMessage => ({
  role: "assistant",
  content,
  ...(toolCalls.length > 0 ? { toolCalls } : {}),
});
const native = (value: JsonObject) => ({ type: "native" as const, wire: "cohere-chat", value });

/** What each field of a request is in the body, whose other fields are those of the plain one. */
const GOLDEN: readonly (readonly [what: string, request: Partial<ChatRequest>, fields: JsonObject])[] = [
  ["a plain request", {}, {}],
  ["a stream", { stream: true }, { stream: true }],
  [
    "sampling",
    { maxTokens: 9, temperature: 0.5, topP: 0.9, topK: 40, seed: 7, frequencyPenalty: 0.1, presencePenalty: 0.2 },
    { max_tokens: 9, temperature: 0.5, p: 0.9, k: 40, seed: 7, frequency_penalty: 0.1, presence_penalty: 0.2 },
  ],
  ["stop words", { stop: ["END"] }, { stop_sequences: ["END"] }],
  [
    "system prompts, where they stand",
    asks(
      { role: "system", content: "Be brief." },
      HI,
      { role: "developer", content: [{ type: "text", text: "Be kind." }] },
    ),
    {
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "Hi" },
        { role: "system", content: [{ type: "text", text: "Be kind." }] },
      ],
    },
  ],
  [
    "several turns, with thinking",
    asks(HI, says([{ type: "reasoning", text: "Hm" }, { type: "text", text: "Hello" }]), HI, says("Bye")),
    {
      messages: [
        { role: "user", content: "Hi" },
        {
          role: "assistant",
          content: [{ type: "thinking", thinking: "Hm" }, { type: "text", text: "Hello" }],
        },
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Bye" },
      ],
    },
  ],
  [
    "images, and what has no name here",
    asks({
      role: "user",
      content: [
        { type: "text", text: "What is it?" },
        { type: "image", url: "https://example.com/a.png", detail: "low" },
        { type: "image", url: "data:image/png;base64,aGk=" },
        native(DOCUMENT),
      ],
    }),
    {
      messages: [{
        role: "user",
        content: [
          { type: "text", text: "What is it?" },
          { type: "image_url", image_url: { url: "https://example.com/a.png", detail: "low" } },
          { type: "image_url", image_url: { url: "data:image/png;base64,aGk=" } },
          DOCUMENT,
        ],
      }],
    },
  ],
  [
    "a plan, parallel calls and their results, as text and as a document",
    asks(
      HI,
      says("I look.", [CALL, { ...CALL, id: "c2" }]),
      { role: "tool", toolCallId: "c1", content: "Sunny", isError: false, name: "weather" },
      { role: "tool", toolCallId: "c2", content: [native(DOCUMENT)] },
      says([native({ citations: [{ start: 0, end: 5 }] }), { type: "text", text: "Sunny" }]),
    ),
    {
      messages: [
        { role: "user", content: "Hi" },
        { role: "assistant", tool_plan: "I look.", tool_calls: [CALL_ON_WIRE, { ...CALL_ON_WIRE, id: "c2" }] },
        { role: "tool", tool_call_id: "c1", content: "Sunny" },
        { role: "tool", tool_call_id: "c2", content: [DOCUMENT] },
        { role: "assistant", content: [{ type: "text", text: "Sunny" }], citations: [{ start: 0, end: 5 }] },
      ],
    },
  ],
  [
    "thinking before calls",
    asks(says([{ type: "reasoning", text: "Hm" }, { type: "text", text: "I look." }], [CALL])),
    {
      messages: [{
        role: "assistant",
        tool_plan: "I look.",
        content: [{ type: "thinking", thinking: "Hm" }],
        tool_calls: [CALL_ON_WIRE],
      }],
    },
  ],
  ["calls alone", asks(says(null, [CALL])), { messages: [{ role: "assistant", tool_calls: [CALL_ON_WIRE] }] }],
  [
    "a tool with fields that have no name here",
    { tools: [{ ...NOW, extra: { type: "custom", function: { more: 1 } } }] },
    { tools: [{ type: "function", function: { name: "now", parameters: { type: "object" }, more: 1 } }] },
  ],
  ["tools", { tools: [WEATHER, NOW] }, { tools: [WEATHER_ON_WIRE, NOW_ON_WIRE] }],
  [
    "tools that are all strict",
    { tools: [{ ...WEATHER, strict: true }, { ...NOW, strict: true }] },
    { tools: [WEATHER_ON_WIRE, NOW_ON_WIRE], strict_tools: true },
  ],
  ["any choice", { tools: [NOW], toolChoice: "auto", parallelToolCalls: true }, { tools: [NOW_ON_WIRE] }],
  ["no tool", { tools: [NOW], toolChoice: "none" }, { tools: [NOW_ON_WIRE], tool_choice: "NONE" }],
  ["some tool", { tools: [NOW], toolChoice: "required" }, { tools: [NOW_ON_WIRE], tool_choice: "REQUIRED" }],
  [
    "one tool, by leaving out the others",
    { tools: [WEATHER, NOW], toolChoice: { name: "now" } },
    { tools: [NOW_ON_WIRE], tool_choice: "REQUIRED" },
  ],
  ["text", { responseFormat: { type: "text" } }, { response_format: { type: "text" } }],
  ["JSON", { responseFormat: { type: "json" } }, { response_format: { type: "json_object" } }],
  [
    "JSON by a schema",
    { responseFormat: { type: "json_schema", name: "place", schema: PARAMETERS, strict: true } },
    { response_format: { type: "json_object", json_schema: PARAMETERS } },
  ],
  ["a budget", { reasoningBudgetTokens: 99 }, { thinking: { type: "enabled", token_budget: 99 } }],
  ["thinking as it likes", { reasoningBudgetTokens: -1 }, { thinking: { type: "enabled" } }],
  ["no thinking", { reasoningBudgetTokens: 0 }, { thinking: { type: "disabled" } }],
  ["no effort", { reasoningEffort: "none", reasoningText: true }, { thinking: { type: "disabled" } }],
  [
    "fields that have no name here",
    { extra: { safety_mode: "OFF", documents: [{ data: { text: "a" } }], citation_options: { mode: "FAST" }, k: 3 } },
    { safety_mode: "OFF", documents: [{ data: { text: "a" } }], citation_options: { mode: "FAST" }, k: 3 },
  ],
];

const MESSAGES = [{ role: "user", content: "Hi" }];

for (const [what, request, fields] of GOLDEN) {
  Deno.test(`in the body: ${what}`, () => {
    const { body, warnings } = toWire(request);
    assertEquals(body, { model: "command", messages: MESSAGES, stream: false, ...fields });
    assertEquals(warnings, []);
  });
}

const ANSWER = { messages: [{ role: "assistant", content: [{ type: "text", text: "So" }] }] };
const SO: AnswerPart = { type: "text", text: "So" };

/** What cannot be sent, by the name that the warning has. */
const UNSUPPORTED: readonly (readonly [name: string, request: Partial<ChatRequest>, fields: JsonObject])[] = [
  ["minP", { minP: 0.1 }, {}],
  ["repetitionPenalty", { repetitionPenalty: 1.1 }, {}],
  ["parallelToolCalls", { parallelToolCalls: false }, {}],
  ["reasoningText", { reasoningText: false }, {}],
  ["reasoningEffort", { reasoningEffort: "high" }, { thinking: { type: "enabled" } }],
  ["strict", { tools: [{ ...WEATHER, strict: true }, NOW] }, { tools: [WEATHER_ON_WIRE, NOW_ON_WIRE] }],
  [
    "tools",
    { tools: [NOW, { name: "web_search", parameters: {}, extra: { type: "web_search_20250305" } }] },
    { tools: [NOW_ON_WIRE] },
  ],
  [
    "toolChoice",
    { tools: [NOW], toolChoice: { name: "then" } },
    { tools: [NOW_ON_WIRE], tool_choice: "REQUIRED" },
  ],
  ["name", asks({ role: "user", content: "Hi", name: "Ann" }), {}],
  [
    "isError",
    asks({ role: "tool", toolCallId: "c1", content: "No", isError: true }),
    { messages: [{ role: "tool", tool_call_id: "c1", content: "No" }] },
  ],
  ["reasoning", asks(says([{ type: "reasoning", text: "Hm", signature: "s" }, SO])), ANSWER],
  ["image", asks(says([{ type: "image", url: "https://a/b" }, SO])), ANSWER],
  ["native", asks(says([{ type: "native", wire: "anthropic-messages", value: {} }, SO])), ANSWER],
  [
    "signature",
    asks(says(null, [{ ...CALL, signature: "s" }])),
    { messages: [{ role: "assistant", tool_calls: [CALL_ON_WIRE] }] },
  ],
  [
    "extra",
    asks(says([{ ...SO, extra: { cache_control: {} } }], [CALL])),
    { messages: [{ role: "assistant", tool_plan: "So", tool_calls: [CALL_ON_WIRE] }] },
  ],
];

for (const [name, request, fields] of UNSUPPORTED) {
  Deno.test(`left out with one warning: "${name}"`, () => {
    const { body, warnings } = toWire(request);
    assertEquals(body, { model: "command", messages: MESSAGES, stream: false, ...fields });
    assertEquals(warnings.map(({ code, message }) => [code, message.startsWith(`Cannot send "${name}" as `)]), [
      ["unsupported", true],
    ]);
  });
}

Deno.test("the headers say what is asked for, and the key goes by a bearer", () => {
  assertEquals(toWire({ stream: true }).headers.accept, "text/event-stream");
  assertEquals(toWire({}).headers, { "content-type": "application/json", accept: "application/json" });
  assertEquals(toWire({}).path, "/chat");
  assertEquals(cohereChat.authorize("k"), { authorization: "Bearer k" });
});

Deno.test("a server that names or refuses fields in its own way is asked in its way", () => {
  const dialect = { renames: { p: "top_p" }, refuses: ["seed"] };
  const endpoint = endpointFor("cohere-chat", "command", { dialect });
  const { body, warnings } = cohereChat.toWire({ ...PLAIN, seed: 1, topP: 0.9 }, endpoint);
  assertEquals(body, { model: "command", messages: MESSAGES, stream: false, top_p: 0.9 });
  assertEquals(warnings.map(({ message }) => message), ['Cannot send "seed" as the provider does not take it']);
});

import { assertEquals } from "@std/assert";
import { anthropicMessages } from "../../../src/provider/mod.ts";
import type { AnswerPart, ChatMessage, ChatRequest, JsonObject, ToolCall } from "../../../src/spec/mod.ts";
import { endpointFor } from "../endpoints.ts";

const ENDPOINT = endpointFor("anthropic-messages", "claude");

const HI: ChatMessage = { role: "user", content: "Hi" };
const PLAIN: ChatRequest = { messages: [HI], stream: false, maxTokens: 100 };
const toWire = (request: Partial<ChatRequest>) => anthropicMessages.toWire({ ...PLAIN, ...request }, ENDPOINT);

const PARAMETERS = { type: "object", properties: { city: { type: "string" } } };
const EPHEMERAL = { cache_control: { type: "ephemeral" } };
const CALL: ToolCall = { id: "toolu_1", name: "weather", arguments: '{"city":"Paris"}' };
const CALL_BLOCK = { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Paris" } };
const SEARCH = { type: "web_search_20250305", max_uses: 2 };
const PNG = "iVBORw0KGgo=";
const DOCUMENT = { type: "document", source: { type: "text", media_type: "text/plain", data: "Page" } };
const NATIVE: AnswerPart = { type: "native", wire: "anthropic-messages", value: DOCUMENT };

const asks = (...messages: ChatMessage[]) => ({ messages });
const says = (...content: AnswerPart[]): ChatMessage => ({ role: "assistant", content });

/** What each field of a request is in the body, whose other fields are those of the plain one. */
const GOLDEN: readonly (readonly [what: string, request: Partial<ChatRequest>, fields: JsonObject])[] = [
  ["a plain request", {}, {}],
  ["a stream", { stream: true }, { stream: true }],
  ["sampling", { temperature: 0.5, topP: 0.9, topK: 40 }, { temperature: 0.5, top_p: 0.9, top_k: 40 }],
  ["a temperature that is refused", { temperature: 1.5 }, { temperature: 1.5 }],
  ["stop words", { stop: ["END"] }, { stop_sequences: ["END"] }],
  ["one system prompt", asks({ role: "system", content: "Be brief." }, HI), { system: "Be brief." }],
  [
    "several system prompts",
    asks(
      { role: "system", content: "Be brief." },
      { role: "developer", content: [{ type: "text", text: "Be kind.", extra: EPHEMERAL }] },
      HI,
    ),
    { system: [{ type: "text", text: "Be brief." }, { type: "text", text: "Be kind.", ...EPHEMERAL }] },
  ],
  [
    "a later system prompt",
    asks(HI, { role: "system", content: "Be brief." }),
    { messages: [{ role: "user", content: "Hi" }, { role: "system", content: "Be brief." }] },
  ],
  [
    "several turns",
    asks(HI, { role: "assistant", content: "Hello" }, { role: "user", content: "Bye" }),
    {
      messages: [
        { role: "user", content: "Hi" },
        { role: "assistant", content: "Hello" },
        { role: "user", content: "Bye" },
      ],
    },
  ],
  [
    "neighbours of one role",
    asks(HI, HI, says({ type: "text", text: "a" }), { role: "assistant", content: "b" }),
    {
      messages: [
        { role: "user", content: [{ type: "text", text: "Hi" }, { type: "text", text: "Hi" }] },
        { role: "assistant", content: [{ type: "text", text: "a" }, { type: "text", text: "b" }] },
      ],
    },
  ],
  [
    "images",
    asks({
      role: "user",
      content: [
        { type: "text", text: "What is it?" },
        { type: "image", url: "https://example.com/a.png", detail: "auto" },
        { type: "image", url: `data:image/png;base64,${PNG}`, extra: EPHEMERAL },
        { type: "image", url: "data:image/svg+xml,%3Csvg%2F%3E" },
      ],
    }),
    {
      messages: [{
        role: "user",
        content: [
          { type: "text", text: "What is it?" },
          { type: "image", source: { type: "url", url: "https://example.com/a.png" } },
          { type: "image", source: { type: "base64", media_type: "image/png", data: PNG }, ...EPHEMERAL },
          { type: "image", source: { type: "base64", media_type: "image/svg+xml", data: btoa("<svg/>") } },
        ],
      }],
    },
  ],
  [
    "what has no name here",
    asks({ role: "user", content: [{ type: "native", wire: "anthropic-messages", value: DOCUMENT }] }),
    { messages: [{ role: "user", content: [DOCUMENT] }] },
  ],
  [
    "tools, the provider's own too",
    {
      tools: [
        { name: "weather", description: "Tells it.", parameters: PARAMETERS, strict: true, extra: EPHEMERAL },
        { name: "now", parameters: { type: "object" } },
        { name: "web_search", parameters: {}, extra: SEARCH },
        { name: "", parameters: {}, extra: { type: "mcp_toolset", mcp_server_name: "wiki" } },
      ],
    },
    {
      tools: [
        { name: "weather", input_schema: PARAMETERS, description: "Tells it.", strict: true, ...EPHEMERAL },
        { name: "now", input_schema: { type: "object" } },
        { name: "web_search", ...SEARCH },
        { type: "mcp_toolset", mcp_server_name: "wiki" },
      ],
    },
  ],
  ["any choice", { toolChoice: "auto" }, { tool_choice: { type: "auto" } }],
  ["no tool", { toolChoice: "none", parallelToolCalls: false }, { tool_choice: { type: "none" } }],
  ["some tool", { toolChoice: "required" }, { tool_choice: { type: "any" } }],
  [
    "one tool, called once",
    { toolChoice: { name: "now" }, parallelToolCalls: false },
    { tool_choice: { type: "tool", name: "now", disable_parallel_tool_use: true } },
  ],
  [
    "one call at most",
    { tools: [{ name: "now", parameters: {} }], parallelToolCalls: false },
    {
      tools: [{ name: "now", input_schema: {} }],
      tool_choice: { type: "auto", disable_parallel_tool_use: true },
    },
  ],
  ["no calls, and so none that are parallel", { parallelToolCalls: false }, {}],
  [
    "parallel calls and their results, of which one failed and one is an image",
    asks(
      HI,
      { role: "assistant", content: "I look.", toolCalls: [CALL, { ...CALL, id: "toolu_2", arguments: "" }] },
      { role: "tool", toolCallId: "toolu_1", content: "Sunny", isError: false, name: "weather", extra: EPHEMERAL },
      {
        role: "tool",
        toolCallId: "toolu_2",
        isError: true,
        content: [{ type: "text", text: "No" }, { type: "image", url: `data:image/png;base64,${PNG}` }],
      },
      { role: "user", content: "Well?" },
    ),
    {
      messages: [
        { role: "user", content: "Hi" },
        {
          role: "assistant",
          content: [{ type: "text", text: "I look." }, CALL_BLOCK, { ...CALL_BLOCK, id: "toolu_2", input: {} }],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "toolu_1", content: "Sunny", is_error: false, ...EPHEMERAL },
            {
              type: "tool_result",
              tool_use_id: "toolu_2",
              content: [
                { type: "text", text: "No" },
                { type: "image", source: { type: "base64", media_type: "image/png", data: PNG } },
              ],
              is_error: true,
            },
            { type: "text", text: "Well?" },
          ],
        },
      ],
    },
  ],
  [
    "ids that another provider minted",
    asks(
      { role: "assistant", content: "", toolCalls: [{ ...CALL, id: "functions.weather:0" }] },
      { role: "tool", toolCallId: "functions.weather:0", content: "Sunny" },
    ),
    {
      messages: [
        { role: "assistant", content: [{ ...CALL_BLOCK, id: "functions_weather_0" }] },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "functions_weather_0", content: "Sunny" }] },
      ],
    },
  ],
  [
    "thinking that was signed, in its place",
    asks(
      says(
        { type: "reasoning", text: "Hm", signature: "s" },
        { type: "reasoning", text: "", redacted: "x" },
        NATIVE,
        { type: "text", text: "So" },
      ),
    ),
    {
      messages: [{
        role: "assistant",
        content: [
          { type: "thinking", thinking: "Hm", signature: "s" },
          { type: "redacted_thinking", data: "x" },
          DOCUMENT,
          { type: "text", text: "So" },
        ],
      }],
    },
  ],
  ["a budget", { reasoningBudgetTokens: 2048 }, { thinking: { type: "enabled", budget_tokens: 2048 } }],
  ["a budget of none", { reasoningBudgetTokens: 0 }, { thinking: { type: "disabled" } }],
  ["no effort", { reasoningEffort: "none", reasoningText: false }, { thinking: { type: "disabled" } }],
  [
    "as much thinking as the model likes",
    { reasoningBudgetTokens: -1, reasoningText: true },
    { thinking: { type: "adaptive", display: "summarized" } },
  ],
  [
    "an effort",
    { reasoningEffort: "high", reasoningText: false },
    { thinking: { type: "adaptive", display: "omitted" }, output_config: { effort: "high" } },
  ],
  [
    "an effort within a budget",
    { reasoningEffort: "low", reasoningBudgetTokens: 1024 },
    { thinking: { type: "enabled", budget_tokens: 1024 }, output_config: { effort: "low" } },
  ],
  ["text", { responseFormat: { type: "text" } }, {}],
  [
    "JSON by a schema, beside what is merged with it",
    {
      responseFormat: { type: "json_schema", name: "place", schema: PARAMETERS, strict: true },
      extra: { output_config: { task_budget: { type: "tokens", total: 9 } } },
    },
    {
      output_config: {
        format: { type: "json_schema", schema: PARAMETERS },
        task_budget: { type: "tokens", total: 9 },
      },
    },
  ],
  [
    "fields that have no name here",
    { extra: { metadata: { user_id: "u" }, service_tier: "auto", max_tokens: 7 } },
    { metadata: { user_id: "u" }, service_tier: "auto", max_tokens: 7 },
  ],
];

const MESSAGES = [{ role: "user", content: "Hi" }];

for (const [what, request, fields] of GOLDEN) {
  Deno.test(`in the body: ${what}`, () => {
    const { body, warnings } = toWire(request);
    assertEquals(body, { model: "claude", max_tokens: 100, messages: MESSAGES, ...fields });
    assertEquals(warnings, []);
  });
}

/** What cannot be sent, by the name that the warning has. */
const UNSUPPORTED: readonly (readonly [name: string, request: Partial<ChatRequest>, fields: JsonObject])[] = [
  ["seed", { seed: 1 }, {}],
  ["minP", { minP: 0.1 }, {}],
  ["frequencyPenalty", { frequencyPenalty: 1 }, {}],
  ["presencePenalty", { presencePenalty: 1 }, {}],
  ["repetitionPenalty", { repetitionPenalty: 1.1 }, {}],
  ["responseFormat", { responseFormat: { type: "json" } }, {}],
  ["reasoningText", { reasoningText: true }, {}],
  ["name", asks({ role: "user", content: "Hi", name: "Ann" }), {}],
  [
    "detail",
    asks({ role: "user", content: [{ type: "image", url: "https://a/b", detail: "low" }] }),
    { messages: [{ role: "user", content: [{ type: "image", source: { type: "url", url: "https://a/b" } }] }] },
  ],
  [
    "reasoning",
    asks(says({ type: "reasoning", text: "Hm" }, { type: "text", text: "So" })),
    { messages: [{ role: "assistant", content: [{ type: "text", text: "So" }] }] },
  ],
  [
    "image",
    asks(says({ type: "image", url: "https://a/b" }, { type: "text", text: "So" })),
    { messages: [{ role: "assistant", content: [{ type: "text", text: "So" }] }] },
  ],
  [
    "native",
    asks(says({ type: "native", wire: "cohere-chat", value: {} }, { type: "text", text: "So" })),
    { messages: [{ role: "assistant", content: [{ type: "text", text: "So" }] }] },
  ],
  [
    "signature",
    asks({ role: "assistant", content: null, toolCalls: [{ ...CALL, signature: "s" }] }),
    { messages: [{ role: "assistant", content: [CALL_BLOCK] }] },
  ],
  [
    "arguments",
    asks({ role: "assistant", content: null, toolCalls: [{ ...CALL, arguments: '{"city":"Par' }] }),
    { messages: [{ role: "assistant", content: [{ ...CALL_BLOCK, input: {} }] }] },
  ],
];

for (const [name, request, fields] of UNSUPPORTED) {
  Deno.test(`left out with one warning: "${name}"`, () => {
    const { body, warnings } = toWire(request);
    assertEquals(body, { model: "claude", max_tokens: 100, messages: MESSAGES, ...fields });
    assertEquals(warnings.map(({ code, message }) => [code, message.startsWith(`Cannot send "${name}" as `)]), [
      ["unsupported", true],
    ]);
  });
}

Deno.test("a limit that is not given is the default one, above the budget for thinking, and is told", () => {
  const sent = (request: Partial<ChatRequest>) => {
    const { body, warnings } = anthropicMessages.toWire({ messages: [HI], stream: false, ...request }, ENDPOINT);
    return [body.max_tokens, warnings.length];
  };
  assertEquals(sent({}), [4096, 1]);
  assertEquals(sent({ reasoningBudgetTokens: 10_000 }), [14_096, 1]);
  assertEquals(sent({ reasoningBudgetTokens: -1 }), [4096, 1]);
  assertEquals(sent({ maxTokens: 5 }), [5, 0]);
  assertEquals(sent({ extra: { max_tokens: 6 } }), [6, 0]);
});

Deno.test("the headers say the version, what is asked for and the betas, which do not stand in the body", () => {
  const { headers, body, path } = toWire({ stream: true, extra: { betas: ["mcp-client-2025-11-20", "x", 1, "a\nb"] } });
  assertEquals(path, "/messages");
  assertEquals(headers, {
    "content-type": "application/json",
    accept: "text/event-stream",
    "anthropic-version": "2023-06-01",
    "anthropic-beta": "mcp-client-2025-11-20,x",
  });
  assertEquals(body.betas, undefined);
  assertEquals(toWire({}).headers["anthropic-beta"], undefined);
  assertEquals(toWire({}).headers.accept, "application/json");
  assertEquals(anthropicMessages.authorize("k"), { "x-api-key": "k" });
});

Deno.test("a server that names or refuses fields in its own way is asked in its way", () => {
  const dialect = { renames: { top_p: "nucleus" }, refuses: ["temperature"] };
  const endpoint = endpointFor("anthropic-messages", "claude", { dialect });
  const { body, warnings } = anthropicMessages.toWire({ ...PLAIN, temperature: 0.5, topP: 0.9 }, endpoint);
  assertEquals(body, { model: "claude", max_tokens: 100, messages: MESSAGES, nucleus: 0.9 });
  assertEquals(warnings.map(({ message }) => message), [
    'Cannot send "temperature" as the provider does not take it',
  ]);
});

Deno.test("fields beside the system prompt are told, as it is no message", () => {
  const system: ChatMessage = { role: "system", content: "Be brief.", extra: { other: 1 } };
  const { body, warnings } = anthropicMessages.toWire(
    { messages: [system, HI], maxTokens: 9, stream: false },
    ENDPOINT,
  );
  assertEquals(body.system, "Be brief.");
  assertEquals(warnings.map(({ message }) => message.slice(0, 22)), ['Cannot send "extra" as']);
});

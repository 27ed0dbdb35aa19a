import { assertEquals } from "@std/assert";
import { assistantMessage, ollamaChat } from "../../../src/provider/mod.ts";
import type { ChatMessage, ChatRequest, JsonObject } from "../../../src/spec/mod.ts";
import { endpointFor } from "../endpoints.ts";
import { completionOf, respondJson } from "../responses.ts";

const ENDPOINT = endpointFor("ollama-chat", "qwen3:8b");
const HI: ChatRequest = { messages: [{ role: "user", content: "Hi" }], stream: false };

const wireOf = (request: Partial<ChatRequest>) => ollamaChat.toWire({ ...HI, ...request }, ENDPOINT);
const bodyOf = (request: Partial<ChatRequest>) => wireOf(request).body;
const messagesOf = (...messages: ChatMessage[]) => bodyOf({ messages }).messages;
const warningsOf = (request: Partial<ChatRequest>) => wireOf(request).warnings.map(({ message }) => message);

Deno.test("a plain request says whether it streams, as the server does where nothing is said", () => {
  assertEquals(wireOf({}), {
    method: "POST",
    path: "/chat",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: { model: "qwen3:8b", messages: [{ role: "user", content: "Hi" }], stream: false },
    warnings: [],
  });
  const { body, headers } = wireOf({ stream: true });
  assertEquals([body.stream, headers.accept], [true, "application/x-ndjson"]);
  assertEquals(ollamaChat.authorize("k"), { authorization: "Bearer k" });
});

Deno.test("every parameter is an option under its name, and those of the server alone stand beside", () => {
  const { options, keep_alive: keepAlive } = bodyOf({
    maxTokens: 16,
    temperature: 0.2,
    topP: 0.9,
    topK: 40,
    minP: 0.05,
    seed: 7,
    stop: ["\n"],
    repetitionPenalty: 1.1,
    frequencyPenalty: 0.1,
    presencePenalty: -0.1,
    extra: { options: { num_ctx: 8192, seed: 8 }, keep_alive: "5m" },
  });
  assertEquals(keepAlive, "5m");
  assertEquals(options, {
    num_predict: 16,
    temperature: 0.2,
    top_p: 0.9,
    top_k: 40,
    min_p: 0.05,
    seed: 8,
    repeat_penalty: 1.1,
    frequency_penalty: 0.1,
    presence_penalty: -0.1,
    stop: ["\n"],
    num_ctx: 8192,
  });
});

Deno.test("thinking is on, off or at a level, and a number of tokens cannot be carried", () => {
  const thinkOf = (request: Partial<ChatRequest>) => [bodyOf(request).think ?? null, ...warningsOf(request)];
  const uncounted = 'Cannot send "reasoningBudgetTokens" as the provider counts none';
  assertEquals(thinkOf({}), [null]);
  assertEquals(thinkOf({ reasoningEffort: "high" }), ["high"]);
  assertEquals(thinkOf({ reasoningEffort: "none", reasoningBudgetTokens: 9 }), [false, uncounted]);
  assertEquals(thinkOf({ reasoningBudgetTokens: 0, reasoningText: false }), [false]);
  assertEquals(thinkOf({ reasoningBudgetTokens: -1 }), [true]);
  assertEquals(thinkOf({ reasoningBudgetTokens: 512 }), [true, uncounted]);
  assertEquals(thinkOf({ reasoningEffort: "low", reasoningBudgetTokens: 0 }), ["low", uncounted]);
  assertEquals(thinkOf({ reasoningText: true }), [true]);
  assertEquals(thinkOf({ reasoningText: false }), [
    null,
    'Cannot send "reasoningText" as the provider leaves out none',
  ]);
});

Deno.test("what the provider or its endpoint does not take is a warning", () => {
  assertEquals(
    warningsOf({
      toolChoice: "required",
      parallelToolCalls: false,
      tools: [{ name: "f", parameters: {}, strict: true }],
      messages: [{ role: "user", name: "ada", content: "Hi" }],
    }),
    [
      'Cannot send "toolChoice" as the provider leaves it to the model',
      'Cannot send "parallelToolCalls" as the provider cannot be held to one call',
      'Cannot send "strict" as the provider holds no tool to its schema',
      `Cannot send "name" as the provider's messages have none`,
    ],
  );
  assertEquals(warningsOf({ toolChoice: "auto", parallelToolCalls: true, responseFormat: { type: "text" } }), []);
  const dialect = { renames: { top_k: "topk" }, refuses: ["seed"] };
  const { body, warnings } = ollamaChat.toWire({ ...HI, topK: 1, seed: 2 }, { ...ENDPOINT, dialect });
  assertEquals(body.options, { topk: 1 });
  assertEquals(warnings.map(({ message }) => message), ['Cannot send "seed" as the provider does not take it']);
});

Deno.test("the format is JSON or a schema", () => {
  const schema = { type: "object" };
  assertEquals(bodyOf({ responseFormat: { type: "json" } }).format, "json");
  assertEquals(bodyOf({ responseFormat: { type: "json_schema", name: "out", schema } }).format, schema);
  assertEquals(bodyOf({ responseFormat: { type: "text" } }).format, undefined);
});

Deno.test("a message is one text, with the bytes of its images beside it", () => {
  const message: ChatMessage = {
    role: "user",
    content: [
      { type: "text", text: "What" },
      { type: "image", url: "data:image/png;base64,iVBORw0KGgo" },
      { type: "text", text: "is this?" },
      { type: "image", url: "https://example.com/a.png" },
    ],
  };
  assertEquals(messagesOf({ role: "developer", content: "Be brief." }, message), [
    { role: "system", content: "Be brief." },
    { role: "user", content: "What\nis this?", images: ["iVBORw0KGgo"] },
  ]);
  assertEquals(warningsOf({ messages: [message] }), [
    'Cannot send "image" as the provider fetches none: only a data URL has its bytes',
  ]);
});

Deno.test("parts of other formats, and what stands beside parts, are told", () => {
  const request: Partial<ChatRequest> = {
    messages: [{
      role: "assistant",
      content: [
        { type: "reasoning", text: "", redacted: "secret" },
        { type: "native", wire: "cohere-chat", value: { tool_plan: "x" } },
        { type: "native", wire: "ollama-chat", value: { other: 1 } },
        { type: "text", text: "Hi", extra: { cache_control: { type: "ephemeral" } } },
      ],
    }],
  };
  assertEquals(bodyOf(request).messages, [{ role: "assistant", content: "Hi", other: 1 }]);
  assertEquals(warningsOf(request).length, 3);
});

Deno.test("calls have their arguments as objects, and results the names of their calls", () => {
  const messages: ChatMessage[] = [
    {
      role: "assistant",
      content: [{ type: "reasoning", text: "Hm" }],
      toolCalls: [
        { id: "call_0", name: "f", arguments: '{"x":1}', extra: { function: { index: 0 } } },
        { id: "call_ab12", name: "g", arguments: "" },
      ],
    },
    { role: "tool", toolCallId: "call_0", content: "1" },
    { role: "tool", toolCallId: "call_ab12", content: "2", extra: { other: 1 } },
    { role: "tool", toolCallId: "lost", content: "3" },
  ];
  assertEquals(messagesOf(...messages), [
    {
      role: "assistant",
      content: "",
      thinking: "Hm",
      tool_calls: [
        { function: { name: "f", arguments: { x: 1 }, index: 0 } },
        { id: "call_ab12", function: { name: "g", arguments: {} } },
      ],
    },
    { role: "tool", content: "1", tool_name: "f" },
    { role: "tool", content: "2", tool_name: "g", tool_call_id: "call_ab12", other: 1 },
    { role: "tool", content: "3", tool_call_id: "lost" },
  ]);
  assertEquals(warningsOf({ messages }), []);
  const broken: ChatMessage[] = [
    { role: "assistant", content: null, toolCalls: [{ id: "a", name: "f", arguments: "[1]" }] },
    { role: "tool", toolCallId: "a", content: "no", isError: true },
  ];
  assertEquals(warningsOf({ messages: broken }), [
    'Cannot send "arguments" as those of the call of f are no JSON object',
    'Cannot send "isError" as a result of a tool is a text alone',
  ]);
});

Deno.test("tools are functions with their schemas", () => {
  const parameters = { type: "object", properties: { x: { type: "number" } } };
  const tools = [{ name: "f", description: "does f", parameters }, { name: "g", parameters: {} }];
  assertEquals(bodyOf({ tools }).tools, [
    { type: "function", function: { name: "f", description: "does f", parameters } },
    { type: "function", function: { name: "g" } },
  ]);
});

Deno.test("the second turn carries the thoughts and calls of the first", () => {
  const message: JsonObject = {
    role: "assistant",
    content: "Look: ",
    thinking: "Hm",
    tool_calls: [{ id: "call_ab12", function: { name: "f", arguments: { x: 1 } } }],
  };
  const answer = { model: "m", message, done: true, done_reason: "stop" };
  assertEquals(messagesOf(assistantMessage(completionOf(ollamaChat.fromWire(respondJson(answer))))), [message]);
});

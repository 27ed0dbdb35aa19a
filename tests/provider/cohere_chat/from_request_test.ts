import { assertEquals } from "@std/assert";
import { cohereChat } from "../../../src/provider/mod.ts";
import type { ChatRequest, JsonObject, JsonValue } from "../../../src/spec/mod.ts";

const HI = { role: "user", content: "Hi" };
const read = (body: JsonObject): ChatRequest => cohereChat.fromRequest(body, "/v2/chat");
const messagesOf = (...messages: JsonObject[]) => read({ messages }).messages;
const named = (body: JsonObject) => {
  const { messages: _messages, stream: _stream, ...fields } = read({ messages: [HI], ...body });
  return fields;
};
const CALL = { id: "c1", type: "function", function: { name: "f", arguments: '{"x":1}' } };
const TOOL_CALL = { id: "c1", name: "f", arguments: '{"x":1}' };

Deno.test("the fields of a body that have names are read under them", () => {
  assertEquals(
    read({
      model: "command",
      messages: [{ role: "system", content: "Be brief." }, HI],
      stream: true,
      max_tokens: 9,
      temperature: 0.5,
      p: 0.9,
      k: 40,
      seed: 7,
      stop_sequences: ["END"],
      frequency_penalty: 0.1,
      presence_penalty: 0.2,
      tool_choice: "REQUIRED",
      safety_mode: "STRICT",
    }),
    {
      messages: [{ role: "system", content: "Be brief." }, { role: "user", content: "Hi" }],
      stream: true,
      maxTokens: 9,
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      seed: 7,
      stop: ["END"],
      frequencyPenalty: 0.1,
      presencePenalty: 0.2,
      toolChoice: "required",
      extra: { safety_mode: "STRICT" },
    },
  );
});

Deno.test("the plan for the tools is the text beside the calls", () => {
  assertEquals(messagesOf({ role: "assistant", tool_plan: "I look.", tool_calls: [CALL] }), [
    { role: "assistant", content: "I look.", toolCalls: [TOOL_CALL] },
  ]);
  assertEquals(
    messagesOf({
      role: "assistant",
      content: [{ type: "thinking", thinking: "Hm" }],
      tool_plan: "I look.",
      tool_calls: [CALL],
    }),
    [{
      role: "assistant",
      content: [{ type: "reasoning", text: "Hm" }, { type: "text", text: "I look." }],
      toolCalls: [TOOL_CALL],
    }],
  );
  assertEquals(messagesOf({ role: "assistant", content: null, tool_calls: [CALL] }), [
    { role: "assistant", content: null, toolCalls: [TOOL_CALL] },
  ]);
});

Deno.test("other fields of a message stand beside its content, and so do calls that are not understood", () => {
  const calls = [{ id: "c1", function: { name: "f", arguments: { x: 1 } } }];
  assertEquals(
    messagesOf(
      { role: "user", content: "Go", documents: [] },
      { role: "assistant", content: "So", citations: [] },
      { role: "assistant", tool_calls: calls, tool_plan: "p" },
    ),
    [
      { role: "user", content: "Go", extra: { documents: [] } },
      { role: "assistant", content: "So", extra: { citations: [] } },
      { role: "assistant", content: null, extra: { tool_calls: calls, tool_plan: "p" } },
    ],
  );
});

Deno.test("a result of a tool is text or documents, which have no name here", () => {
  const document = { type: "document", document: { data: "{}" } };
  assertEquals(
    messagesOf(
      { role: "tool", tool_call_id: "c1", content: "Sunny" },
      { role: "tool", tool_call_id: "c2", content: [document, { type: "text", text: "a" }] },
    ),
    [
      { role: "tool", toolCallId: "c1", content: "Sunny" },
      {
        role: "tool",
        toolCallId: "c2",
        content: [{ type: "native", wire: "cohere-chat", value: document }, { type: "text", text: "a" }],
      },
    ],
  );
});

Deno.test("an image is its URL and its detail", () => {
  const image = (image_url: JsonObject) =>
    messagesOf({ role: "user", content: [{ type: "image_url", image_url }] })[0].content;
  assertEquals(image({ url: "https://a/b", detail: "high" }), [{ type: "image", url: "https://a/b", detail: "high" }]);
  const odd = { url: "https://a/b", detail: "huge" };
  assertEquals(image(odd), [{ type: "native", wire: "cohere-chat", value: { type: "image_url", image_url: odd } }]);
});

Deno.test("tools are strict all together, and one that is none keeps them as they came", () => {
  const tool = { type: "function", function: { name: "f", description: "d", parameters: {}, more: 1 }, other: 2 };
  assertEquals(named({ tools: [tool], strict_tools: true }), {
    tools: [{
      name: "f",
      description: "d",
      parameters: {},
      strict: true,
      extra: { other: 2, function: { more: 1 } },
    }],
  });
  assertEquals(named({ tools: [tool, { type: "connector" }], strict_tools: true }), {
    extra: { tools: [tool, { type: "connector" }], strict_tools: true },
  });
  assertEquals(named({ tools: [], strict_tools: true }), { tools: [], extra: { strict_tools: true } });
});

Deno.test("a schema is read under both of its names", () => {
  const schema = { type: "object" };
  const responseFormat = { type: "json_schema" as const, name: "answer", schema };
  assertEquals(named({ response_format: { type: "json_object", json_schema: schema } }), { responseFormat });
  assertEquals(named({ response_format: { type: "json_object", schema } }), { responseFormat });
  assertEquals(named({ response_format: { type: "json_object" } }), { responseFormat: { type: "json" } });
  assertEquals(named({ response_format: { type: "text" } }), { responseFormat: { type: "text" } });
  const odd: JsonValue[] = [{ type: "text", schema }, { type: "xml" }, { type: "json_object", schema: 1 }, "json"];
  for (const response_format of odd) assertEquals(named({ response_format }), { extra: { response_format } });
});

Deno.test("thinking is on, off or a budget", () => {
  assertEquals(named({ thinking: { type: "enabled" } }), { reasoningBudgetTokens: -1 });
  assertEquals(named({ thinking: { type: "disabled" } }), { reasoningBudgetTokens: 0 });
  assertEquals(named({ thinking: { type: "enabled", token_budget: 9 } }), { reasoningBudgetTokens: 9 });
  const odd: JsonValue[] = [{ type: "disabled", token_budget: 9 }, { type: "enabled", more: 1 }, "on", null];
  for (const thinking of odd) assertEquals(named({ thinking }), { extra: { thinking } });
});

Deno.test("a body that is no request at all gives an empty one, and odd values are kept", () => {
  assertEquals(read({}), { messages: [], stream: false });
  assertEquals(read({ messages: "?", stream: "yes" }), { messages: [], stream: false });
  assertEquals(named({ max_tokens: null, tool_choice: "AUTO", stop_sequences: "END" }), {
    extra: { max_tokens: null, tool_choice: "AUTO", stop_sequences: "END" },
  });
  assertEquals(messagesOf({ role: "user" }, { role: "user", content: ["a", 1] }, { role: "tool" }), [
    { role: "user", content: "" },
    { role: "user", content: [{ type: "text", text: "a" }, { type: "text", text: "1" }] },
    { role: "tool", toolCallId: "", content: "" },
  ]);
});

import { assertEquals } from "@std/assert";
import type { ContentPart, JsonObject, JsonValue } from "../../../src/spec/mod.ts";
import { fromRequest } from "../../../src/provider/openai_chat/from_request.ts";

const MESSAGES = [{ role: "user", content: "Hi" }];

Deno.test("the model is left out, and fields without a name here stand in extra", () => {
  assertEquals(fromRequest({ model: "m", messages: MESSAGES, n: 2, temperature: null, top_p: 0.5 }), {
    messages: [{ role: "user", content: "Hi" }],
    stream: false,
    topP: 0.5,
    extra: { n: 2, temperature: null },
  });
});

Deno.test("a shape that is not understood is kept as it came", () => {
  const tools = [{ type: "web_search" }];
  const request = fromRequest({ messages: MESSAGES, tools, tool_choice: { type: "any" }, stop: 5 });
  assertEquals(request.extra, { tools, tool_choice: { type: "any" }, stop: 5 });
  assertEquals([request.tools, request.toolChoice, request.stop], [undefined, undefined, undefined]);
});

Deno.test("one stop word is a list of one", () => {
  assertEquals(fromRequest({ messages: MESSAGES, stop: "END" }).stop, ["END"]);
});

Deno.test("the usage of a stream goes without saying, other options of it do not", () => {
  const stream = { messages: MESSAGES, stream: true };
  assertEquals(fromRequest({ ...stream, stream_options: { include_usage: true } }).extra, undefined);
  assertEquals(fromRequest({ ...stream, stream_options: { include_obfuscation: false } }).extra, {
    stream_options: { include_obfuscation: false },
  });
});

Deno.test("a list of parts stays one in every role, with what stands beside each part", () => {
  const content: JsonValue[] = [{ type: "text", text: "a", cache_control: { type: "ephemeral" } }, {
    type: "text",
    text: "b",
  }];
  const parts: ContentPart[] = [{ type: "text", text: "a", extra: { cache_control: { type: "ephemeral" } } }, {
    type: "text",
    text: "b",
  }];
  for (const role of ["system", "developer", "user", "assistant"]) {
    assertEquals(fromRequest({ messages: [{ role, content }] }).messages[0].content, parts, role);
  }
  const [result] = fromRequest({ messages: [{ role: "tool", tool_call_id: "c1", content }] }).messages;
  assertEquals(result, { role: "tool", toolCallId: "c1", content: parts });
});

Deno.test("a part without a name here is one of this format alone", () => {
  const file = { type: "file", file: { file_data: "data:application/pdf;base64,AA" } };
  assertEquals(fromRequest({ messages: [{ role: "user", content: [file, "bare"] }] }).messages[0].content, [
    { type: "native", wire: "openai-chat", value: file },
    { type: "text", text: "bare" },
  ]);
});

Deno.test("an image may be a bare URL, and its other fields are kept", () => {
  const bare = { type: "image_url", image_url: "https://x.example/a.png" };
  const high = { type: "image_url", image_url: { url: "https://x.example/a.png", detail: "high", format: "png" } };
  assertEquals(fromRequest({ messages: [{ role: "user", content: [bare, high] }] }).messages[0].content, [
    { type: "image", url: "https://x.example/a.png", extra: { image_url: "https://x.example/a.png" } },
    { type: "image", url: "https://x.example/a.png", detail: "high", extra: { image_url: { format: "png" } } },
  ]);
});

Deno.test("thoughts of earlier turns are parts, under whichever name they stand", () => {
  for (const name of ["reasoning", "reasoning_content"]) {
    const message = { role: "assistant", content: "Yes", [name]: "hm" };
    assertEquals(fromRequest({ messages: [message] }).messages, [
      { role: "assistant", content: [{ type: "reasoning", text: "hm" }, { type: "text", text: "Yes" }] },
    ]);
  }
  const details: JsonValue[] = [
    { type: "reasoning.text", text: "hm", signature: "c2ln", format: "anthropic-claude-v1", index: 0 },
    { type: "reasoning.encrypted", data: "ZW5j", id: "rs_1" },
  ];
  const message = { role: "assistant", reasoning_details: details, reasoning: "hm" };
  assertEquals(fromRequest({ messages: [message] }).messages, [{
    role: "assistant",
    content: [
      {
        type: "reasoning",
        text: "hm",
        signature: "c2ln",
        extra: { type: "reasoning.text", format: "anthropic-claude-v1", index: 0 },
      },
      { type: "reasoning", text: "", redacted: "ZW5j", extra: { type: "reasoning.encrypted", id: "rs_1" } },
    ],
    extra: { reasoning: "hm" },
  }]);
});

Deno.test("what stands beside a tool, a call and a message is kept", () => {
  const cached = { cache_control: { type: "ephemeral" } };
  const call = { id: "c1", type: "function", function: { name: "f", arguments: "{}" }, index: 0 };
  const request = fromRequest({
    messages: [
      { role: "system", content: "Be brief.", ...cached },
      { role: "assistant", content: [], tool_calls: [call], prefix: false },
      { role: "tool", tool_call_id: "c1", content: "1", name: "f", ...cached },
      { role: "function", name: "f", content: "1" },
    ],
    tools: [{ type: "function", function: { name: "f", parameters: {}, strict: null }, ...cached }],
  });
  assertEquals(request.messages, [
    { role: "system", content: "Be brief.", extra: cached },
    {
      role: "assistant",
      content: [],
      toolCalls: [{ id: "c1", name: "f", arguments: "{}", extra: { index: 0 } }],
      extra: { prefix: false },
    },
    { role: "tool", toolCallId: "c1", content: "1", name: "f", extra: cached },
    { role: "user", content: "1", name: "f", extra: { role: "function" } },
  ]);
  assertEquals(request.tools, [{ name: "f", parameters: {}, extra: { function: { strict: null }, ...cached } }]);
});

Deno.test("calls that are none of a function stay as they came", () => {
  const calls = [{ id: "c1", type: "custom", custom: { name: "grep", input: "x" } }];
  assertEquals(fromRequest({ messages: [{ role: "assistant", content: null, tool_calls: calls }] }).messages, [
    { role: "assistant", content: null, extra: { tool_calls: calls } },
  ]);
});

Deno.test("the settings of reasoning are read out of the object that routers take", () => {
  const read = (reasoning: JsonObject) => {
    const { messages: _, stream: __, ...rest } = fromRequest({ messages: [], reasoning });
    return rest;
  };
  assertEquals(read({ effort: "low", exclude: true }), { reasoningEffort: "low", reasoningText: false });
  assertEquals(read({ max_tokens: 2000 }), { reasoningBudgetTokens: 2000 });
  assertEquals(read({ enabled: true }), { reasoningBudgetTokens: -1 });
  assertEquals(read({ enabled: false, exclude: false }), { reasoningBudgetTokens: 0, reasoningText: true });
  assertEquals(read({ effort: "low", enabled: true }), {
    reasoningEffort: "low",
    extra: { reasoning: { enabled: true } },
  });
  assertEquals(read({ summary: "auto" }), { extra: { reasoning: { summary: "auto" } } });
});

Deno.test("a schema's description stays beside the format that was understood", () => {
  const json_schema = { name: "out", schema: { type: "object" }, description: "What comes out" };
  const request = fromRequest({ messages: [], response_format: { type: "json_schema", json_schema } });
  assertEquals(request.responseFormat, { type: "json_schema", name: "out", schema: { type: "object" } });
  assertEquals(request.extra, { response_format: { json_schema: { description: "What comes out" } } });
});

Deno.test("a body that is no request at all gives an empty request", () => {
  assertEquals(fromRequest({}), { messages: [], stream: false });
  assertEquals(fromRequest({ messages: "?" }), { messages: [], stream: false });
});

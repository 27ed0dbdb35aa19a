import { assertEquals } from "@std/assert";
import { anthropicMessages } from "../../../src/provider/mod.ts";
import type { ChatRequest, JsonObject, JsonValue } from "../../../src/spec/mod.ts";

const HI = { role: "user", content: "Hi" };
const read = (body: JsonObject): ChatRequest => anthropicMessages.fromRequest(body, "/v1/messages");
const messagesOf = (...messages: JsonObject[]) => read({ messages }).messages;
const named = (body: JsonObject) => {
  const { messages: _messages, stream: _stream, ...fields } = read({ messages: [HI], ...body });
  return fields;
};

Deno.test("the fields of a body that have names are read under them", () => {
  assertEquals(
    read({
      model: "claude",
      system: "Be brief.",
      messages: [HI],
      stream: true,
      max_tokens: 100,
      temperature: 0.5,
      top_p: 0.9,
      top_k: 40,
      stop_sequences: ["END"],
      metadata: { user_id: "u" },
    }),
    {
      messages: [{ role: "system", content: "Be brief." }, { role: "user", content: "Hi" }],
      stream: true,
      maxTokens: 100,
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      stop: ["END"],
      extra: { metadata: { user_id: "u" } },
    },
  );
});

Deno.test("a system prompt of blocks keeps what stands beside its texts", () => {
  const block = { type: "text", text: "Be brief.", cache_control: { type: "ephemeral" } };
  assertEquals(read({ system: [block], messages: [] }).messages, [{
    role: "system",
    content: [{ type: "text", text: "Be brief.", extra: { cache_control: { type: "ephemeral" } } }],
  }]);
});

Deno.test("each result of a tool is a message, and so is what the user says beside them", () => {
  const result = (tool_use_id: string, rest: JsonObject = {}) => ({ type: "tool_result", tool_use_id, ...rest });
  assertEquals(
    messagesOf({
      role: "user",
      content: [
        result("a", { content: "Sunny", is_error: false, cache_control: { type: "ephemeral" } }),
        result("b", { content: [{ type: "text", text: "No" }, { type: "tool_reference", tool_name: "t" }] }),
        result("c"),
        { type: "text", text: "Well?" },
      ],
    }),
    [
      {
        role: "tool",
        toolCallId: "a",
        content: "Sunny",
        isError: false,
        extra: { cache_control: { type: "ephemeral" } },
      },
      {
        role: "tool",
        toolCallId: "b",
        content: [
          { type: "text", text: "No" },
          { type: "native", wire: "anthropic-messages", value: { type: "tool_reference", tool_name: "t" } },
        ],
      },
      { role: "tool", toolCallId: "c", content: "" },
      { role: "user", content: [{ type: "text", text: "Well?" }] },
    ],
  );
});

Deno.test("calls stand behind what the model said, and what it said behind a call begins a message", () => {
  const call = (id: string) => ({ type: "tool_use", id, name: "f", input: { x: 1 } });
  const read = (id: string) => ({ id, name: "f", arguments: '{"x":1}' });
  assertEquals(
    messagesOf({
      role: "assistant",
      content: [
        { type: "thinking", thinking: "Hm", signature: "s" },
        { ...call("a"), caller: { type: "direct" } },
        call("b"),
        { type: "text", text: "So" },
        call("c"),
      ],
    }),
    [
      {
        role: "assistant",
        content: [{ type: "reasoning", text: "Hm", signature: "s" }],
        toolCalls: [{ ...read("a"), extra: { caller: { type: "direct" } } }, read("b")],
      },
      { role: "assistant", content: [{ type: "text", text: "So" }], toolCalls: [read("c")] },
    ],
  );
  assertEquals(messagesOf({ role: "assistant", content: [call("a")] })[0].content, null);
});

Deno.test("an image is its URL, be it one with the bytes in it, and a file of the provider's is native", () => {
  const image = (source: JsonObject) => messagesOf({ role: "user", content: [{ type: "image", source }] })[0].content;
  assertEquals(image({ type: "url", url: "https://a/b" }), [{ type: "image", url: "https://a/b" }]);
  assertEquals(image({ type: "base64", media_type: "image/png", data: "aGk=" }), [
    { type: "image", url: "data:image/png;base64,aGk=" },
  ]);
  const file = { type: "file", file_id: "f" };
  assertEquals(image(file), [{
    type: "native",
    wire: "anthropic-messages",
    value: { type: "image", source: file },
  }]);
});

Deno.test("the provider's own tools keep their type, and a tool that is none keeps all of them as they came", () => {
  const own = { type: "web_search_20250305", name: "web_search", max_uses: null };
  const tool = { name: "f", description: "d", input_schema: {}, strict: true, defer_loading: true };
  assertEquals(named({ tools: [own, tool, { type: "mcp_toolset", mcp_server_name: "m" }] }), {
    tools: [
      { name: "web_search", parameters: {}, extra: { type: "web_search_20250305", max_uses: null } },
      { name: "f", description: "d", parameters: {}, strict: true, extra: { defer_loading: true } },
      { name: "", parameters: {}, extra: { type: "mcp_toolset", mcp_server_name: "m" } },
    ],
  });
  assertEquals(named({ tools: [tool, { name: "f" }] }), { extra: { tools: [tool, { name: "f" }] } });
});

Deno.test("a choice says whether calls may be parallel, and one that is not understood is kept", () => {
  assertEquals(named({ tool_choice: { type: "any" } }), { toolChoice: "required" });
  assertEquals(named({ tool_choice: { type: "tool", name: "f", disable_parallel_tool_use: true } }), {
    toolChoice: { name: "f" },
    parallelToolCalls: false,
  });
  const odd: JsonValue[] = [{ type: "some" }, { type: "tool" }, { type: "auto", other: 1 }, "auto", null];
  for (const tool_choice of odd) {
    assertEquals(named({ tool_choice }), { extra: { tool_choice } });
  }
});

Deno.test("thinking is a budget or an effort, and an effort without it is one of the whole answer", () => {
  assertEquals(named({ thinking: { type: "enabled", budget_tokens: 9 } }), { reasoningBudgetTokens: 9 });
  assertEquals(named({ thinking: { type: "disabled" } }), { reasoningBudgetTokens: 0 });
  assertEquals(named({ thinking: { type: "adaptive", display: "omitted" } }), {
    reasoningBudgetTokens: -1,
    reasoningText: false,
  });
  assertEquals(named({ thinking: { type: "adaptive" }, output_config: { effort: "max", other: 1 } }), {
    reasoningEffort: "max",
    extra: { output_config: { other: 1 } },
  });
  assertEquals(named({ output_config: { effort: "low" } }), { extra: { output_config: { effort: "low" } } });
  const odd: JsonValue[] = [
    { type: "enabled" },
    { type: "enabled", budget_tokens: "9" },
    { type: "enabled", budget_tokens: 9, other: 1 },
    { type: "new" },
    { type: "adaptive", display: "all" },
    "on",
    null,
  ];
  for (const thinking of odd) {
    assertEquals(named({ thinking }), { extra: { thinking } });
  }
});

Deno.test("a schema is read under its newer and its older name", () => {
  const format = { type: "json_schema", schema: { type: "object" } };
  const responseFormat = { type: "json_schema" as const, name: "answer", schema: { type: "object" } };
  assertEquals(named({ output_config: { format } }), { responseFormat });
  assertEquals(named({ output_format: format }), { responseFormat });
  assertEquals(named({ output_config: { format, effort: "low" } }), {
    responseFormat,
    extra: { output_config: { effort: "low" } },
  });
  assertEquals(named({ output_format: { type: "grammar" } }), { extra: { output_format: { type: "grammar" } } });
});

Deno.test("a body that is no request at all gives an empty one, and odd values are kept", () => {
  assertEquals(read({}), { messages: [], stream: false });
  assertEquals(read({ messages: "?", stream: "yes" }), { messages: [], stream: false });
  assertEquals(named({ max_tokens: null, system: null, stop_sequences: "END" }), {
    extra: { max_tokens: null, system: null, stop_sequences: "END" },
  });
  assertEquals(messagesOf({ role: "user" }, { role: "user", content: ["a", 1] }), [
    { role: "user", content: [] },
    { role: "user", content: [{ type: "text", text: "a" }, { type: "text", text: "1" }] },
  ]);
});

import { assertEquals } from "@std/assert";
import { ollamaChat } from "../../../src/provider/mod.ts";
import type { ChatRequest, JsonObject } from "../../../src/spec/mod.ts";
import { endpointFor } from "../endpoints.ts";

const read = (fields: JsonObject): ChatRequest => ollamaChat.fromRequest(fields, "/api/chat");
/** Reads a body that must be written again as it was. */
function readBack(fields: JsonObject): ChatRequest {
  const whole = { model: "m", stream: false, messages: [], ...fields };
  const request = read(whole);
  const { body, warnings } = ollamaChat.toWire(request, endpointFor("ollama-chat"));
  assertEquals([body, warnings], [whole, []]);
  return request;
}

Deno.test("the server streams where nothing is said", () => {
  assertEquals(read({ model: "m", messages: [] }), { messages: [], stream: true });
  assertEquals(read({ model: "m", messages: [], stream: false }).stream, false);
  assertEquals(read({ stream: null }), { messages: [], stream: true, extra: { stream: null } });
});

Deno.test("options have their names, and those of the server alone stand in extra", () => {
  const request = readBack({ options: { num_predict: 5, stop: ["a"], num_ctx: 9, seed: "x" }, keep_alive: 0 });
  assertEquals(request, {
    messages: [],
    stream: false,
    maxTokens: 5,
    stop: ["a"],
    extra: { options: { num_ctx: 9, seed: "x" }, keep_alive: 0 },
  });
});

Deno.test("thinking and formats are read in each of their shapes", () => {
  const fieldsOf = (fields: JsonObject) => {
    const { messages: _messages, stream: _stream, ...rest } = readBack(fields);
    return rest;
  };
  assertEquals(fieldsOf({ think: true }), { reasoningText: true });
  assertEquals(fieldsOf({ think: false }), { reasoningEffort: "none" });
  assertEquals(fieldsOf({ think: "high" }), { reasoningEffort: "high" });
  assertEquals(fieldsOf({ think: null }), { extra: { think: null } });
  assertEquals(fieldsOf({ format: "json" }), { responseFormat: { type: "json" } });
  assertEquals(fieldsOf({ format: "" }), { extra: { format: "" } });
  const schema = { title: "City", type: "object" };
  assertEquals(fieldsOf({ format: schema }), { responseFormat: { type: "json_schema", name: "City", schema } });
});

Deno.test("images are told by how their bytes begin", () => {
  const images = ["iVBORw0KGgoAA", "/9j/AA", "R0lGODAA", "UklGRAA", "AAAA"];
  const { messages } = readBack({ messages: [{ role: "user", content: "See", images }] });
  assertEquals(messages, [{
    role: "user",
    content: [
      { type: "text", text: "See" },
      { type: "image", url: "data:image/png;base64,iVBORw0KGgoAA" },
      { type: "image", url: "data:image/jpeg;base64,/9j/AA" },
      { type: "image", url: "data:image/gif;base64,R0lGODAA" },
      { type: "image", url: "data:image/webp;base64,UklGRAA" },
      { type: "image", url: "data:image/png;base64,AAAA" },
    ],
  }]);
});

Deno.test("results find their calls by id, by name or in order", () => {
  const call = (name: string, id?: string): JsonObject => ({
    ...(id === undefined ? {} : { id }),
    function: { name, arguments: {} },
  });
  const { messages } = read({
    messages: [
      { role: "assistant", content: "", tool_calls: [call("a"), call("b"), call("c", "call_xy"), call("d", "call_1")] },
      { role: "tool", content: "1", tool_call_id: "call_xy" },
      { role: "tool", content: "2", tool_name: "b" },
      { role: "tool", content: "3" },
      { role: "tool", content: "4" },
      { role: "tool", content: "5", tool_name: "e" },
    ],
  });
  const results = messages.flatMap((message) => message.role === "tool" ? [[message.toolCallId, message.name]] : []);
  assertEquals(results.map(([id]) => id), ["call_xy", "call_2", "call_0", "call_1", "call_3"]);
  assertEquals(results.map(([, name]) => name), [undefined, undefined, undefined, undefined, "e"]);
});

Deno.test("what has no name here is kept where it stands", () => {
  const { messages, tools } = readBack({
    messages: [
      { role: "user", content: "Hi", images: [], other: 1 },
      { role: "critic", content: "No" },
      { role: "assistant", content: "", tool_calls: [{ function: { name: "f", arguments: "text" } }] },
      {
        role: "assistant",
        content: "",
        tool_calls: [{ id: "call_7", function: { index: 0, name: "f", arguments: {} } }],
      },
      { role: "tool", content: "", tool_name: "f", tool_call_id: "call_7", other: 2 },
    ],
    tools: [{ type: "function", function: { name: "f", parameters: {}, other: 3 } }],
  });
  const native = (value: JsonObject) => ({ type: "native" as const, wire: "ollama-chat", value });
  assertEquals(messages, [
    { role: "user", content: [{ type: "text", text: "Hi" }, native({ other: 1, images: [] })] },
    { role: "user", content: [{ type: "text", text: "No" }, native({ role: "critic" })] },
    { role: "assistant", content: [native({ tool_calls: [{ function: { name: "f", arguments: "text" } }] })] },
    {
      role: "assistant",
      content: null,
      toolCalls: [{ id: "call_7", name: "f", arguments: "{}", extra: { id: "call_7", function: { index: 0 } } }],
    },
    { role: "tool", toolCallId: "call_7", content: "", extra: { other: 2, tool_call_id: "call_7" } },
  ]);
  assertEquals(tools, [{ name: "f", parameters: {}, extra: { function: { parameters: {}, other: 3 } } }]);
  assertEquals(readBack({ tools: [{ type: "web" }] }).extra, { tools: [{ type: "web" }] });
});

Deno.test("a body that is no request at all gives an empty request", () => {
  assertEquals(read({}), { messages: [], stream: true });
  assertEquals(read({ messages: "?" }), { messages: [], stream: true, extra: { messages: "?" } });
});

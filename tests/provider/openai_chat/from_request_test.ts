import { assertEquals } from "@std/assert";
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

Deno.test("lists of parts are joined where a message has one text only", () => {
  const content = [{ type: "text", text: "a" }, { type: "text", text: "b" }];
  assertEquals(fromRequest({ messages: [{ role: "system", content }, { role: "assistant", content }] }).messages, [
    { role: "system", content: "ab" },
    { role: "assistant", content: "ab" },
  ]);
});

Deno.test("a body that is no request at all gives an empty request", () => {
  assertEquals(fromRequest({}), { messages: [], stream: false });
  assertEquals(fromRequest({ messages: "?" }), { messages: [], stream: false });
});

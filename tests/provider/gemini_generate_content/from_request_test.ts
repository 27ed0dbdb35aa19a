import { assertEquals } from "@std/assert";
import { geminiGenerateContent } from "../../../src/provider/mod.ts";
import type { ChatRequest, JsonObject } from "../../../src/spec/mod.ts";
import { endpointFor } from "../endpoints.ts";

const PATH = "/v1beta/models/m:generateContent";
const CONTENTS = [{ role: "user", parts: [{ text: "Hi" }] }];

const read = (fields: JsonObject, path = PATH): ChatRequest => geminiGenerateContent.fromRequest(fields, path);
/** Reads a body that must be written again as it was. */
function readBack(fields: JsonObject): ChatRequest {
  const request = read(fields);
  const { body, warnings } = geminiGenerateContent.toWire(request, endpointFor("gemini-generate-content"));
  assertEquals([body, warnings], [fields, []]);
  return request;
}

Deno.test("the path says whether it streams, and names the model", () => {
  const messages = [{ role: "user" as const, content: "Hi" }];
  assertEquals(read({ contents: CONTENTS, model: "models/m" }), { messages, stream: false });
  for (const query of ["", "?alt=sse"]) {
    assertEquals(read({ contents: CONTENTS }, `/models/m:streamGenerateContent${query}`), { messages, stream: true });
  }
});

Deno.test("a schema in Google's dialect is told as JSON Schema, and goes back as it was", () => {
  const parameters = {
    type: "OBJECT",
    properties: {
      city: { type: "STRING", nullable: true, enum: ["a"] },
      day: { any_of: [{ type: "INTEGER" }, { type: "STRING" }], nullable: true },
      list: { type: "ARRAY", items: { type: "NUMBER" }, min_items: 1 },
      free: { type: "TYPE_UNSPECIFIED" },
    },
    required: ["city"],
  };
  const { tools } = readBack({
    contents: CONTENTS,
    tools: [{ functionDeclarations: [{ name: "f", parameters, response: { type: "STRING" } }] }],
  });
  assertEquals(tools, [{
    name: "f",
    parameters: {
      type: "object",
      properties: {
        city: { type: ["string", "null"], enum: ["a", null] },
        day: { anyOf: [{ type: "integer" }, { type: "string" }, { type: "null" }] },
        list: { type: "array", items: { type: "number" }, minItems: 1 },
        free: {},
      },
      required: ["city"],
    },
    extra: { parameters, response: { type: "STRING" } },
  }]);
});

Deno.test("a schema of the answer has its title as its name, in either dialect", () => {
  const config = { responseMimeType: "application/json", responseJsonSchema: { title: "City", type: "object" } };
  assertEquals(readBack({ contents: CONTENTS, generationConfig: config }).responseFormat, {
    type: "json_schema",
    name: "City",
    schema: { title: "City", type: "object" },
  });
  const own = { responseMimeType: "application/json", responseSchema: { type: "OBJECT" } };
  const { responseFormat, extra } = readBack({ contents: CONTENTS, generationConfig: own });
  assertEquals(responseFormat, { type: "json_schema", name: "response", schema: { type: "object" } });
  assertEquals(extra, { generationConfig: { responseSchema: { type: "OBJECT" } } });
});

Deno.test("tools that Google runs itself, and what else has no name here, stand in extra", () => {
  const { extra, ...request } = readBack({
    systemInstruction: { role: "user", parts: [{ text: "Be brief." }] },
    contents: CONTENTS,
    tools: [{ functionDeclarations: [{ name: "f" }] }, { googleSearch: {} }],
    toolConfig: { functionCallingConfig: { mode: "VALIDATED" }, includeServerSideToolInvocations: true },
    generationConfig: { topK: 40, candidateCount: 1, responseModalities: ["TEXT"], thinkingConfig: {} },
    safetySettings: [],
  });
  assertEquals(request, {
    messages: [{ role: "system", content: "Be brief." }, { role: "user", content: "Hi" }],
    stream: false,
    topK: 40,
  });
  assertEquals(extra, {
    systemInstruction: { role: "user" },
    tools: [{ functionDeclarations: [{ name: "f" }] }, { googleSearch: {} }],
    toolConfig: { functionCallingConfig: { mode: "VALIDATED" }, includeServerSideToolInvocations: true },
    generationConfig: { candidateCount: 1, responseModalities: ["TEXT"], thinkingConfig: {} },
    safetySettings: [],
  });
});

Deno.test("a choice among several tools is required, with the names in extra", () => {
  const toolConfig = { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["f", "g"] } };
  const { toolChoice, extra } = readBack({ contents: CONTENTS, toolConfig });
  assertEquals(toolChoice, "required");
  assertEquals(extra, { toolConfig: { functionCallingConfig: { allowedFunctionNames: ["f", "g"] } } });
});

Deno.test("results find their calls by id, or by name and order; what was a real id comes back", () => {
  const call = (id: string | null, name: string) => ({
    functionCall: { ...(id === null ? {} : { id }), name, args: {} },
  });
  const result = (id: string | null, name: string) => ({
    functionResponse: { ...(id === null ? {} : { id }), name, response: { output: name } },
  });
  const { messages } = readBack({
    contents: [
      { role: "model", parts: [call(null, "a"), call(null, "b"), call(null, "a"), call("call_1", "c")] },
      { role: "user", parts: [result(null, "a"), result(null, "a"), result(null, "b"), result("call_1", "c")] },
    ],
  });
  const ids = messages.flatMap((message) => message.role === "tool" ? [message.toolCallId] : []);
  assertEquals(ids, ["call_0", "call_3", "call_2", "call_1"]);
  assertEquals(read({ contents: [{ role: "user", parts: [result("lost", "d")] }] }).messages, [
    { role: "tool", toolCallId: "lost", name: "d", content: "d" },
  ]);
});

Deno.test("results in one turn with what the user says stay in it, in their places", () => {
  const result = (output: string): JsonObject => ({ functionResponse: { name: "f", response: { output } } });
  const call: JsonObject = { functionCall: { name: "f", args: {} } };
  const { messages } = readBack({
    contents: [
      { role: "model", parts: [call, call] },
      { role: "user", parts: [result("1"), { text: "Look:" }, result("2")] },
      { role: "user", parts: [{ text: "Well?" }] },
    ],
  });
  const place = (value: JsonObject) => ({ type: "native" as const, wire: "gemini-generate-content", value });
  assertEquals(messages.slice(1), [
    { role: "tool", toolCallId: "call_0", content: "1" },
    { role: "tool", toolCallId: "call_1", content: "2" },
    { role: "user", content: [place(result("1")), { type: "text", text: "Look:" }, place(result("2"))] },
    { role: "user", content: "Well?" },
  ]);
  // What the results are is said by their own messages.
  const others = messages.map((message) => message.role === "tool" ? { ...message, content: "3" } : message);
  const { body } = geminiGenerateContent.toWire({ messages: others, stream: false }, endpointFor("gemini"));
  assertEquals((body.contents as JsonObject[])[1].parts, [result("3"), { text: "Look:" }, result("3")]);
  // Results that have no place in what is said stand ahead of it.
  const oneMore = messages.with(3, { role: "user", content: [{ type: "text", text: "Look:" }, place(result("2"))] });
  const ahead = geminiGenerateContent.toWire({ messages: oneMore, stream: false }, endpointFor("gemini")).body;
  assertEquals((ahead.contents as JsonObject[])[1].parts, [result("1"), { text: "Look:" }, result("2")]);
});

Deno.test("snake case is read, and written in camel case", () => {
  const request = read({
    system_instruction: { parts: [{ text: "Be brief." }] },
    contents: [{
      role: "model",
      parts: [{ text: "a", thought_signature: "s" }, {
        function_call: { name: "f", args: {} },
        thought_signature: "t",
      }],
    }, {
      role: "user",
      parts: [{ function_response: { name: "f", response: { a_b: 1 } } }],
    }, {
      role: "user",
      parts: [
        { file_data: { file_uri: "gs://a.png", mime_type: "image/png" } },
      ],
    }],
    tools: { function_declarations: { name: "f", parameters_json_schema: { type: "object" } } },
    tool_config: { function_calling_config: { mode: "ANY", allowed_function_names: ["f"] } },
    generation_config: { max_output_tokens: 5, thinking_config: { thinking_level: "low", include_thoughts: true } },
  });
  assertEquals(request, {
    messages: [
      { role: "system", content: "Be brief." },
      {
        role: "assistant",
        content: [{ type: "text", text: "a", extra: { thoughtSignature: "s" } }],
        toolCalls: [{ id: "call_0", name: "f", arguments: "{}", signature: "t" }],
      },
      { role: "tool", toolCallId: "call_0", content: '{"a_b":1}' },
      { role: "user", content: [{ type: "image", url: "gs://a.png" }] },
    ],
    stream: false,
    tools: [{ name: "f", parameters: { type: "object" } }],
    toolChoice: { name: "f" },
    maxTokens: 5,
    reasoningEffort: "low",
    reasoningText: true,
  });
});

Deno.test("media other than images, and parts of the server's own tools, are native", () => {
  const parts: JsonObject[] = [
    { inlineData: { mimeType: "audio/wav", data: "AA==" } },
    { fileData: { mimeType: "video/mp4", fileUri: "https://youtu.be/x" }, videoMetadata: { fps: 2 } },
    { inlineData: { mimeType: "image/png", data: "AA==", displayName: "cat" }, mediaResolution: { level: "LOW" } },
  ];
  assertEquals(readBack({ contents: [{ role: "user", parts }] }).messages, [{
    role: "user",
    content: [
      { type: "native", wire: "gemini-generate-content", value: parts[0] },
      { type: "native", wire: "gemini-generate-content", value: parts[1] },
      {
        type: "image",
        url: "data:image/png;base64,AA==",
        extra: { inlineData: { displayName: "cat" }, mediaResolution: { level: "LOW" } },
      },
    ],
  }]);
});

Deno.test("a body that is no request at all gives an empty request", () => {
  assertEquals(read({}), { messages: [], stream: false });
  assertEquals(read({ contents: "?" }), { messages: [], stream: false, extra: { contents: "?" } });
});

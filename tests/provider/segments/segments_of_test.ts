import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { jsonPointerGet } from "../../../src/base/mod.ts";
import { segmentsOf } from "../../../src/provider/segments/mod.ts";
import type { JsonValue, Segment } from "../../../src/spec/mod.ts";
import { needs } from "../../support/require.ts";
import { chatRequests } from "../recordings.ts";

const fixtures = await needs("fixtures");

const WIRES = [
  "openai-chat",
  "openai-responses",
  "anthropic-messages",
  "gemini-generate-content",
  "cohere-chat",
  "ollama-chat",
  "unheard-of",
];

/** Every value that has no parts of its own, with its path. */
function leaves(value: JsonValue, path = ""): string[] {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) {
    return [`${path} ${JSON.stringify(value)}`];
  }
  return Object.entries(value).flatMap(([key, part]) =>
    leaves(part, `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`)
  );
}

function assertDivides(wire: string, body: JsonValue): void {
  const segments = segmentsOf(wire, body);
  const found = segments.flatMap(({ pointer, value }) => leaves(value, pointer));
  assertEquals(found.sort(), leaves(body).sort());
  const names = segments.map(({ name }) => name);
  assertEquals(new Set(names).size, names.length, names.join());
}

const KNOWN_FIELDS = [
  ...["model", "messages", "system", "tools", "tool_choice", "response_format", "input", "instructions", "text"],
  ...[
    "contents",
    "systemInstruction",
    "system_instruction",
    "generationConfig",
    "format",
    "output_config",
    "__proto__",
  ],
];

/** Bodies with the fields that have a meaning, of right and of wrong types. */
const bodies = fc.dictionary(
  fc.oneof(fc.constantFrom(...KNOWN_FIELDS), fc.string()),
  fc.oneof(
    fc.jsonValue() as fc.Arbitrary<JsonValue>,
    fc.array(fc.record({ role: fc.constantFrom("system", "developer", "user"), content: fc.string() }), {
      maxLength: 4,
    }) as fc.Arbitrary<JsonValue>,
    fc.dictionary(
      fc.constantFrom("responseSchema", "responseMimeType", "format", "temperature", "effort"),
      fc.jsonValue() as fc.Arbitrary<JsonValue>,
    ),
  ),
) as fc.Arbitrary<JsonValue>;

Deno.test("every value of a body is in exactly one segment, whatever the body is", () => {
  fc.assert(fc.property(fc.constantFrom(...WIRES), bodies, assertDivides), { numRuns: 1000 });
  fc.assert(fc.property(fc.constantFrom(...WIRES), fc.jsonValue() as fc.Arbitrary<JsonValue>, assertDivides));
});

Deno.test("a body's own field __proto__ is not lost", () => {
  assertDivides("openai-chat", JSON.parse('{"__proto__":{"a":1},"generationConfig":{"__proto__":2}}'));
});

Deno.test({ name: "real requests fall into their parts", ignore: fixtures.ignore }, () => {
  let seen = 0;
  for (const { wire, body } of chatRequests(fixtures.get())) {
    assertDivides(wire, body);
    const names = segmentsOf(wire, body).map(({ name }) => name);
    // Some ask by a system prompt alone.
    assert(names.includes("message 1") || names.includes("system"), `${wire}: ${names}`);
    seen++;
  }
  assert(seen > 1000, String(seen));
});

/** Names, and where each stands. */
function outline(segments: readonly Segment[]): string[] {
  return segments.map(({ name, pointer, value }) =>
    pointer === "" ? `${name}: ${Object.keys(value as object)}` : `${name} at ${pointer}`
  );
}

Deno.test("a chat request is told apart in the order in which it is read", () => {
  const body = {
    messages: [
      { role: "system", content: "Be brief" },
      { role: "developer", content: "Be kind" },
      { role: "user", content: "Hi" },
      { role: "system", content: "From now on, be long" },
    ],
    tools: [{ type: "function" }],
    temperature: 0,
    response_format: { type: "json_object" },
    model: "m",
    tool_choice: "auto",
    stream: true,
  };
  assertEquals(outline(segmentsOf("openai-chat", body)), [
    "model at /model",
    "parameters: temperature,stream",
    "system at /messages/0",
    "system 2 at /messages/1",
    "message 1 at /messages/2",
    "message 2 at /messages/3",
    "tools: tools,tool_choice",
    "response format: response_format",
  ]);
});

Deno.test("the system prompt of Anthropic stands beside the messages, its format within the output's configuration", () => {
  const body = {
    model: "m",
    max_tokens: 9,
    system: [{ type: "text", text: "Be brief" }],
    messages: [{ role: "user", content: "Hi" }],
    output_config: { effort: "low", format: { type: "json_schema" } },
  };
  const segments = segmentsOf("anthropic-messages", body);
  assertEquals(outline(segments), [
    "model at /model",
    "parameters: max_tokens,output_config",
    "system at /system",
    "message 1 at /messages/0",
    "response format: output_config",
  ]);
  assertEquals(segments[1].value, { max_tokens: 9, output_config: { effort: "low" } });
  assertEquals(segments[4].value, { output_config: { format: { type: "json_schema" } } });
});

Deno.test("Gemini's schema is taken out of its configuration", () => {
  const body = {
    contents: [{ role: "user", parts: [{ text: "Hi" }] }],
    systemInstruction: { parts: [{ text: "Be brief" }] },
    generationConfig: { temperature: 0, responseMimeType: "application/json", responseSchema: { type: "OBJECT" } },
    toolConfig: {},
  };
  assertEquals(outline(segmentsOf("gemini-generate-content", body)), [
    "parameters: generationConfig",
    "system: systemInstruction",
    "message 1 at /contents/0",
    "tools: toolConfig",
    "response format: generationConfig",
  ]);
});

Deno.test("a configuration that has a format only is wholly the format's", () => {
  const body = { contents: [], generationConfig: { responseMimeType: "text/plain" } };
  assertEquals(outline(segmentsOf("gemini-generate-content", body)), [
    "parameters: contents",
    "response format: generationConfig",
  ]);
});

Deno.test("OpenAI's other door is told by the field that its input has", () => {
  const body = {
    model: "m",
    instructions: "Be brief",
    input: "Hi",
    text: { format: { type: "text" }, verbosity: "low" },
  };
  assertEquals(outline(segmentsOf("openai-chat", body)), [
    "model at /model",
    "parameters: text",
    "system at /instructions",
    "message 1 at /input",
    "response format: text",
  ]);
});

Deno.test("a pointer and a place in its segment together lead to the body's own value", () => {
  const body = { model: "m", messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }], tools: [{ a: 1 }] };
  const segments = segmentsOf("openai-chat", body);
  const message = segments.find(({ name }) => name === "message 1")!;
  assertEquals(jsonPointerGet(body, `${message.pointer}/content/0/text`), "Hi");
  const tools = segments.find(({ name }) => name === "tools")!;
  assertEquals(jsonPointerGet(body, `${tools.pointer}/tools/0/a`), jsonPointerGet(tools.value, "/tools/0/a"));
});

Deno.test("two requests of which one has a tool choice differ in that alone", () => {
  const plain = segmentsOf("openai-chat", { messages: [], tools: [1] }).find(({ name }) => name === "tools")!;
  const chosen = segmentsOf("openai-chat", { messages: [], tools: [1], tool_choice: "none" })
    .find(({ name }) => name === "tools")!;
  assertEquals(chosen.value, { ...plain.value as object, tool_choice: "none" });
});

Deno.test("what is no request is parameters as a whole", () => {
  for (const body of [null, "text", 3, [1, 2], {}]) {
    assertEquals(segmentsOf("openai-chat", body), [{ name: "parameters", pointer: "", value: body }]);
  }
});

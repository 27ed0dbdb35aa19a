import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { openaiChat, wireFormat } from "../../src/provider/mod.ts";
import { createSimulated } from "../../src/provider/simulated/mod.ts";
import type { ChatRequest, Endpoint, WireFormat, WireResponse } from "../../src/spec/mod.ts";
import { needs } from "../support/require.ts";
import { nativeRecordings, responseOf } from "./native_recordings.ts";
import { chunk, completionOf, DONE, respond, respondJson, respondStream, sse } from "./responses.ts";
import { joined, toldOf } from "./told_answer.ts";

const WIRES: readonly (readonly [wire: string, base: string])[] = [
  ["openai-chat", "http://box/v1"],
  ["anthropic-messages", "http://box/anthropic/v1"],
  ["gemini-generate-content", "http://box/gemini/v1beta"],
  ["cohere-chat", "http://box/cohere/v2"],
  ["ollama-chat", "http://box/ollama/api"],
];

const CITY = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const QUESTION: ChatRequest = {
  messages: [{ role: "user", content: "What is the weather in Paris and Rome? ✓ é 天気" }],
  stream: true,
  maxTokens: 60,
};
const TOOLS: ChatRequest = {
  ...QUESTION,
  tools: [{ name: "get_weather", parameters: CITY }],
  toolChoice: "required",
};

async function answered(format: WireFormat, base: string, request: ChatRequest): Promise<WireResponse> {
  const simulated = createSimulated({ endpoints: [{ model: "simulated/quick", answer: { textTokens: 20 } }] });
  const endpoint = {
    baseUrl: base,
    wireModel: "simulated/quick",
    provider: "simulated",
    wire: format.name,
  } as Endpoint;
  const { path, headers, body } = format.toWire(request, endpoint);
  const response = await simulated.handle(
    new Request(base + path, { method: "POST", headers, body: JSON.stringify(body) }),
  );
  return respond(new Uint8Array(await response.arrayBuffer()), { headers: Object.fromEntries(response.headers) });
}

const cutsOf = (length: number) =>
  fc.uniqueArray(fc.integer({ min: 1, max: length - 1 }), { maxLength: 40 })
    .map((places) => places.toSorted((a, b) => a - b));

for (const [wire, base] of WIRES) {
  Deno.test(`the pieces that ${wire} tells make up its answer, wherever the body is cut`, async () => {
    const format = wireFormat(wire);
    for (const request of [QUESTION, TOOLS]) {
      const response = await answered(format, base, request);
      const { text, reasoning, toolCalls } = completionOf(format.fromWire(response));
      assert(text !== "" || toolCalls.length > 0);
      const told = toldOf(format, response);
      assertEquals(joined(told), { text, reasoning, refusal: null, toolCalls });
      const check = (offsets: number[]) => assertEquals(toldOf(format, response, offsets), told);
      fc.assert(fc.property(cutsOf(response.body.length), check), { numRuns: 30 });
    }
  });
}

Deno.test("a piece is told with the chunk that ends it, before anything else has come", () => {
  const told: unknown[] = [];
  const take = openaiChat.follow!(new Headers(), (delta) => told.push(delta));
  const send = (text: string) => take(new TextEncoder().encode(text));
  send(sse(chunk({ role: "assistant", content: "" })));
  assertEquals(told, []);
  send(sse(chunk({ content: "Hel" })));
  assertEquals(told, [{ type: "text", text: "Hel" }]);
  send(sse(chunk({ content: "lo" })).slice(0, -2));
  assertEquals(told.length, 1);
  send("\n\n");
  assertEquals(told.slice(1), [{ type: "text", text: "lo" }]);
});

Deno.test("calls that come at once and in turns keep their places, and one without an id is given one", () => {
  const response = respondStream([
    chunk({ tool_calls: [{ index: 0, id: "a", function: { name: "one", arguments: "" } }] }),
    chunk({ tool_calls: [{ index: 1, function: { name: "two", arguments: '{"x":' } }] }),
    chunk({ tool_calls: [{ index: 0, function: { arguments: "{}" } }, { index: 1, function: { arguments: "1}" } }] }),
    chunk({}, "tool_calls"),
    DONE,
  ]);
  const told = toldOf(openaiChat, response);
  assertEquals(told, [
    { type: "call", call: 0, id: "a", name: "one" },
    { type: "call", call: 1, id: "call_1", name: "two" },
    { type: "arguments", call: 1, text: '{"x":' },
    { type: "arguments", call: 0, text: "{}" },
    { type: "arguments", call: 1, text: "1}" },
  ]);
  assertEquals(joined(told).toolCalls, completionOf(openaiChat.fromWire(response)).toolCalls);
});

Deno.test("nothing is told of an answer in one body, and nothing behind an error", () => {
  const message = { role: "assistant", content: "Hello" };
  assertEquals(toldOf(openaiChat, respondJson({ choices: [{ message, finish_reason: "stop" }] })), []);
  const events = [chunk({ content: "A" }), { error: { message: "gone", code: 500 } }, chunk({ content: "B" })];
  assertEquals(toldOf(openaiChat, respondStream(events)), [{ type: "text", text: "A" }]);
});

Deno.test("whatever bytes come, following them does not throw", () => {
  const pieces = fc.array(
    fc.oneof(fc.uint8Array(), fc.string().map((text) => new TextEncoder().encode(`data: ${text}\n\n`))),
  );
  fc.assert(fc.property(fc.constantFrom(...WIRES), pieces, ([wire], chunks) => {
    const take = wireFormat(wire).follow!(new Headers({ "content-type": "text/event-stream" }), () => {});
    for (const bytes of chunks) take(bytes);
  }));
});

const fixtures = await needs("fixtures");

Deno.test({
  name: "of every recorded stream the pieces that are told begin the answer that is read from the whole",
  ignore: fixtures.ignore,
  fn() {
    let streams = 0;
    for (const recording of nativeRecordings(fixtures.get())) {
      if (recording.status >= 300) continue;
      const format = wireFormat(recording.wire);
      const response = responseOf(recording);
      const outcome = format.fromWire(response);
      if (!outcome.ok) continue;
      const { text, reasoning, toolCalls } = outcome.completion;
      const told = toldOf(format, response);
      if (told.length === 0) continue;
      streams++;
      const whole = joined(told);
      assertEquals([whole.text, whole.reasoning], [text, reasoning], recording.file);
      const ids = toolCalls.map(({ id, name }) => ({ id, name }));
      assertEquals(whole.toolCalls.map(({ id, name }) => ({ id, name })), ids, recording.file);
      for (const [place, call] of whole.toolCalls.entries()) {
        assert(toolCalls[place].arguments.startsWith(call.arguments), recording.file);
      }
    }
    assert(streams > 20, `${streams} streams`);
  },
});

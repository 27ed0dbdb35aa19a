import { assert, assertEquals } from "@std/assert";
import { anthropicMessages, assistantMessage } from "../../../src/provider/mod.ts";
import type { Completion, JsonObject, JsonValue } from "../../../src/spec/mod.ts";
import { needs } from "../../support/require.ts";
import { endpointFor } from "../endpoints.ts";
import { nativeRecordings, responseOf, valuesOf } from "../native_recordings.ts";
import { completionOf, respondJson, respondStream } from "../responses.ts";

const fixtures = await needs("fixtures");
const { ignore } = fixtures;

const { fromWire, toWire } = anthropicMessages;

const THINKING = { type: "thinking", thinking: "Hm", signature: "sig" };
const HIDDEN = { type: "redacted_thinking", data: "secret" };
const SEARCHED = { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "q" } };
const FOUND = { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [{ type: "web_search_result" }] };
const CITATION = { type: "web_search_result_location", cited_text: "c", encrypted_index: "e" };
const CITED = { type: "text", text: "So it is.", citations: [CITATION] };
const CALL = {
  type: "tool_use",
  id: "toolu_1",
  name: "weather",
  input: { city: "Paris" },
  caller: { type: "direct" },
};
const CONTENT = [THINKING, HIDDEN, SEARCHED, FOUND, CITED, CALL];

const event = (type: string, fields: JsonObject): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const start = (index: number, content_block: JsonObject) => event("content_block_start", { index, content_block });
const delta = (index: number, delta: JsonObject) => event("content_block_delta", { index, delta });

const STREAM = [
  event("message_start", { message: { id: "msg_1", model: "claude", content: [], usage: { input_tokens: 1 } } }),
  start(0, { type: "thinking", thinking: "", signature: "" }),
  delta(0, { type: "thinking_delta", thinking: "H" }),
  delta(0, { type: "thinking_delta", thinking: "m" }),
  delta(0, { type: "signature_delta", signature: "sig" }),
  start(1, HIDDEN),
  start(2, { ...SEARCHED, input: {} }),
  delta(2, { type: "input_json_delta", partial_json: '{"query":' }),
  delta(2, { type: "input_json_delta", partial_json: '"q"}' }),
  start(3, FOUND),
  start(4, { type: "text", text: "", citations: [] }),
  delta(4, { type: "citations_delta", citation: CITATION }),
  delta(4, { type: "text_delta", text: "So it is." }),
  start(5, { ...CALL, input: {} }),
  delta(5, { type: "input_json_delta", partial_json: '{"city":"Paris"}' }),
  event("message_delta", { delta: { stop_reason: "tool_use" }, usage: { output_tokens: 9 } }),
  event("message_stop", {}),
];

/** The body's message with which an answer goes back. */
function backOnTheWire(completion: Completion): JsonObject {
  const messages = [assistantMessage(completion)];
  const { body, warnings } = toWire({ messages, stream: false, maxTokens: 9 }, endpointFor("anthropic-messages"));
  assertEquals(warnings, []);
  return (body.messages as JsonObject[])[0];
}

Deno.test("an answer goes back as it came, streamed or not: thinking signed, the provider's own calls in place", () => {
  const answers = [
    respondJson({ type: "message", content: CONTENT, stop_reason: "tool_use", usage: {} }),
    respondStream(STREAM),
  ];
  for (const answer of answers) {
    const completion = completionOf(fromWire(answer));
    assertEquals(completion.parts, [
      { type: "reasoning", text: "Hm", signature: "sig" },
      { type: "reasoning", text: "", redacted: "secret" },
      { type: "native", wire: "anthropic-messages", value: SEARCHED },
      { type: "native", wire: "anthropic-messages", value: FOUND },
      { type: "text", text: "So it is.", extra: { citations: [CITATION] } },
    ]);
    assertEquals(completion.toolCalls, [
      { id: "toolu_1", name: "weather", arguments: '{"city":"Paris"}', extra: { caller: { type: "direct" } } },
    ]);
    assertEquals(backOnTheWire(completion), { role: "assistant", content: CONTENT });
  }
});

Deno.test("the second turn of a conversation has the call and its result behind the thinking", () => {
  const completion = completionOf(fromWire(respondStream(STREAM)));
  const { body } = toWire({
    messages: [
      { role: "user", content: "The weather in Paris?" },
      assistantMessage(completion),
      { role: "tool", toolCallId: completion.toolCalls[0].id, content: "Sunny" },
    ],
    stream: false,
    maxTokens: 9,
  }, endpointFor("anthropic-messages"));
  assertEquals(body.messages, [
    { role: "user", content: "The weather in Paris?" },
    { role: "assistant", content: CONTENT },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "toolu_1", content: "Sunny" }] },
  ]);
});

Deno.test("plain text is text alone, and thinking that was not signed goes back as it stands", () => {
  const answer = (content: JsonValue) => completionOf(fromWire(respondJson({ content, stop_reason: "end_turn" })));
  const plain = answer([{ type: "text", text: "Hel" }, { type: "text", text: "lo", citations: null }]);
  assertEquals([plain.text, plain.parts], ["Hello", undefined]);
  const unsigned: JsonObject[] = [{ type: "thinking", thinking: "Hm" }, { type: "text", text: "So" }];
  assertEquals(backOnTheWire(answer(unsigned)).content, unsigned);
  assertEquals(answer([{ type: "thinking", thinking: "Hm", signature: "s" }, { type: "text", text: "" }]).parts, [
    { type: "reasoning", text: "Hm", signature: "s" },
  ]);
});

Deno.test("a summary that took the place of older turns is kept, streamed or not", () => {
  const block = { type: "compaction", content: "They said hello." };
  const streamed = respondStream([
    STREAM[0],
    start(0, { type: "compaction", content: null }),
    delta(0, { type: "compaction_delta", content: "They said hello." }),
    STREAM.at(-2)!,
  ]);
  for (const answer of [respondJson({ content: [block], stop_reason: "end_turn" }), streamed]) {
    assertEquals(completionOf(fromWire(answer)).parts, [{ type: "native", wire: "anthropic-messages", value: block }]);
  }
});

// deno-lint-ignore no-explicit-any
type Loose = any;

/** The blocks of a recorded answer by a reader who only joins strings. */
function naiveBlocks(body: string): JsonObject[] {
  const values: Loose[] = valuesOf(body);
  const blocks = values[0].content ?? values.flatMap(({ content_block: block, index }) => {
    if (block === undefined) return [];
    const deltas = values.filter((value) => value.delta && value.index === index).map(({ delta }) => delta);
    const join = (name: string) => deltas.map((delta) => delta[name] ?? "").join("");
    const citations = deltas.flatMap(({ citation }) => citation ?? []);
    return [{
      ...block,
      ...(block.text === undefined ? {} : { text: block.text + join("text") }),
      ...(block.thinking === undefined ? {} : { thinking: join("thinking"), signature: join("signature") }),
      ...(join("partial_json") === "" ? {} : { input: JSON.parse(join("partial_json")) }),
      ...(citations.length === 0 ? {} : { citations }),
    }];
  });
  const said = blocks.map(({ citations, ...block }: Loose) => citations?.length ? { ...block, citations } : block)
    .filter(({ type, text }: Loose) => type !== "text" || text !== "");
  return [
    ...said.filter(({ type }: Loose) => type !== "tool_use"),
    ...said.filter(({ type }: Loose) => type === "tool_use"),
  ];
}

Deno.test({
  name: "every recorded answer goes back as it came",
  ignore,
  fn() {
    let kept = 0;
    for (const recording of nativeRecordings(fixtures.get(), "anthropic-messages")) {
      const outcome = fromWire(responseOf(recording));
      if (!outcome.ok) continue;
      const { parts } = outcome.completion;
      const { content } = backOnTheWire(outcome.completion);
      const blocks = naiveBlocks(recording.resp);
      if (parts === undefined) {
        const calls = blocks.filter(({ type }) => type === "tool_use");
        const text = blocks.map((block) => block.text ?? "").join("");
        const joined = text === "" ? calls : [{ type: "text", text }, ...calls];
        assertEquals(typeof content === "string" ? [{ type: "text", text: content }] : content, joined, recording.file);
      } else {
        assertEquals(content, blocks, recording.file);
        kept++;
      }
    }
    assert(kept > 50, `${kept} answers had more than text`);
  },
});

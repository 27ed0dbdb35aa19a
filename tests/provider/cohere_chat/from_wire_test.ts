import { assertEquals } from "@std/assert";
import type { JsonValue } from "../../../src/spec/mod.ts";
import { lensOfWire } from "../native_recordings.ts";
import { completionOf, DONE, failureOf, respondJson, respondStream, type ResponseParts } from "../responses.ts";

const { readAnswer } = lensOfWire("cohere-chat");

type Fields = { [name: string]: JsonValue };

const USAGE = { billed_units: { input_tokens: 7, output_tokens: 3 }, tokens: { input_tokens: 69, output_tokens: 5 } };
const ANSWER = {
  id: "c1",
  finish_reason: "COMPLETE",
  message: { role: "assistant", content: [{ type: "text", text: "Hello" }] },
  usage: USAGE,
};
const body = (fields: Fields = {}) => readAnswer(respondJson({ ...ANSWER, ...fields }));

const event = (type: string, fields: Fields = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const says = (type: string, message: Fields, index = 0) => event(type, { index, delta: { message } });
const START = event("message-start", {
  id: "c1",
  delta: { message: { role: "assistant", content: [], tool_plan: "", tool_calls: [], citations: [] } },
});
const text = (words: string) => says("content-delta", { content: { text: words } });
const end = (finish_reason: string, rest: Fields = { usage: USAGE }) =>
  event("message-end", { delta: { finish_reason, ...rest } });
const stream = (events: string[], parts: ResponseParts = {}) => readAnswer(respondStream(events, parts));

Deno.test("content is text and thinking, and the plan for the tools is reasoning too", () => {
  const { text, reasoning, toolCalls, finishReason, id, model } = completionOf(body({
    finish_reason: "TOOL_CALL",
    message: {
      content: [{ type: "thinking", thinking: "Hm. " }, { type: "text", text: "So" }],
      tool_plan: "I look.",
      tool_calls: [
        { id: "a", type: "function", function: { name: "f", arguments: '{"x":1}' } },
        { id: "b", type: "function", function: { name: "f", arguments: '{"x":2}' } },
      ],
    },
  }));
  assertEquals([text, reasoning, finishReason, id, model], ["So", "Hm. I look.", "tool_calls", "c1", null]);
  assertEquals(toolCalls, [
    { id: "a", name: "f", arguments: '{"x":1}' },
    { id: "b", name: "f", arguments: '{"x":2}' },
  ]);
});

Deno.test("what is billed is what was used, and what was counted where nothing is billed", () => {
  const billed = completionOf(body({ usage: { ...USAGE, cached_tokens: 60 } }));
  assertEquals(billed.usage, {
    inputTokens: 7,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    outputTokens: 3,
    reasoningTokens: null,
  });
  assertEquals(billed.rawUsage, { ...USAGE, cached_tokens: 60 });
  const counted = completionOf(body({ usage: { tokens: { input_tokens: 69, output_tokens: 5 }, cached_tokens: 60 } }));
  assertEquals([counted.usage.inputTokens, counted.usage.cacheReadTokens, counted.usage.outputTokens], [69, 60, 5]);
  assertEquals(completionOf(body({ usage: null })).usage.inputTokens, null);
});

Deno.test("reasoning is never more than the output that it is in", () => {
  const tokens = { input_tokens: 69, output_tokens: 9, reasoning_tokens: 6 };
  assertEquals(completionOf(body({ usage: { ...USAGE, tokens } })).usage.reasoningTokens, 3);
});

Deno.test("a stream is put together, with or without [DONE], and its tokens are timed by what was made", () => {
  for (const tail of [[], [DONE]]) {
    const events = [
      START,
      says("content-start", { content: { type: "text", text: "" } }),
      text("Hel"),
      text("lo"),
      event("content-end", { index: 0 }),
      end("COMPLETE"),
      ...tail,
    ];
    const { text: said, finishReason, timing, usage, id } = completionOf(stream(events));
    assertEquals([said, finishReason, usage.outputTokens, id], ["Hello", "stop", 3, "c1"]);
    assertEquals([timing.ttftMs, timing.ttfoMs], [30, 30]);
    assertEquals(timing.tpotMs, (events.length * 10 - 30) / 4);
  }
});

Deno.test("a streamed plan is a token, and parallel calls are told apart by index", () => {
  const call = (type: string, tool_calls: Fields, index: number) => says(type, { tool_calls }, index);
  const { toolCalls, reasoning, timing } = completionOf(stream([
    START,
    event("tool-plan-delta", { delta: { message: { tool_plan: "I " } } }),
    event("tool-plan-delta", { delta: { message: { tool_plan: "look." } } }),
    call("tool-call-start", { id: "a", type: "function", function: { name: "f", arguments: "" } }, 0),
    call("tool-call-delta", { function: { arguments: '{"x":' } }, 0),
    call("tool-call-delta", { function: { arguments: "1}" } }, 0),
    call("tool-call-start", { id: "b", type: "function", function: { name: "g", arguments: "{}" } }, 1),
    end("TOOL_CALL"),
  ]));
  assertEquals(toolCalls, [{ id: "a", name: "f", arguments: '{"x":1}' }, { id: "b", name: "g", arguments: "{}" }]);
  assertEquals([reasoning, timing.ttftMs, timing.ttfoMs], ["I look.", 20, 40]);
});

Deno.test("every documented finish reason has its meaning", () => {
  const reasons = {
    COMPLETE: "stop",
    STOP_SEQUENCE: "stop",
    MAX_TOKENS: "length",
    TOOL_CALL: "tool_calls",
    ERROR_TOXIC: "content_filter",
    toString: "other",
  };
  for (const [word, meaning] of Object.entries(reasons)) {
    assertEquals(completionOf(body({ finish_reason: word })).finishReason, meaning);
  }
});

Deno.test("an answer that ends in an error is a failure, with what was billed", () => {
  const broken = failureOf(stream([START, text("Half"), end("ERROR", { error: "Sorry", usage: USAGE })]));
  assertEquals([broken.kind, broken.message, broken.code, broken.midStream], ["server_error", "Sorry", "ERROR", true]);
  assertEquals([broken.decision.retry, broken.billed?.usage.outputTokens], ["transient", 3]);
  assertEquals(failureOf(body({ finish_reason: "TIMEOUT" })).kind, "timeout");
  assertEquals(failureOf(body({ finish_reason: "ERROR" })).midStream, false);
});

Deno.test("a stream that stops before its end is a failure", () => {
  const cut = failureOf(stream([START, text("Half")]));
  assertEquals([cut.kind, cut.midStream, cut.billed], ["connection", true, undefined]);
  const failure = { kind: "timeout", message: "nothing came", atMs: 70 } as const;
  assertEquals(failureOf(stream([START, text("Half")], { failure })).kind, "timeout");
  assertEquals(failureOf(stream([START, DONE])).kind, "connection");
});

Deno.test("an error, which has no code, is classified by its status and one sentence", () => {
  const cases: [number, string, string][] = [
    [400, "invalid request: message must be at least 1 token long", "invalid_request"],
    [400, "too many tokens: total number of tokens in the prompt cannot exceed 128000", "context_length"],
    [401, "invalid api token", "auth"],
    [402, "billing", "payment"],
    [404, "model 'x' not found", "not_found"],
    [422, "bad", "invalid_request"],
    [429, "trial key", "rate_limited"],
    [498, "blocked input", "content_filter"],
    [499, "cancelled", "server_error"],
    [500, "oops", "server_error"],
    [503, "unavailable", "overloaded"],
    [504, "late", "timeout"],
  ];
  for (const [status, message, kind] of cases) {
    const failure = failureOf(readAnswer(respondJson({ id: "e1", message }, { status })));
    assertEquals([failure.kind, failure.message], [kind, message]);
  }
  const typed = { message: "no", error_type: "TOO_MANY_TOKENS" };
  assertEquals(failureOf(readAnswer(respondJson(typed, { status: 400 }))).kind, "context_length");
});

Deno.test("what is no answer is a malformed response", () => {
  const values: JsonValue[] = [{}, { message: "hello" }, { answers: [] }, 42];
  for (const value of values) {
    assertEquals(failureOf(readAnswer(respondJson(value))).kind, "malformed_response");
  }
});

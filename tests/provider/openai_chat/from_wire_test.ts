import { assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { openaiChat } from "../../../src/provider/mod.ts";
import type { JsonValue } from "../../../src/spec/mod.ts";
import { chunk, completionOf, DONE, failureOf, respond, respondJson, sse } from "../responses.ts";

const { fromWire } = openaiChat;

function answer(
  message: JsonValue,
  finish: string | null = "stop",
  rest: { [name: string]: JsonValue } = {},
): JsonValue {
  return { id: "c1", model: "m-2026", choices: [{ index: 0, message, finish_reason: finish }], ...rest };
}

const read = (body: JsonValue) => completionOf(fromWire(respondJson(body)));

Deno.test("a plain answer is read whole", () => {
  const usage = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
  assertEquals(read(answer({ role: "assistant", content: "Hello!" }, "stop", { usage })), {
    wire: "openai-chat",
    id: "c1",
    model: "m-2026",
    text: "Hello!",
    reasoning: "",
    refusal: null,
    toolCalls: [],
    finishReason: "stop",
    rawFinishReason: "stop",
    usage: { inputTokens: 9, cacheReadTokens: null, cacheWriteTokens: null, outputTokens: 2, reasoningTokens: null },
    rawUsage: usage,
    reportedCostUsd: null,
    timing: { ttftMs: null, ttfoMs: null, latencyMs: 10, tpotMs: null, outputTps: null },
    warnings: [],
  });
});

Deno.test("what the provider does not say is null, never nought", () => {
  const completion = completionOf(fromWire(respondJson({ choices: [{ message: { content: "a" } }] })));
  assertEquals(completion.usage, {
    inputTokens: null,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    outputTokens: null,
    reasoningTokens: null,
  });
  assertEquals([completion.id, completion.model, completion.rawUsage, completion.finishReason], [
    null,
    null,
    null,
    null,
  ]);
});

Deno.test("tool calls, parallel ones too, keep their arguments as the model wrote them", () => {
  const call = (id: string, args: JsonValue) => ({ id, type: "function", function: { name: "f", arguments: args } });
  const completion = read(
    answer({ content: null, tool_calls: [call("a", '{ "x": 1 }'), call("b", { y: 2 })] }, "tool_calls"),
  );
  assertEquals(completion.toolCalls, [
    { id: "a", name: "f", arguments: '{ "x": 1 }' },
    { id: "b", name: "f", arguments: '{"y":2}' },
  ]);
  assertEquals([completion.text, completion.finishReason], ["", "tool_calls"]);
});

Deno.test("the older function call is a tool call", () => {
  const completion = read(answer({ content: null, function_call: { name: "f", arguments: "{}" } }, "function_call"));
  assertEquals(completion.toolCalls, [{ id: "call_0", name: "f", arguments: "{}" }]);
  assertEquals([completion.finishReason, completion.rawFinishReason], ["tool_calls", "function_call"]);
});

Deno.test("a refusal stands apart from the text", () => {
  const completion = read(answer({ content: null, refusal: "I can't assist with that." }));
  assertEquals([completion.text, completion.refusal], ["", "I can't assist with that."]);
});

Deno.test("reasoning is found under each of its names, and once only", () => {
  const names: JsonValue[] = [
    { reasoning: "hm" },
    { reasoning_content: "hm" },
    { reasoning: "hm", reasoning_content: "hm", reasoning_details: [{ type: "reasoning.text", text: "hm" }] },
    { reasoning_details: [{ type: "reasoning.summary", summary: "h" }, { type: "reasoning.text", text: "m" }] },
    { content: [{ type: "thinking", thinking: [{ type: "text", text: "hm" }] }, { type: "text", text: "Yes" }] },
  ];
  for (const message of names) {
    const completion = read(answer({ content: "Yes", ...message as { [name: string]: JsonValue } }));
    assertEquals([completion.reasoning, completion.text], ["hm", "Yes"], JSON.stringify(message));
  }
});

Deno.test("finish reasons mean the same for all, and the provider's word is kept", () => {
  const cases: [string, string][] = [
    ["stop", "stop"],
    ["eos", "stop"],
    ["end_turn", "stop"],
    ["length", "length"],
    ["MAX_TOKENS", "length"],
    ["model_length", "length"],
    ["tool_calls", "tool_calls"],
    ["content_filter", "content_filter"],
    ["sensitive", "content_filter"],
    ["something_new", "other"],
    ["constructor", "other"],
  ];
  for (const [raw, reason] of cases) {
    const completion = read(answer({ content: "a" }, raw));
    assertEquals([completion.finishReason, completion.rawFinishReason], [reason, raw]);
  }
});

Deno.test("an answer that the provider broke off is a failure that says what was billed", () => {
  const usage = { prompt_tokens: 5, completion_tokens: 1 };
  const failure = failureOf(
    fromWire(respondJson(answer({ content: "ha" }, "insufficient_system_resource", { usage }))),
  );
  assertEquals([failure.kind, failure.decision, failure.code], [
    "server_error",
    { retry: "transient" },
    "insufficient_system_resource",
  ]);
  assertEquals([failure.billed?.usage.inputTokens, failure.billed?.usage.outputTokens], [5, 1]);
});

Deno.test("of several choices the first is read, and a warning says so", () => {
  const choice = (index: number, content: string) => ({ index, message: { content }, finish_reason: "stop" });
  const completion = read({ choices: [choice(0, "a"), choice(1, "b")] });
  assertEquals(completion.text, "a");
  assertEquals(completion.warnings.map(({ code }) => code), ["inconsistent"]);
});

Deno.test("an answer that a filter emptied is still an answer", () => {
  const completion = read({ choices: [{ index: 0, finish_reason: "content_filter", content_filter_results: {} }] });
  assertEquals([completion.text, completion.finishReason], ["", "content_filter"]);
});

Deno.test("white space and a byte order mark before the body do no harm", () => {
  const body = `\uFEFF\n \n        ${JSON.stringify(answer({ content: "Hi" }))}`;
  assertEquals(completionOf(fromWire(respond(body))).text, "Hi");
  const long = " \n".repeat(5000) + JSON.stringify(answer({ content: "Hi" }));
  assertEquals(completionOf(fromWire(respond(long, { headers: { "content-type": "text/event-stream" } }))).text, "Hi");
});

Deno.test("the body decides whether it is a stream, whatever its type says", () => {
  const streamed = sse(chunk({ content: "Hi" }), chunk({}, "stop"), DONE);
  assertEquals(
    completionOf(fromWire(respond(streamed, { headers: { "content-type": "application/json" } }))).text,
    "Hi",
  );
  const plain = respondJson(answer({ content: "Hi" }), { headers: { "content-type": "text/event-stream" } });
  assertEquals(completionOf(fromWire(plain)).text, "Hi");
});

Deno.test("a body that is no answer is a malformed response; only what was broken on its way is tried again", () => {
  const cases: [string, "no" | "transient"][] = [
    ["", "transient"],
    ['{"choices":[{"mess', "transient"],
    ['{"choices":[]}', "transient"],
    ["<html><body>Welcome</body></html>", "no"],
    ['{"hello":"world"}', "no"],
    ["[1,2]", "no"],
    ["null", "no"],
  ];
  for (const [body, retry] of cases) {
    const failure = failureOf(fromWire(respond(body)));
    assertEquals([failure.kind, failure.decision, failure.httpStatus], ["malformed_response", { retry }, 200], body);
  }
});

Deno.test("a body that the transport cut off is the transport's failure, but a whole one is an answer", () => {
  const failure = { kind: "timeout", message: "too slow", atMs: 900 } as const;
  const half = failureOf(fromWire(respond('{"choices":[{"mess', { failure })));
  assertEquals([half.kind, half.decision, half.message, half.latencyMs], [
    "timeout",
    { retry: "transient" },
    "too slow",
    10,
  ]);
  assertEquals(failureOf(fromWire(respond("", { failure }))).latencyMs, 900);
  assertEquals(completionOf(fromWire(respondJson(answer({ content: "Hi" }), { failure }))).text, "Hi");
});

Deno.test("long messages are cut", () => {
  const failure = failureOf(fromWire(respondJson({ error: { message: "x".repeat(10_000) } }, { status: 500 })));
  assertEquals(failure.message.length, 2001);
  assertStringIncludes(failure.message, "x…");
});

Deno.test("any body at all gives an outcome and never throws", () => {
  const status = fc.constantFrom(200, 204, 400, 429, 500);
  fc.assert(fc.property(fc.jsonValue(), status, (body, status) => {
    const outcome = fromWire(respondJson(body as JsonValue, { status }));
    assertEquals(typeof outcome.ok, "boolean");
  }));
  fc.assert(fc.property(fc.uint8Array(), status, (body, status) => {
    assertEquals(typeof fromWire(respond(body, { status })).ok, "boolean");
  }));
});

Deno.test("any shape of answer gives an outcome, whole or streamed", () => {
  const odd = fc.oneof(
    fc.constant(null),
    fc.string(),
    fc.integer(),
    fc.constant({}),
    fc.constant([]),
    fc.constant([{}, 1]),
  );
  const message = fc.record({
    content: odd,
    tool_calls: odd,
    function_call: odd,
    reasoning_details: odd,
    refusal: odd,
  }, { requiredKeys: [] });
  const body = fc.record({
    id: odd,
    model: odd,
    usage: odd,
    error: odd,
    choices: fc.array(fc.record({ message, delta: message })),
  });
  fc.assert(fc.property(body, (body) => {
    const value = body as unknown as JsonValue;
    assertEquals(typeof fromWire(respondJson(value)).ok, "boolean");
    assertEquals(typeof fromWire(respond(sse(value, DONE))).ok, "boolean");
  }));
});

Deno.test("an answer that calls tools ends for that, also where the provider says that it stopped", () => {
  const call = { id: "c1", type: "function", function: { name: "f", arguments: "{}" } };
  const { finishReason, rawFinishReason } = read(answer({ content: null, tool_calls: [call] }, "stop"));
  assertEquals([finishReason, rawFinishReason], ["tool_calls", "stop"]);
  assertEquals(read(answer({ content: null, tool_calls: [call] }, "length")).finishReason, "length");
});

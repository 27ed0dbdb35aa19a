import { assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { openaiChat } from "../../../src/provider/mod.ts";
import type { Cut, JsonValue } from "../../../src/spec/mod.ts";
import { chunk, completionOf, DONE, failureOf, respond, respondStream, sse } from "../responses.ts";

const { fromWire } = openaiChat;
const USAGE = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
const END: JsonValue[] = [chunk({}, "stop"), { choices: [], usage: USAGE }, DONE];

const read = (...events: JsonValue[]) => completionOf(fromWire(respondStream(events)));
const fail = (...events: JsonValue[]) => failureOf(fromWire(respondStream(events)));
const call = (rest: { [name: string]: JsonValue }, name?: string, args?: string): JsonValue =>
  chunk({ tool_calls: [{ ...rest, function: { ...(name ? { name } : {}), ...(args ? { arguments: args } : {}) } }] });

Deno.test("a stream is put together, with the usage of its last chunk", () => {
  const completion = read(
    chunk({ role: "assistant", content: "" }),
    chunk({ content: "Hel" }),
    chunk({ content: "lo" }),
    ...END,
  );
  assertEquals([completion.text, completion.finishReason, completion.id, completion.model], [
    "Hello",
    "stop",
    "c1",
    "m",
  ]);
  assertEquals([completion.usage.inputTokens, completion.usage.outputTokens], [9, 3]);
  assertEquals(completion.rawUsage, USAGE);
});

Deno.test("the first token is the first thing said: neither a role, nor empty text", () => {
  const completion = read(chunk({ role: "assistant" }), chunk({ content: "" }), chunk({ content: "Hi" }), ...END);
  assertEquals(completion.timing, { ttftMs: 30, ttfoMs: 30, latencyMs: 60, tpotMs: 15, outputTps: 66.667 });
});

Deno.test("reasoning is a token, but not yet the answer", () => {
  for (const name of ["reasoning", "reasoning_content"]) {
    const completion = read(
      chunk({ content: "" }),
      chunk({ [name]: "hm", content: null }),
      chunk({ content: "Yes" }),
      ...END,
    );
    assertEquals([completion.timing.ttftMs, completion.timing.ttfoMs, completion.reasoning], [20, 30, "hm"]);
  }
});

Deno.test("a tool call is an answer, and so is a refusal", () => {
  const tool = read(chunk({ reasoning: "hm" }), call({ index: 0, id: "a" }, "f", "{}"), ...END);
  assertEquals([tool.timing.ttftMs, tool.timing.ttfoMs], [10, 20]);
  const refusal = read(chunk({ content: "" }), chunk({ refusal: "No" }), chunk({ refusal: "pe" }), ...END);
  assertEquals([refusal.timing.ttfoMs, refusal.refusal, refusal.text], [20, "Nope", ""]);
});

Deno.test("an answer without a token has a latency only", () => {
  const { timing } = read(chunk({ role: "assistant" }), chunk({}, "stop"), DONE);
  assertEquals([timing.ttftMs, timing.ttfoMs, timing.latencyMs], [null, null, 30]);
});

Deno.test("the fragments of parallel tool calls are joined by index", () => {
  const completion = read(
    call({ index: 0, id: "a" }, "add", ""),
    call({ index: 1, id: "b" }, "mul", '{"x"'),
    call({ index: 0 }, undefined, '{"y":'),
    call({ index: 1 }, undefined, ":2}"),
    call({ index: 0 }, undefined, "1}"),
    ...END,
  );
  assertEquals(completion.toolCalls, [
    { id: "a", name: "add", arguments: '{"y":1}' },
    { id: "b", name: "mul", arguments: '{"x":2}' },
  ]);
});

Deno.test("without an index, tool calls are told apart by id, and fragments without one go to the last", () => {
  const completion = read(
    call({ id: "a" }, "add", '{"y":'),
    call({}, undefined, "1}"),
    call({ id: "b" }, "mul", "{"),
    call({ id: "b" }, "mul", "}"),
    ...END,
  );
  assertEquals(completion.toolCalls, [
    { id: "a", name: "add", arguments: '{"y":1}' },
    { id: "b", name: "mul", arguments: "{}" },
  ]);
});

Deno.test("an id that repeats with every fragment is one call, another id at the same index is another", () => {
  const completion = read(
    call({ index: 0, id: "a" }, "add", "{"),
    call({ index: 0, id: "a" }, undefined, "}"),
    call({ index: 0, id: "b" }, "mul", "[]"),
    call({ index: 0 }, undefined, " "),
    ...END,
  );
  assertEquals(completion.toolCalls, [
    { id: "a", name: "add", arguments: "{}" },
    { id: "b", name: "mul", arguments: "[] " },
  ]);
});

Deno.test("calls without any id are told apart by their names and get an id from their place", () => {
  const completion = read(call({}, "add", "{}"), call({}, "mul", "{}"), ...END);
  assertEquals(completion.toolCalls.map(({ id, name }) => [id, name]), [["call_0", "add"], ["call_1", "mul"]]);
});

Deno.test("a call without the list around it is a call", () => {
  const completion = read(
    chunk({ tool_calls: { index: 0, id: "a", function: { name: "f", arguments: { x: 1 } } } }),
    ...END,
  );
  assertEquals(completion.toolCalls, [{ id: "a", name: "f", arguments: '{"x":1}' }]);
});

Deno.test("a finish reason that comes twice is one", () => {
  const completion = read(
    chunk({ content: "a" }),
    chunk({}, "stop"),
    chunk({ content: "" }, "stop", { usage: USAGE }),
    DONE,
  );
  assertEquals([completion.finishReason, completion.usage.outputTokens, completion.text], ["stop", 3, "a"]);
});

Deno.test("the closing [DONE] may be missing or doubled", () => {
  const events = [chunk({ content: "a" }), chunk({}, "stop")];
  assertEquals(read(...events).text, "a");
  assertEquals(read(...events, DONE, DONE).warnings, []);
});

Deno.test("a server that gives no finish reason must at least say that it is done", () => {
  const completion = read(chunk({ content: "a" }), DONE);
  assertEquals([completion.finishReason, completion.warnings[0].code], [null, "inconsistent"]);
});

Deno.test("Groq's usage counts, and a later one in the usual place goes before it", () => {
  const groq = chunk({}, "stop", { x_groq: { id: "r", usage: { prompt_tokens: 1, completion_tokens: 2 } } });
  assertEquals(read(chunk({ content: "a" }), groq, DONE).usage.outputTokens, 2);
  assertEquals(read(chunk({ content: "a" }), groq, { choices: [], usage: USAGE }, DONE).usage.outputTokens, 3);
});

Deno.test("a usage of null in later chunks takes nothing back, and cumulative usage is its last state", () => {
  const events = [
    chunk({ content: "a" }, null, { usage: { prompt_tokens: 9, completion_tokens: 1 } }),
    chunk({ content: "b" }, "stop", { usage: USAGE }),
    chunk({}, null, { usage: null }),
    DONE,
  ];
  assertEquals(read(...events).usage.outputTokens, 3);
});

Deno.test("chunks that carry the message so far beside the delta are not read twice", () => {
  const both = (delta: string, message: string, finish: string | null = null): JsonValue => ({
    choices: [{ index: 0, delta: { content: delta }, message: { content: message }, finish_reason: finish }],
  });
  assertEquals(read(both("a", "a"), both("b", "ab"), both("", "ab", "stop")).text, "ab");
});

Deno.test("a whole answer in one event is an answer", () => {
  assertEquals(read({ choices: [{ index: 0, message: { content: "Hi" }, finish_reason: "stop" }] }, DONE).text, "Hi");
});

Deno.test("data lines without a blank line between them are events of their own", () => {
  const lines = [chunk({ content: "a" }), chunk({ content: "b" }), chunk({}, "stop")];
  const body = lines.map((line) => `data: ${JSON.stringify(line)}\n`).join("");
  assertEquals(completionOf(fromWire(respond(body))).text, "ab");
});

Deno.test("an error event in the stream is a typed failure with what was billed", () => {
  const failure = fail(
    chunk({ content: "Half" }),
    {
      error: { code: 502, message: "Provider disconnected" },
      choices: [{ index: 0, delta: {}, finish_reason: "error" }],
    },
    { choices: [], usage: { ...USAGE, cost: 0.00025 } },
    DONE,
  );
  assertEquals([failure.kind, failure.midStream, failure.httpStatus, failure.code], ["server_error", true, 200, "502"]);
  assertEquals([failure.decision, failure.message, failure.latencyMs], [
    { retry: "transient" },
    "Provider disconnected",
    40,
  ]);
  assertEquals([failure.billed?.usage.outputTokens, failure.billed?.reportedCostUsd], [3, "0.00025"]);
});

Deno.test("the errors of Groq and llama.cpp are found in their own places", () => {
  const groq =
    'event: error\ndata: {"error":{"message":"bad call","type":"invalid_request_error","code":"tool_use_failed","status_code":400}}\n\n';
  assertEquals([fail(chunk({ content: "a" }), groq).kind, fail(chunk({ content: "a" }), groq).code], [
    "invalid_request",
    "tool_use_failed",
  ]);
  const llama = 'error: {"code":500,"message":"context shift is disabled","type":"exceed_context_size_error"}\n\n';
  assertEquals(fail(chunk({ content: "a" }), llama).kind, "context_length");
  const stopped = chunk({}, null, { x_groq: { id: "r", error: "over capacity" } });
  assertEquals(fail(chunk({ content: "a" }), stopped).message, "over capacity");
  assertEquals(fail("event: error\ndata: upstream went away\n\n").message, "upstream went away");
});

Deno.test("an error event goes before a finish reason", () => {
  assertEquals(
    fail(chunk({ content: "a" }, "stop"), { error: { message: "overloaded", type: "overloaded_error" } }).kind,
    "overloaded",
  );
});

Deno.test("a finish reason of error without an error is a failure too", () => {
  const failure = fail(chunk({ content: "a" }), chunk({}, "error"), DONE);
  assertEquals([failure.kind, failure.midStream, failure.decision.retry], ["server_error", true, "transient"]);
});

Deno.test("a stream that ends early is a failure, never half an answer", () => {
  const failure = fail(chunk({ content: "Half an ans" }));
  assertEquals([failure.kind, failure.midStream, failure.decision], ["connection", true, { retry: "transient" }]);
  assertStringIncludes(failure.message, "ended before the answer was complete");
  assertEquals(fail(chunk({ content: "a" }), 'data: {"choices":[{"del').kind, "connection");
});

Deno.test("a stream that the transport broke fails as the transport did", () => {
  for (const [kind, shown] of [["timeout", "timeout"], ["reset", "connection"], ["aborted", "aborted"]] as const) {
    const failure = { kind, message: "it broke", atMs: 70 };
    const seen = failureOf(fromWire(respondStream([chunk({ content: "a" })], { failure })));
    assertEquals([seen.kind, seen.message, seen.latencyMs], [shown, "it broke", 10]);
  }
});

Deno.test("a break after the answer was complete is a warning, and none at all after [DONE]", () => {
  const failure = { kind: "reset", message: "it broke", atMs: 70 } as const;
  const events = [chunk({ content: "a" }), chunk({}, "stop")];
  const early = completionOf(fromWire(respondStream(events, { failure })));
  assertEquals(early.warnings.map(({ code }) => code), ["inconsistent"]);
  assertEquals(completionOf(fromWire(respondStream([...events, DONE], { failure }))).warnings, []);
});

Deno.test("an event that is no JSON is a malformed response, to be tried again", () => {
  const failure = fail(chunk({ content: "a" }), "data: {broken\n\n", chunk({ content: "b" }, "stop"), DONE);
  assertEquals([failure.kind, failure.decision.retry, failure.midStream], ["malformed_response", "transient", true]);
});

Deno.test("a stream without any choice is a malformed response", () => {
  assertEquals(fail({ choices: [], usage: USAGE }, DONE).kind, "malformed_response");
  assertEquals(
    failureOf(fromWire(respond("", { headers: { "content-type": "text/event-stream" } }))).kind,
    "connection",
  );
});

Deno.test("an error that comes first and alone is found as well", () => {
  assertEquals(
    fail(": OPENROUTER PROCESSING\n\n", { error: { code: 429, message: "Slow down" } }).kind,
    "rate_limited",
  );
});

Deno.test("the completion is the same wherever the bytes are cut", () => {
  const events: JsonValue[] = [
    ": OPENROUTER PROCESSING\r\n\r\n",
    chunk({ role: "assistant", content: "" }),
    chunk({ reasoning: "日本 🙂" }),
    chunk({ content: "naïve — " }),
    chunk({ content: "🙂" }),
    call({ index: 0, id: "a" }, "f", '{"é":'),
    call({ index: 0 }, undefined, "1}"),
    ...END,
  ];
  const body = new TextEncoder().encode(sse(...events));
  const { timing: _, ...whole } = completionOf(fromWire(respond(body)));
  const offsets = fc.uniqueArray(fc.integer({ min: 1, max: body.length - 1 }), { maxLength: 40 });
  fc.assert(fc.property(offsets, (offsets) => {
    const cuts: Cut[] = [0, ...offsets.sort((a, b) => a - b)].map((offset, place) => [offset, place * 2]);
    const { timing, ...completion } = completionOf(fromWire(respond(body, { cuts })));
    assertEquals(completion, whole);
    assertEquals(timing.latencyMs, cuts.at(-1)?.[1]);
    assertEquals((timing.ttftMs ?? NaN) <= (timing.ttfoMs ?? NaN), true);
    assertEquals((timing.ttfoMs ?? NaN) <= (timing.latencyMs ?? NaN), true);
  }));
});

Deno.test("a stream that is cut short anywhere before its finish reason is a failure, and after it the same answer", () => {
  const body = new TextEncoder().encode(
    sse(chunk({ content: "naïve 🙂" }), chunk({ content: "!" }, "stop"), ...END.slice(1)),
  );
  const finish = new TextEncoder().encode(sse(chunk({ content: "naïve 🙂" }), chunk({ content: "!" }, "stop"))).length;
  fc.assert(fc.property(fc.integer({ min: 0, max: body.length }), (length) => {
    const outcome = fromWire(respond(body.slice(0, length), { headers: { "content-type": "text/event-stream" } }));
    // The blank line that ends the event may be missing: the event itself is whole.
    assertEquals(outcome.ok, length >= finish - 2);
    if (outcome.ok) assertEquals(outcome.completion.text, "naïve 🙂!");
  }));
});

import { assertEquals } from "@std/assert";
import type { JsonValue } from "../../../src/spec/mod.ts";
import { lensOfWire } from "../native_recordings.ts";
import { completionOf, failureOf, respond, respondJson, respondStream, type ResponseParts } from "../responses.ts";

const { readAnswer } = lensOfWire("ollama-chat");

type Fields = { [name: string]: JsonValue };

const COUNTS = { total_duration: 9_000_000, prompt_eval_count: 10, eval_count: 5, eval_duration: 5_000_000 };
const LAST = {
  model: "llama",
  message: { role: "assistant", content: "" },
  done: true,
  done_reason: "stop",
  ...COUNTS,
};
const line = (value: JsonValue) => `${JSON.stringify(value)}\n`;
const says = (message: Fields) => line({ model: "llama", message: { role: "assistant", ...message }, done: false });
const stream = (lines: string[], parts: ResponseParts = {}) =>
  readAnswer(respondStream(lines, { headers: { "content-type": "application/x-ndjson" }, ...parts }));
const whole = (fields: Fields = {}) => readAnswer(respondJson({ ...LAST, ...fields }));

Deno.test("an answer in one body is read with its counts, and has no first token", () => {
  const { text, usage, rawUsage, finishReason, model, id, timing } = completionOf(
    whole({ message: { role: "assistant", content: "Hello" } }),
  );
  assertEquals([text, finishReason, model, id], ["Hello", "stop", "llama", null]);
  assertEquals(usage, {
    inputTokens: 10,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    outputTokens: 5,
    reasoningTokens: null,
  });
  assertEquals(rawUsage, COUNTS);
  assertEquals([timing.ttftMs, timing.latencyMs], [null, 10]);
});

Deno.test("a prompt that was in the cache is not counted, which is unknown and not 0", () => {
  const { prompt_eval_count: _, ...last } = LAST;
  const { usage } = completionOf(readAnswer(respondJson(last)));
  assertEquals([usage.inputTokens, usage.outputTokens], [null, 5]);
});

Deno.test("lines are put together, and their times are those of their chunks", () => {
  for (const headers of [{ "content-type": "application/x-ndjson" }, { "content-type": "text/plain" }]) {
    const { text, reasoning, timing, usage } = completionOf(
      stream([says({ content: "", thinking: "Hm" }), says({ content: "Hel" }), says({ content: "lo" }), line(LAST)], {
        headers,
      }),
    );
    assertEquals([text, reasoning, usage.outputTokens], ["Hello", "Hm", 5]);
    assertEquals(timing, { ttftMs: 10, ttfoMs: 20, latencyMs: 40, tpotMs: 7.5, outputTps: 133.333 });
  }
});

Deno.test("a call has its arguments as an object and mostly no id, and ends with stop", () => {
  const call = (x: number, rest: Fields = {}): Fields => ({ function: { name: "f", arguments: { x }, ...rest } });
  const { toolCalls, finishReason, rawFinishReason, timing } = completionOf(stream([
    says({ content: "", tool_calls: [call(1, { index: 0 }), { id: "call_x", ...call(2, { index: 1 }) }] }),
    says({ content: "", tool_calls: [call(3)] }),
    line(LAST),
  ]));
  assertEquals(toolCalls, [
    { id: "call_0", name: "f", arguments: '{"x":1}' },
    { id: "call_x", name: "f", arguments: '{"x":2}' },
    { id: "call_2", name: "f", arguments: '{"x":3}' },
  ]);
  assertEquals([finishReason, rawFinishReason, timing.ttfoMs], ["tool_calls", "stop", 10]);
});

Deno.test("thoughts go back to the model together with the calls that came of them", () => {
  const call = { function: { name: "f", arguments: {} } };
  const thinking = says({ content: "", thinking: "Hm" });
  const calls = says({ content: "Look: ", tool_calls: [call] });
  assertEquals(completionOf(stream([thinking, thinking, calls, line(LAST)])).parts, [
    { type: "reasoning", text: "HmHm" },
    { type: "text", text: "Look: " },
  ]);
  assertEquals(completionOf(stream([calls, line(LAST)])).parts, undefined);
  assertEquals(completionOf(stream([thinking, says({ content: "a" }), line(LAST)])).parts, undefined);
});

Deno.test("every documented reason has its meaning, and an older server gives none", () => {
  for (const [word, meaning] of [["stop", "stop"], ["length", "length"], ["load", "other"]]) {
    assertEquals(completionOf(whole({ done_reason: word })).finishReason, meaning);
  }
  assertEquals(completionOf(whole({ done_reason: null })).finishReason, null);
});

Deno.test("lines that stop before the one that is done are a failure", () => {
  const cut = failureOf(stream([says({ content: "Half" })]));
  assertEquals([cut.kind, cut.midStream, cut.decision.retry], ["connection", true, "transient"]);
  assertEquals(cut.billed, undefined);
  // Without a type that tells, one whole line looks like a body of its own.
  assertEquals(failureOf(readAnswer(respond(says({ content: "Half" })))).kind, "connection");
  assertEquals(failureOf(stream([])).kind, "connection");
});

Deno.test("a last line that is whole counts without its line end, and half of one does not", () => {
  const last = line(LAST).trimEnd();
  assertEquals(completionOf(stream([says({ content: "a" }), last])).text, "a");
  assertEquals(failureOf(stream([says({ content: "a" }), last.slice(0, -1)])).kind, "connection");
});

Deno.test("a line that is no JSON object is a malformed response", () => {
  for (const broken of ["{broken\n", "42\n", "null\n"]) {
    const failure = failureOf(stream([says({ content: "a" }), broken, line(LAST)]));
    assertEquals([failure.kind, failure.midStream], ["malformed_response", true]);
  }
});

Deno.test("an error within the lines is the server's", () => {
  const failure = failureOf(stream([says({ content: "Half" }), line({ error: "unexpected EOF" })]));
  assertEquals([failure.kind, failure.message, failure.midStream], ["server_error", "unexpected EOF", true]);
  assertEquals(failure.decision, { retry: "transient" });
});

Deno.test("an error, which is a text, is classified by its status", () => {
  const cases: [number, string, string][] = [
    [400, '"x" does not support tools', "invalid_request"],
    [401, "unauthorized", "auth"],
    [404, "model 'x' not found", "not_found"],
    [500, "llama runner process has terminated", "server_error"],
    [503, "server busy, please try again.  maximum pending requests exceeded", "overloaded"],
  ];
  for (const [status, error, kind] of cases) {
    const failure = failureOf(readAnswer(respondJson({ error }, { status })));
    assertEquals([failure.kind, failure.message, failure.midStream], [kind, error, false]);
  }
});

Deno.test("the older door, which completes a text, is read as well", () => {
  const { message: _, ...last } = LAST;
  const { text, reasoning, usage } = completionOf(stream([
    line({ model: "llama", response: "Hel", done: false }),
    line({ model: "llama", response: "lo", thinking: "", done: false }),
    line({ ...last, response: "" }),
  ]));
  assertEquals([text, reasoning, usage.inputTokens], ["Hello", "", 10]);
});

Deno.test("what is no answer is a malformed response", () => {
  for (const text of ["", "<html>", "[]", '{"a":[]}', '{\n  "model"']) {
    assertEquals(failureOf(readAnswer(respond(text))).kind, "malformed_response", text);
  }
});

import { assertEquals } from "@std/assert";
import type { JsonValue, WireOutcome } from "../../../src/spec/mod.ts";
import { lensOfWire } from "../native_recordings.ts";
import { completionOf, failureOf, respond, respondJson, respondStream, type ResponseParts } from "../responses.ts";

const { readAnswer } = lensOfWire("anthropic-messages");

const MESSAGE = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude",
  content: [{ type: "text", text: "Hello" }],
  stop_reason: "end_turn",
  usage: { input_tokens: 10, output_tokens: 5 },
};

type Fields = { [name: string]: JsonValue };

const body = (fields: Fields = {}): WireOutcome => readAnswer(respondJson({ ...MESSAGE, ...fields }));
const usageOf = (usage: Fields) => completionOf(body({ usage })).usage;

/** An event as Anthropic sends it: named after its type. */
const event = (type: string, fields: Fields = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const start = (usage: Fields = { input_tokens: 10, output_tokens: 1 }) =>
  event("message_start", { message: { ...MESSAGE, content: [], stop_reason: null, usage } });
const block = (index: number, content_block: Fields) => event("content_block_start", { index, content_block });
const delta = (index: number, fields: Fields) => event("content_block_delta", { index, delta: fields });
const text = (words: string, index = 0) => delta(index, { type: "text_delta", text: words });
const end = (stop_reason = "end_turn", usage: Fields = { output_tokens: 5 }) =>
  event("message_delta", { delta: { stop_reason, stop_sequence: null }, usage });
const STOP = event("message_stop");
const stream = (events: string[], parts: ResponseParts = {}) => readAnswer(respondStream(events, parts));

Deno.test("blocks of text are the text, thinking is the reasoning, and a call keeps its input as JSON", () => {
  const { text, reasoning, toolCalls, finishReason, id, model } = completionOf(body({
    content: [
      { type: "thinking", thinking: "Hm", signature: "s" },
      { type: "redacted_thinking", data: "…" },
      { type: "text", text: "Let me " },
      { type: "text", text: "look" },
      { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "q" } },
      { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Paris" } },
      { type: "tool_use", id: "toolu_2", name: "now", input: {} },
    ],
    stop_reason: "tool_use",
  }));
  assertEquals([text, reasoning, finishReason, id, model], ["Let me look", "Hm", "tool_calls", "msg_1", "claude"]);
  assertEquals(toolCalls, [
    { id: "toolu_1", name: "weather", arguments: '{"city":"Paris"}' },
    { id: "toolu_2", name: "now", arguments: "{}" },
  ]);
});

Deno.test("input is what was sent, read from the cache and written to it", () => {
  assertEquals(
    usageOf({
      input_tokens: 3,
      cache_read_input_tokens: 100,
      cache_creation_input_tokens: 20,
      output_tokens: 7,
      output_tokens_details: { thinking_tokens: 4 },
    }),
    { inputTokens: 123, cacheReadTokens: 100, cacheWriteTokens: 20, outputTokens: 7, reasoningTokens: 4 },
  );
});

Deno.test("what was written is the sum of both lifetimes where no sum is given", () => {
  const usage = usageOf({
    input_tokens: 3,
    cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 5 },
    output_tokens: 1,
  });
  assertEquals([usage.inputTokens, usage.cacheWriteTokens, usage.cacheReadTokens], [12, 9, null]);
});

Deno.test("what has a price of its own is told apart, and none of it where the provider tells none", () => {
  assertEquals(
    usageOf({
      input_tokens: 3,
      cache_creation_input_tokens: 9,
      cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 5 },
      output_tokens: 1,
      server_tool_use: { web_search_requests: 2, web_fetch_requests: 1 },
      service_tier: "priority",
      inference_geo: "us",
      iterations: [{ type: "compaction", cache_creation: { ephemeral_1h_input_tokens: 2 } }],
    }).details,
    { cacheWrite1hTokens: 7, webSearches: 2, serviceTier: "priority", inferenceGeo: "us" },
  );
  const none = { cache_creation: { ephemeral_1h_input_tokens: 0 }, inference_geo: "not_available" };
  assertEquals(usageOf({ ...none, server_tool_use: { web_search_requests: 0 } }).details, undefined);
  assertEquals("details" in usageOf({ input_tokens: 1, output_tokens: 1 }), false);
});

Deno.test("a count that is not given is unknown, and never 0", () => {
  assertEquals(usageOf({ output_tokens: 1 }).inputTokens, null);
  assertEquals(usageOf({ input_tokens: 1 }).outputTokens, null);
  assertEquals(usageOf({ input_tokens: -1, output_tokens: 1.5 }), {
    inputTokens: null,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    outputTokens: null,
    reasoningTokens: null,
  });
});

Deno.test("a compaction is added to the totals, which leave it out, and an advisor is told of", () => {
  const { usage, warnings } = completionOf(body({
    usage: {
      input_tokens: 23,
      output_tokens: 10,
      iterations: [
        { type: "compaction", input_tokens: 180, output_tokens: 35, cache_read_input_tokens: 7 },
        { type: "message", input_tokens: 23, output_tokens: 10 },
        { type: "advisor_message", model: "claude-wise", input_tokens: 900, output_tokens: 90 },
      ],
    },
  }));
  assertEquals([usage.inputTokens, usage.outputTokens, usage.cacheReadTokens], [210, 45, 7]);
  assertEquals(warnings.map(({ code, message }) => [code, message.includes("claude-wise")]), [["inconsistent", true]]);
});

Deno.test("a cost that a gateway reports is taken as it stands", () => {
  const { reportedCostUsd } = completionOf(body({ usage: { input_tokens: 1, output_tokens: 1, cost: 0.00012 } }));
  assertEquals([reportedCostUsd, completionOf(body()).reportedCostUsd], ["0.00012", null]);
});

Deno.test("every documented stop reason has its meaning, and an unknown one keeps its word", () => {
  const reasons = {
    end_turn: "stop",
    stop_sequence: "stop",
    max_tokens: "length",
    model_context_window_exceeded: "length",
    refusal: "content_filter",
    pause_turn: "other",
    toString: "other",
  };
  for (const [word, meaning] of Object.entries(reasons)) {
    const { finishReason, rawFinishReason } = completionOf(body({ stop_reason: word }));
    assertEquals([finishReason, rawFinishReason], [meaning, word]);
  }
  const stop_details = { type: "refusal", category: "cyber", explanation: "No." };
  assertEquals(completionOf(body({ stop_reason: "refusal", stop_details })).refusal, "No.");
});

Deno.test("a stream is put together, and its last usage revises the first", () => {
  const { text: said, usage, rawUsage, finishReason } = completionOf(stream([
    start({ input_tokens: 10, cache_read_input_tokens: 4, output_tokens: 1, service_tier: "standard" }),
    event("ping"),
    block(0, { type: "text", text: "" }),
    text("Hel"),
    text("lo"),
    event("content_block_stop", { index: 0 }),
    end("max_tokens", { input_tokens: 30, cache_read_input_tokens: null, output_tokens: 9 }),
    STOP,
  ]));
  assertEquals([said, finishReason, usage.inputTokens, usage.outputTokens], ["Hello", "length", 34, 9]);
  assertEquals(rawUsage, {
    input_tokens: 30,
    cache_read_input_tokens: 4,
    output_tokens: 9,
    service_tier: "standard",
  });
});

Deno.test("the input of a call comes in fragments, and that of a server's tool is none of ours", () => {
  const json = (index: number, partial_json: string) => delta(index, { type: "input_json_delta", partial_json });
  const { toolCalls, text: said } = completionOf(stream([
    start(),
    block(0, { type: "server_tool_use", id: "srvtoolu_1", name: "search", input: {} }),
    json(0, '{"query":"x"}'),
    block(1, { type: "tool_use", id: "toolu_1", name: "add", input: {} }),
    json(1, ""),
    json(1, '{"a":'),
    json(1, "1}"),
    block(2, { type: "tool_use", id: "toolu_2", name: "now", input: {} }),
    end("tool_use"),
    STOP,
  ]));
  assertEquals([said, toolCalls], ["", [
    { id: "toolu_1", name: "add", arguments: '{"a":1}' },
    { id: "toolu_2", name: "now", arguments: "{}" },
  ]]);
});

Deno.test("an answer without any block is an empty one", () => {
  assertEquals(completionOf(stream([start(), end(), STOP])).text, "");
  assertEquals(completionOf(body({ content: [] })).toolCalls, []);
});

Deno.test("the first token may be thought, the first of the answer is text or a call", () => {
  const thought = completionOf(stream([
    start(),
    block(0, { type: "thinking", thinking: "" }),
    delta(0, { type: "thinking_delta", thinking: "Hm" }),
    delta(0, { type: "signature_delta", signature: "s" }),
    block(1, { type: "text", text: "" }),
    text("Yes", 1),
    end(),
    STOP,
  ]));
  assertEquals(thought.timing, { ttftMs: 30, ttfoMs: 60, latencyMs: 80, tpotMs: 12.5, outputTps: 80 });
  const called = completionOf(stream([start(), block(0, { type: "tool_use", id: "a", name: "f" }), end("tool_use")]));
  assertEquals([called.timing.ttftMs, called.timing.ttfoMs], [20, 20]);
  const hidden = completionOf(stream([start(), block(0, { type: "redacted_thinking", data: "…" }), text("a"), end()]));
  assertEquals([hidden.timing.ttftMs, hidden.timing.ttfoMs], [20, 30]);
});

Deno.test("a stream that stops before its stop reason is a failure that knows the input only", () => {
  const failure = failureOf(stream([start(), block(0, { type: "text", text: "" }), text("Half")]));
  assertEquals([failure.kind, failure.midStream, failure.decision.retry], ["connection", true, "transient"]);
  assertEquals([failure.billed?.usage.inputTokens, failure.billed?.usage.outputTokens], [10, null]);
  assertEquals(failureOf(stream([event("ping")])).billed, undefined);
});

Deno.test("a break after the stop reason is a warning, and none behind the last event", () => {
  const failure = { kind: "reset", message: "it broke", atMs: 70 } as const;
  const events = [start(), text("a"), end()];
  assertEquals(completionOf(stream(events, { failure })).warnings.map(({ code }) => code), ["inconsistent"]);
  assertEquals(completionOf(stream([...events, STOP], { failure })).warnings, []);
  assertEquals(completionOf(stream(events)).warnings, []);
});

Deno.test("an error within a stream is classified by its type", () => {
  const kinds = {
    overloaded_error: ["overloaded", "transient"],
    api_error: ["server_error", "transient"],
    rate_limit_error: ["rate_limited", "rateLimited"],
    timeout_error: ["timeout", "transient"],
    invalid_request_error: ["invalid_request", "no"],
    never_heard_of: ["unknown", "transient"],
  };
  for (const [type, [kind, retry]] of Object.entries(kinds)) {
    const failure = failureOf(stream([start(), text("Half"), event("error", { error: { type, message: "Sorry" } })]));
    assertEquals([failure.kind, failure.decision.retry, failure.midStream], [kind, retry, true], type);
    assertEquals([failure.message, failure.code, failure.billed?.usage.outputTokens], ["Sorry", type, null]);
  }
});

Deno.test("an error is classified by its type, its status and the two sentences that have no type", () => {
  const cases: [number, string, string, string][] = [
    [400, "invalid_request_error", "max_tokens: Field required", "invalid_request"],
    [400, "invalid_request_error", "prompt is too long: 200105 tokens > 200000 maximum", "context_length"],
    [
      400,
      "invalid_request_error",
      "input length and `max_tokens` exceed context limit: 199000 + 8192 > 200000",
      "context_length",
    ],
    [400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API.", "payment"],
    [401, "authentication_error", "invalid x-api-key", "auth"],
    [402, "billing_error", "pay", "payment"],
    [403, "permission_error", "no", "permission"],
    [404, "not_found_error", "model: claude-x", "not_found"],
    [413, "request_too_large", "too large", "invalid_request"],
    [429, "rate_limit_error", "slow down", "rate_limited"],
    [500, "api_error", "oops", "server_error"],
    [504, "timeout_error", "late", "timeout"],
    [529, "overloaded_error", "Overloaded", "overloaded"],
  ];
  for (const [status, type, message, kind] of cases) {
    const failure = failureOf(readAnswer(respondJson({ type: "error", error: { type, message } }, { status })));
    assertEquals([failure.kind, failure.code, failure.message], [kind, type, message]);
  }
});

Deno.test("a limit says in seconds how long to wait, or by the moment at which it is reset", () => {
  const error = { type: "error", error: { type: "rate_limit_error", message: "slow down" } };
  const wait = (headers: { [name: string]: string }) =>
    failureOf(readAnswer(respondJson(error, { status: 429, headers }))).decision;
  const resets = {
    date: "Thu, 01 Jan 2026 00:00:00 GMT",
    "anthropic-ratelimit-requests-remaining": "3",
    "anthropic-ratelimit-requests-reset": "2026-01-01T00:00:30Z",
    "anthropic-ratelimit-input-tokens-remaining": "0",
    "anthropic-ratelimit-input-tokens-reset": "2026-01-01T00:00:12Z",
  };
  assertEquals(wait({ ...resets, "retry-after": "7" }), { retry: "rateLimited", afterMs: 7000 });
  assertEquals(wait(resets), { retry: "rateLimited", afterMs: 12_000 });
  assertEquals(wait({}), { retry: "rateLimited", afterMs: null });
  assertEquals(wait({ "x-should-retry": "false" }), { retry: "no" });
});

Deno.test("what is no message is a malformed response", () => {
  for (const text of ["", "<html>", "[]", "42", '{"a":[]}', '{"id":"msg']) {
    assertEquals(failureOf(readAnswer(respond(text))).kind, "malformed_response", text);
  }
  const broken = failureOf(stream([start(), "data: {broken\n\n", end()]));
  assertEquals([broken.kind, broken.midStream], ["malformed_response", true]);
  assertEquals(failureOf(stream([end(), STOP])).kind, "malformed_response");
  assertEquals(failureOf(readAnswer(respond("<html>Bad gateway</html>", { status: 502 }))).kind, "server_error");
});

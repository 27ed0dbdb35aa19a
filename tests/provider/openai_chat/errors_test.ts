import { assertEquals, assertStringIncludes } from "@std/assert";
import { openaiChat } from "../../../src/provider/mod.ts";
import type { CallFailure, ErrorKind, JsonObject, JsonValue, RetryDecision } from "../../../src/spec/mod.ts";
import { failureOf, respond, respondJson, respondStream } from "../responses.ts";

const DATE = "Tue, 31 Mar 2026 13:12:53 GMT";

function fail(status: number, body: JsonValue, headers: { [name: string]: string } = {}): CallFailure {
  return failureOf(openaiChat.fromWire(respondJson(body, { status, headers })));
}

const error = (fields: JsonObject): JsonValue => ({ error: { message: "It went wrong", ...fields } });

/** Bodies as providers send them, with the kind that each is. */
const CASES: readonly (readonly [what: string, status: number, body: JsonValue, kind: ErrorKind])[] = [
  ["OpenAI, wrong key", 401, error({ type: "invalid_request_error", code: "invalid_api_key" }), "auth"],
  ["xAI, wrong key", 400, { code: "invalid-argument", error: "Incorrect API key provided: xx" }, "auth"],
  ["Mistral, wrong key", 401, { detail: "Invalid API Key" }, "auth"],
  ["OpenRouter, wrong key", 401, { error: { message: "User not found.", code: 401 } }, "auth"],
  ["DeepSeek, wrong key", 401, error({ type: "authentication_error", code: "invalid_request_error" }), "auth"],
  ["Azure, wrong key", 401, error({ code: "401" }), "auth"],
  ["OpenAI, no such model", 404, error({ type: "invalid_request_error", code: "model_not_found" }), "not_found"],
  ["OpenAI responses, no such model", 400, error({ code: "model_not_found" }), "not_found"],
  ["Azure, no such deployment", 404, error({ code: "DeploymentNotFound" }), "not_found"],
  ["OpenAI, nothing left", 429, error({ type: "insufficient_quota", code: "insufficient_quota" }), "payment"],
  ["OpenRouter, nothing left", 402, { error: { message: "Insufficient credits", code: 402 } }, "payment"],
  ["Z.ai, nothing left", 429, error({ code: "1113" }), "payment"],
  ["OpenAI, too long", 400, error({ code: "context_length_exceeded" }), "context_length"],
  ["llama.cpp, too long", 400, error({ code: 400, type: "exceed_context_size_error" }), "context_length"],
  ["Perplexity, too long", 400, error({ type: "too_many_prompt_tokens" }), "context_length"],
  [
    "vLLM, too long",
    400,
    {
      object: "error",
      message: "This model's maximum context length is 4096 tokens.",
      type: "BadRequestError",
      code: 400,
    },
    "context_length",
  ],
  [
    "Azure, filtered",
    400,
    error({ code: "content_filter", innererror: { code: "ResponsibleAIPolicyViolation" } }),
    "content_filter",
  ],
  [
    "OpenRouter, moderated",
    403,
    { error: { code: 403, message: "Flagged", metadata: { reasons: ["violence"], flagged_input: "…" } } },
    "content_filter",
  ],
  ["OpenAI, wrong field", 400, error({ type: "invalid_request_error", code: "unknown_parameter" }), "invalid_request"],
  ["Groq, too large for the limit", 413, error({ type: "tokens", code: "rate_limit_exceeded" }), "invalid_request"],
  ["Groq, bad tool call", 400, error({ code: "tool_use_failed", failed_generation: "{}" }), "invalid_request"],
  ["FastAPI", 422, { detail: [{ loc: ["body", "model"], msg: "field required" }] }, "invalid_request"],
  ["llama.cpp, loading", 503, error({ code: 503, type: "unavailable_error" }), "overloaded"],
  ["OpenAI, overloaded", 503, error({ code: "slow_down" }), "overloaded"],
  [
    "Anthropic through a gateway",
    529,
    { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
    "overloaded",
  ],
  ["Groq, flex tier", 498, error({ code: "capacity_exceeded" }), "overloaded"],
  ["OpenAI, its own fault", 500, error({ type: "server_error", code: null }), "server_error"],
  ["Cloudflare", 520, "error code: 520", "server_error"],
  ["Cloudflare, too slow", 524, "error code: 524", "timeout"],
  ["a gateway, too slow", 504, "", "timeout"],
  ["OpenRouter, too slow", 408, { error: { code: 408, message: "Timed out" } }, "timeout"],
  ["a country", 403, error({ code: "unsupported_country_region_territory" }), "permission"],
  ["OpenAI, too fast", 429, error({ type: "tokens", code: "rate_limit_exceeded" }), "rate_limited"],
  ["Ollama", 404, { error: "model 'x' not found" }, "not_found"],
  ["Gemini, in a list", 429, [error({ code: 429, status: "RESOURCE_EXHAUSTED" })], "rate_limited"],
  ["a teapot", 418, "I'm a teapot", "unknown"],
];

for (const [what, status, body, kind] of CASES) {
  Deno.test(`${what} is ${kind}`, () => {
    const failure = fail(status, body);
    assertEquals([failure.kind, failure.httpStatus, failure.midStream], [kind, status, false]);
  });
}

Deno.test("only what can pass by itself is tried again", () => {
  const passing: ReadonlySet<ErrorKind> = new Set(["rate_limited", "overloaded", "server_error", "timeout"]);
  for (const [what, status, body, kind] of CASES) {
    assertEquals(fail(status, body).decision.retry !== "no", passing.has(kind), what);
  }
});

Deno.test("words in a message decide nothing", () => {
  const body = error({ type: "invalid_request_error", message: "rate limit exceeded, please retry, overloaded" });
  assertEquals([fail(400, body).kind, fail(400, body).decision], ["invalid_request", { retry: "no" }]);
});

Deno.test("the delay that the provider asks for comes with the decision", () => {
  const limited = error({ code: "rate_limit_exceeded", type: "requests" });
  const cases: [{ [name: string]: string }, RetryDecision][] = [
    [{}, { retry: "rateLimited", afterMs: null }],
    [{ "retry-after": "3" }, { retry: "rateLimited", afterMs: 3000 }],
    [{ "retry-after-ms": "120" }, { retry: "rateLimited", afterMs: 120 }],
    [{ "x-ratelimit-reset-requests": "1m0.5s" }, { retry: "rateLimited", afterMs: 60_500 }],
    [{ "retry-after": "Tue, 31 Mar 2026 13:12:58 GMT", date: DATE }, { retry: "rateLimited", afterMs: 5000 }],
  ];
  for (const [headers, decision] of cases) assertEquals(fail(429, limited, headers).decision, decision);
});

Deno.test("a server that is down may also say when it is back, but its spare limits say nothing of that", () => {
  assertEquals(fail(503, error({}), { "retry-after": "2" }).decision, { retry: "rateLimited", afterMs: 2000 });
  assertEquals(fail(500, error({}), { "x-ratelimit-reset-tokens": "6m0s" }).decision, { retry: "transient" });
  assertEquals(fail(503, error({}), { "x-ms-retry-after-ms": "150" }).decision, { retry: "rateLimited", afterMs: 150 });
  assertEquals(fail(502, error({ metadata: { retry_after_ms: 70 } }), {}).decision, {
    retry: "rateLimited",
    afterMs: 70,
  });
});

Deno.test("x-should-retry has the last word", () => {
  assertEquals(fail(429, error({}), { "x-should-retry": "false" }).decision, { retry: "no" });
  assertEquals(fail(400, error({}), { "x-should-retry": "true" }).decision, { retry: "transient" });
});

Deno.test("OpenRouter's message comes with the words of the provider behind it", () => {
  const body = {
    error: {
      code: 429,
      message: "Provider returned error",
      metadata: { provider_name: "Google", raw: "rate-limited upstream" },
    },
    user_id: "user_x",
  };
  const failure = fail(429, body);
  assertEquals([failure.message, failure.code], ["Provider returned error: rate-limited upstream", "429"]);
});

Deno.test("a body without a message gives one that names the status, and a body of text is the message", () => {
  assertStringIncludes(fail(502, {}).message, "status 502");
  const text = failureOf(openaiChat.fromWire(respond("upstream connect error\n", { status: 502 })));
  assertEquals([text.message, text.kind], ["upstream connect error", "server_error"]);
});

Deno.test("an error under HTTP 200 is an error", () => {
  const filtered = fail(200, error({ code: "content_filter", status: 400, type: null }));
  assertEquals([filtered.kind, filtered.decision, filtered.httpStatus], ["content_filter", { retry: "no" }, 200]);
  assertEquals(fail(200, { error: { code: 429, message: "Slow down" } }).decision.retry, "rateLimited");
  assertEquals(fail(200, { code: 500, msg: "404 NOT_FOUND", success: false }).kind, "server_error");
  const choice = { choices: [{ index: 0, message: { content: "" }, error: { code: 502, message: "Bad gateway" } }] };
  assertEquals(fail(200, choice).kind, "server_error");
});

Deno.test("an empty or null error beside an answer is none", () => {
  for (const none of [null, {}, ""]) {
    const body = { error: none, choices: [{ index: 0, message: { content: "Hi" }, finish_reason: "stop" }] };
    assertEquals(openaiChat.fromWire(respondJson(body)).ok, true);
  }
});

Deno.test("an error status with a stream for a body is read all the same", () => {
  const failure = failureOf(
    openaiChat.fromWire(respondStream([error({ code: "rate_limit_exceeded" })], { status: 429 })),
  );
  assertEquals([failure.kind, failure.message], ["rate_limited", "It went wrong"]);
});

Deno.test("an error in a stream that nobody can place may pass by itself", () => {
  const failure = failureOf(openaiChat.fromWire(respondStream([{ error: { message: "hiccup" } }])));
  assertEquals([failure.kind, failure.decision], ["unknown", { retry: "transient" }]);
});

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Cut, JsonValue, WireOutcome } from "../../../src/spec/mod.ts";
import { lensOfWire } from "../native_recordings.ts";
import { completionOf, failureOf, respond, respondJson, type ResponseParts } from "../responses.ts";

const { readAnswer } = lensOfWire("gemini-generate-content");

type Fields = { [name: string]: JsonValue };

const USAGE = { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 };
const piece = (parts: JsonValue[], candidate: Fields = {}, rest: Fields = {}): Fields => ({
  candidates: [{ content: { role: "model", parts }, index: 0, ...candidate }],
  responseId: "r1",
  modelVersion: "gemini",
  ...rest,
});
const whole = (
  parts: JsonValue[],
  candidate: Fields = { finishReason: "STOP" },
  rest: Fields = { usageMetadata: USAGE },
) => readAnswer(respondJson(piece(parts, candidate, rest)));
const usageOf = (usageMetadata: Fields) => completionOf(whole([{ text: "a" }], {}, { usageMetadata })).usage;

/** The pieces as texts that make up one body, a chunk each, 10 ms apart. */
function inChunks(texts: string[], parts: ResponseParts = {}): WireOutcome {
  const lengths = texts.map((text) => new TextEncoder().encode(text).length);
  const cuts = lengths.map((_, place): Cut => [lengths.slice(0, place).reduce((a, b) => a + b, 0), (place + 1) * 10]);
  return readAnswer(respond(texts.join(""), { cuts, ...parts }));
}
const events = (pieces: JsonValue[]) => pieces.map((one) => `data: ${JSON.stringify(one)}\r\n\r\n`);
const array = (pieces: JsonValue[]) => [
  ...pieces.map((one, place) => (place === 0 ? "[" : ",\r\n") + JSON.stringify(one, null, 2)),
  "\n]",
];

const PIECES = [
  piece([{ text: "Hm", thought: true }], {}, { usageMetadata: { promptTokenCount: 10, totalTokenCount: 10 } }),
  piece([{ text: 'He said "[{' }]),
  piece([{ text: '\\}]"' }], { finishReason: "STOP" }, { usageMetadata: USAGE }),
];

Deno.test("parts are text, or thought where they say so, and calls keep their arguments as JSON", () => {
  const { text, reasoning, toolCalls, finishReason, rawFinishReason, id, model } = completionOf(whole([
    { text: "Hm", thought: true, thoughtSignature: "s" },
    { text: "Let me look" },
    { functionCall: { name: "weather", args: { city: "Paris" } }, thoughtSignature: "s" },
    { functionCall: { name: "now", id: "fc_1" } },
    { executableCode: { language: "PYTHON", code: "1" } },
  ]));
  assertEquals([text, reasoning, id, model], ["Let me look", "Hm", "r1", "gemini"]);
  assertEquals([finishReason, rawFinishReason], ["tool_calls", "STOP"]);
  assertEquals(toolCalls, [
    { id: "call_0", name: "weather", arguments: '{"city":"Paris"}', signature: "s" },
    { id: "fc_1", name: "now", arguments: "{}" },
  ]);
});

Deno.test("two calls of one tool are two calls, also over the pieces of a stream", () => {
  const call = { functionCall: { name: "f", args: { x: 1 } } };
  const { toolCalls } = completionOf(inChunks(events([piece([call, call]), piece([call], { finishReason: "STOP" })])));
  assertEquals(toolCalls.map(({ id }) => id), ["call_0", "call_1", "call_2"]);
});

Deno.test("thoughts are output, and what tools put into the prompt is input", () => {
  assertEquals(
    usageOf({
      promptTokenCount: 10,
      toolUsePromptTokenCount: 7,
      cachedContentTokenCount: 4,
      candidatesTokenCount: 5,
      thoughtsTokenCount: 20,
      totalTokenCount: 42,
    }),
    { inputTokens: 17, cacheReadTokens: 4, cacheWriteTokens: null, outputTokens: 25, reasoningTokens: 20 },
  );
});

Deno.test("a count of 0 is left out by Google, and is told from one that is unknown by the total", () => {
  assertEquals(usageOf({ promptTokenCount: 15, thoughtsTokenCount: 2, totalTokenCount: 17 }).outputTokens, 2);
  assertEquals(usageOf({ promptTokenCount: 15, totalTokenCount: 15 }).outputTokens, 0);
  assertEquals(usageOf({ promptTokenCount: 15 }).outputTokens, null);
  assertEquals(usageOf({ trafficType: "ON_DEMAND" }), {
    inputTokens: null,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    outputTokens: null,
    reasoningTokens: null,
    details: { serviceTier: "ON_DEMAND" },
  });
});

Deno.test("what is billed apart is told: sound, images, searches and the tier", () => {
  const usageMetadata = {
    ...USAGE,
    promptTokensDetails: [{ modality: "TEXT", tokenCount: 3 }, { modality: "AUDIO", tokenCount: 7 }],
    candidatesTokensDetails: [{ modality: "IMAGE", tokenCount: 4 }, { modality: "AUDIO", tokenCount: 1 }],
    serviceTier: "flex",
  };
  const candidate = { finishReason: "STOP", groundingMetadata: { webSearchQueries: ["a", "b"] } };
  const { usage } = completionOf(whole([{ text: "a" }], candidate, { usageMetadata }));
  assertEquals(usage.details, {
    audioInputTokens: 7,
    audioOutputTokens: 1,
    imageOutputTokens: 4,
    webSearches: 2,
    serviceTier: "flex",
  });
  assertEquals(usageOf({ ...USAGE, trafficType: "ON_DEMAND_FLEX" }).details, { serviceTier: "flex" });
  assertEquals(usageOf({ ...USAGE, promptTokensDetails: [{ modality: "AUDIO" }] }).details, undefined);
});

Deno.test("parts are kept where text and calls do not carry what the next turn needs", () => {
  const code = { executableCode: { language: "PYTHON", code: "1" }, thoughtSignature: "s" };
  const pieces = [
    piece([{ text: "Hm", thought: true }]),
    piece([{ text: "m.", thought: true }, code]),
    piece([{ text: "It " }, { text: "" }]),
    piece([{ text: "is" }, { text: "", thoughtSignature: "t" }]),
    piece([{ inlineData: { mimeType: "image/png", data: "AA==" } }], { finishReason: "STOP" }),
  ];
  const { parts, text, reasoning } = completionOf(inChunks(events(pieces)));
  assertEquals([text, reasoning], ["It is", "Hmm."]);
  assertEquals(parts, [
    { type: "reasoning", text: "Hmm." },
    { type: "native", wire: "gemini-generate-content", value: code },
    { type: "text", text: "It is" },
    { type: "text", text: "", extra: { thoughtSignature: "t" } },
    { type: "image", url: "data:image/png;base64,AA==" },
  ]);
  assertEquals(completionOf(inChunks(events(PIECES))).parts, undefined);
});

Deno.test("a total that is none is told of, and what it has more is output", () => {
  const read = (totalTokenCount: number) =>
    completionOf(whole([{ text: "a" }], {}, { usageMetadata: { ...USAGE, totalTokenCount } }));
  assertEquals([read(19).usage.outputTokens, read(19).warnings.length], [9, 1]);
  assertEquals([read(12).usage.outputTokens, read(12).warnings.length], [5, 1]);
  assertEquals(read(15).warnings, []);
});

Deno.test("every documented finish reason has its meaning, and what blocked an answer is said in its words", () => {
  const reasons = {
    STOP: "stop",
    MAX_TOKENS: "length",
    SAFETY: "content_filter",
    RECITATION: "content_filter",
    MODEL_ARMOR: "content_filter",
    PROHIBITED_CONTENT: "content_filter",
    MALFORMED_FUNCTION_CALL: "other",
    toString: "other",
  };
  for (const [word, meaning] of Object.entries(reasons)) {
    const { finishReason, rawFinishReason, refusal } = completionOf(
      whole([], { finishReason: word, finishMessage: "Because." }),
    );
    assertEquals([finishReason, rawFinishReason], [meaning, word]);
    assertEquals(refusal, meaning === "content_filter" ? "Because." : null);
  }
});

Deno.test("a blocked prompt has no candidate, and is a failure that says why", () => {
  const promptFeedback = { blockReason: "MODEL_ARMOR", blockReasonMessage: "The prompt violated a filter." };
  const bodies = [
    readAnswer(respondJson({ promptFeedback, usageMetadata: USAGE })),
    inChunks(events([{ promptFeedback }])),
  ];
  for (const [place, outcome] of bodies.entries()) {
    const failure = failureOf(outcome);
    assertEquals([failure.kind, failure.code, failure.decision.retry], ["content_filter", "MODEL_ARMOR", "no"]);
    assertEquals([failure.message, failure.midStream], [promptFeedback.blockReasonMessage, place === 1]);
  }
  assertEquals(failureOf(bodies[0]).billed?.usage.inputTokens, 10);
  const silent = failureOf(readAnswer(respondJson({ promptFeedback: { blockReason: "OTHER" } })));
  assertEquals(silent.message, "The provider blocked the prompt: OTHER");
});

Deno.test("without a candidate and without a reason the answer was lost, and may come the next time", () => {
  const failure = failureOf(readAnswer(respondJson({ usageMetadata: { promptTokenCount: 3, totalTokenCount: 3 } })));
  assertEquals([failure.kind, failure.decision.retry], ["malformed_response", "transient"]);
});

Deno.test("of several candidates the first is the answer", () => {
  const candidates = ["a", "b"].map((text, index) => ({ content: { parts: [{ text }] }, index, finishReason: "STOP" }));
  const { text, warnings } = completionOf(readAnswer(respondJson({ candidates })));
  assertEquals([text, warnings.map(({ code }) => code)], ["a", ["inconsistent"]]);
});

Deno.test("a stream of events and one in an array say the same at the same times", () => {
  for (const texts of [events(PIECES), array(PIECES)]) {
    const { text, reasoning, finishReason, timing, usage } = completionOf(inChunks(texts));
    assertEquals([text, reasoning, finishReason], ['He said "[{\\}]"', "Hm", "stop"]);
    assertEquals([timing.ttftMs, timing.ttfoMs, timing.latencyMs], [10, 20, texts.length * 10]);
    assertEquals([usage.inputTokens, usage.outputTokens], [10, 5]);
  }
});

Deno.test("the last counts are the ones that hold, also where one of them is gone", () => {
  const early = { promptTokenCount: 9, candidatesTokenCount: 21, thoughtsTokenCount: 35, totalTokenCount: 65 };
  const last = { promptTokenCount: 87, thoughtsTokenCount: 78, totalTokenCount: 165 };
  const read = (...usages: Fields[]) =>
    completionOf(inChunks(events([
      ...usages.map((usageMetadata) => piece([{ text: "a" }], {}, { usageMetadata })),
      piece([], { finishReason: "STOP" }, { usageMetadata: { trafficType: "ON_DEMAND" } }),
    ]))).usage;
  assertEquals([read(early, last).inputTokens, read(early, last).outputTokens], [87, 78]);
  assertEquals(read(early).outputTokens, 56);
});

Deno.test("an array that is cut short anywhere before its finish reason is a failure, and after it the answer", () => {
  const body = new TextEncoder().encode(array(PIECES).join(""));
  const end = body.length - 2;
  fc.assert(fc.property(fc.nat(body.length), (length) => {
    const outcome = readAnswer(respond(body.subarray(0, length)));
    assertEquals(outcome.ok, length >= end, String(length));
    if (!outcome.ok) assertEquals(outcome.failure.decision.retry, "transient");
  }));
});

Deno.test("a stream that stops before its finish reason is a failure that knows the input only", () => {
  for (const texts of [events(PIECES.slice(0, 2)), array(PIECES.slice(0, 2)).slice(0, 2)]) {
    const failure = failureOf(inChunks(texts));
    assertEquals([failure.kind, failure.midStream], ["connection", true]);
    assertEquals([failure.billed?.usage.inputTokens, failure.billed?.usage.outputTokens], [10, null]);
  }
  const failure = { kind: "reset", message: "it broke", atMs: 70 } as const;
  assertEquals(completionOf(inChunks(events(PIECES), { failure })).warnings.map(({ code }) => code), ["inconsistent"]);
});

Deno.test("an error is found within a stream, of events and in an array", () => {
  const error = { error: { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" } };
  for (const texts of [events([PIECES[0], error]), array([PIECES[0], error])]) {
    const failure = failureOf(inChunks(texts));
    assertEquals([failure.kind, failure.code, failure.midStream], ["overloaded", "UNAVAILABLE", true]);
    assertEquals(failure.decision, { retry: "transient" });
  }
});

Deno.test("an error is classified by its reason, its status and the one sentence that has neither", () => {
  const info = (reason: string): JsonValue => [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason }];
  const cases: [number, string, JsonValue, string, string][] = [
    [400, "INVALID_ARGUMENT", [], "invalid_request", "Bad"],
    [400, "INVALID_ARGUMENT", info("API_KEY_INVALID"), "auth", "API key not valid."],
    [
      400,
      "INVALID_ARGUMENT",
      [],
      "context_length",
      "The input token count (9) exceeds the maximum number of tokens allowed (8).",
    ],
    [400, "FAILED_PRECONDITION", [], "permission", "User location is not supported for the API use."],
    [401, "UNAUTHENTICATED", info("CREDENTIALS_MISSING"), "auth", "No"],
    [403, "PERMISSION_DENIED", info("BILLING_DISABLED"), "payment", "Pay"],
    [403, "PERMISSION_DENIED", info("SERVICE_DISABLED"), "permission", "No"],
    [404, "NOT_FOUND", [], "not_found", "models/x is not found"],
    [429, "RESOURCE_EXHAUSTED", [], "rate_limited", "Quota"],
    [499, "CANCELLED", [], "server_error", "Cancelled"],
    [500, "INTERNAL", [], "server_error", "Oops"],
    [504, "DEADLINE_EXCEEDED", [], "timeout", "Late"],
  ];
  for (const [status, name, details, kind, message] of cases) {
    const error = { error: { code: status, message, status: name, details } };
    for (const body of [error, [error]]) {
      assertEquals(failureOf(readAnswer(respondJson(body, { status }))).kind, kind, `${status} ${message}`);
    }
  }
});

Deno.test("a limit says in its body how long to wait", () => {
  const details = [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "48.5s" }];
  const error = { error: { code: 429, message: "Quota", status: "RESOURCE_EXHAUSTED", details } };
  const { decision, code } = failureOf(readAnswer(respondJson(error, { status: 429 })));
  assertEquals([decision, code], [{ retry: "rateLimited", afterMs: 48_500 }, "RESOURCE_EXHAUSTED"]);
});

Deno.test("the quota that is used up is the code, and one of 0 is no matter of waiting", () => {
  const read = (quotaValue: string) => {
    const violations = [{ quotaId: "GenerateRequestsPerDay-FreeTier", quotaValue }];
    const details: JsonValue[] = [
      { "@type": "type.googleapis.com/google.rpc.QuotaFailure", violations },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "30s" },
    ];
    const error = { error: { code: 429, message: "Quota", status: "RESOURCE_EXHAUSTED", details } };
    const { kind, decision, code } = failureOf(readAnswer(respondJson(error, { status: 429 })));
    return [kind, decision, code];
  };
  const code = "GenerateRequestsPerDay-FreeTier";
  assertEquals(read("250"), ["rate_limited", { retry: "rateLimited", afterMs: 30_000 }, code]);
  assertEquals(read("0"), ["payment", { retry: "no" }, code]);
});

Deno.test("arguments that come value by value are put together in their places", () => {
  const calling = (functionCall: Fields, rest: Fields = {}) => piece([{ functionCall, ...rest }]);
  const value = (jsonPath: string, fields: Fields) => ({ jsonPath, ...fields });
  const { toolCalls, warnings, timing } = completionOf(inChunks(events([
    piece([{ text: "Hm", thought: true }]),
    calling({ name: "f", willContinue: true }, { thoughtSignature: "s" }),
    calling({ partialArgs: [value("$.city", { stringValue: "Par", willContinue: true })], willContinue: true }),
    calling({
      partialArgs: [
        value("$.city", { stringValue: "is" }),
        value("$.stops[0]['a b']", { numberValue: 0 }),
        value('$.stops[1].__proto__["c.d"]', { boolValue: false }),
        value("$.none", { nullValue: "NULL_VALUE" }),
      ],
    }),
    calling({ name: "g", partialArgs: [value("$.x", { stringValue: "" })], willContinue: true }),
    calling({ name: "h", args: { y: 1 } }),
    calling({ name: "i", willContinue: true }),
    piece([], { finishReason: "STOP" }),
  ])));
  assertEquals(toolCalls, [
    {
      id: "call_0",
      name: "f",
      arguments: '{"city":"Paris","stops":[{"a b":0},{"__proto__":{"c.d":false}}],"none":null}',
      signature: "s",
    },
    { id: "call_1", name: "g", arguments: '{"x":""}' },
    { id: "call_2", name: "h", arguments: '{"y":1}' },
    { id: "call_3", name: "i", arguments: "{}" },
  ]);
  assertEquals([warnings, timing.ttfoMs], [[], 20]);
});

Deno.test("a piece of arguments that has no place is told of", () => {
  const pieces: JsonValue[] = [
    {},
    5,
    { jsonPath: "$", stringValue: "a" },
    { jsonPath: "x", stringValue: "a" },
    { jsonPath: "$.x[", stringValue: "a" },
    { jsonPath: "$.x[7]", stringValue: "a" },
    { jsonPath: "$.x.y", stringValue: "a" },
    { jsonPath: "$.ok" },
  ];
  for (const wrong of pieces) {
    const partialArgs = [{ jsonPath: "$.x", stringValue: "b" }, wrong];
    const { toolCalls, warnings } = completionOf(whole([{ functionCall: { name: "f", partialArgs } }]));
    assertEquals(toolCalls[0].arguments, '{"x":"b"}');
    assertEquals(warnings.map(({ code }) => code), ["unparsed"]);
  }
  const lost = completionOf(whole([{ text: "a" }, { functionCall: { partialArgs: [{}] } }, { functionCall: {} }]));
  assertEquals([lost.toolCalls, lost.warnings.map(({ code }) => code)], [[], ["unparsed"]]);
});

Deno.test("an image is a part of the answer", () => {
  const image = piece([{ inlineData: { mimeType: "image/png", data: "AA==" } }], { finishReason: "STOP" });
  assertEquals(completionOf(inChunks(events([PIECES[0], image]))).timing.ttfoMs, 20);
});

import fc from "fast-check";
import type { CallTry } from "../../src/spec/mod.ts";
import { arbitraryAttempt } from "./arbitrary_attempt.ts";

/** One plain, successful try of a call by itself, with what a test wants to be different. */
export function makeCall(change: Partial<CallTry> = {}): CallTry {
  return {
    callId: "call_1",
    try: 1,
    scope: "question",
    endpoint: "m/a@box",
    model: "m/a",
    provider: "box",
    status: "ok",
    errorKind: null,
    httpStatus: 200,
    inputTokens: 10,
    cacheReadTokens: 0,
    cacheWriteTokens: null,
    outputTokens: 5,
    reasoningTokens: null,
    costUsd: "0.1",
    costSource: "tokens",
    ttftMs: 20,
    latencyMs: 100,
    outputTps: 50,
    source: "live",
    billed: true,
    startedAt: "2026-01-01T10:00:00.000Z",
    ...change,
  };
}

/** Any try that a registry could write: every kind of text, numbers of every size, unknowns everywhere. */
export const arbitraryCall: fc.Arbitrary<CallTry> = fc.tuple(
  arbitraryAttempt,
  fc.record({
    callId: fc.uuid(),
    try: fc.integer({ min: 1, max: 3 }),
    scope: fc.string({ unit: "binary" }).map((text) => text.toWellFormed()),
    source: fc.constantFrom("live", "replay", "resumed"),
    provider: fc.constantFrom("a", "b"),
    startedAt: fc.nat(99).map((n) => `2026-01-0${1 + n % 3}T00:00:00.${String(n).padStart(3, "0")}Z`),
  }),
).map(([attempt, own]) =>
  makeCall({
    endpoint: attempt.endpoint,
    httpStatus: attempt.httpStatus,
    inputTokens: attempt.inputTokens,
    outputTokens: attempt.outputTokens,
    costUsd: attempt.costUsd,
    ttftMs: attempt.ttftMs,
    latencyMs: attempt.latencyMs,
    billed: attempt.billed,
    ...own,
  })
);

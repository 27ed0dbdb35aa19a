import fc from "fast-check";
import type { Attempt, ErrorKind, JsonValue } from "../../src/spec/mod.ts";
import { makeAttempt } from "./attempts.ts";

const text = fc.string({ unit: "binary" });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });
const real = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
const count = fc.nat(2_000_000);
const name = fc.string({ unit: fc.constantFrom("a", "b", "_", ".", "1"), minLength: 1, maxLength: 6 });

/** Any attempt that a sweep could write: every kind of text, numbers of every size, unknowns everywhere. */
export const arbitraryAttempt: fc.Arbitrary<Attempt> = fc.record({
  label: text,
  promptId: text,
  endpoint: text,
  axes: fc.dictionary(name, fc.jsonValue() as fc.Arbitrary<JsonValue>, { maxKeys: 3 }),
  errorMessage: maybe(text),
  httpStatus: maybe(fc.integer({ min: 100, max: 599 })),
  errorKind: maybe(fc.constantFrom<ErrorKind>("timeout", "aborted", "connection", "rate_limited", "breaker_open")),
  cassetteKey: maybe(text),
  inputTokens: maybe(count),
  outputTokens: maybe(count),
  costUsd: maybe(fc.tuple(count, count).map(([whole, part]) => `${whole}.${String(part).padStart(25, "0")}`)),
  ttftMs: maybe(real),
  latencyMs: maybe(real),
  queueMs: real,
  scores: fc.dictionary(name, maybe(fc.double({ min: 0, max: 1, noNaN: true })), { maxKeys: 3 }),
  score: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
  output: maybe(text),
  summary: maybe(text),
  final: fc.boolean(),
  turn: fc.integer({ min: 1, max: 3 }),
  billed: fc.boolean(),
}).map((change) => makeAttempt(noNegativeZero(change) as Partial<Attempt>));

/** JSON knows no -0, so no ledger can keep one. */
function noNegativeZero(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(noNegativeZero);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, noNegativeZero(item)]));
  }
  return value === 0 ? 0 : value;
}

/** Attempts with places of their own in the grid. */
export const arbitraryAttempts: fc.Arbitrary<Attempt[]> = fc.array(arbitraryAttempt, { maxLength: 12 })
  .map((attempts) => attempts.map((attempt, cellIndex) => ({ ...attempt, cellIndex, cellId: `cell_${cellIndex}` })));

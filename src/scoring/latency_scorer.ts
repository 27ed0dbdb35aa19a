import type { PureScorer, Score, ScorerInput } from "../spec/mod.ts";
import { UserError } from "../base/mod.ts";

/** Options of {@linkcode latencyScorer}. At least one is needed. */
export interface LatencyScorerOptions {
  /** The longest that the whole answer may take, in milliseconds. */
  readonly maxMs?: number;
  /** The longest that its first token may take, in milliseconds. */
  readonly ttftMaxMs?: number;
}

/**
 * Makes the scorer `latency`: 1 when the answer came in time. What counts is the try that gave it, from the hand-over
 * of the request on: waits for limits and earlier tries are not in it. A replay has the recorded times.
 *
 * Where a time is unknown, as that of the first token is without a stream, the scorer does not apply, unless another bound
 * is broken already.
 *
 * @throws {UserError} when no bound is given, or one is no positive number.
 *
 * @example Two seconds at most
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { latencyScorer } from "@tapedeck/tapedeck";
 *
 * const call = { latencyMs: 1900, ttftMs: null, costUsd: null, inputTokens: null, outputTokens: null };
 * const input = { input: "", output: "", expected: null, call };
 * assertEquals(latencyScorer({ maxMs: 2000 }).score(input).score, 1);
 * assertEquals(latencyScorer({ maxMs: 2000, ttftMaxMs: 500 }).score(input).score, null);
 * ```
 */
export function latencyScorer(options: LatencyScorerOptions): PureScorer {
  const bounds = [["latencyMs", options.maxMs], ["ttftMs", options.ttftMaxMs]] as const;
  const given = bounds.filter((bound): bound is [typeof bound[0], number] => bound[1] !== undefined);
  if (given.length === 0 || given.some(([, most]) => !(most > 0))) {
    throw new UserError(
      "Cannot score by latency as 'maxMs' or 'ttftMaxMs' must be a positive number: " +
        `current value is ${JSON.stringify(options)}`,
    );
  }
  return {
    name: "latency",
    score({ call }: ScorerInput): Score {
      const times = given.map(([name, most]) => ({ ms: call?.[name] ?? null, most }));
      if (times.some(({ ms, most }) => ms !== null && ms > most)) return { name: "latency", score: 0 };
      return { name: "latency", score: times.every(({ ms }) => ms !== null) ? 1 : null };
    },
  };
}

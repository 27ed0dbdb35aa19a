import type { CallFailure } from "../spec/mod.ts";
import type { Backoff } from "./backoff.ts";
import type { ExchangeResult } from "./exchange.ts";

/** How often, and how long, a call is tried again. */
export interface RetryOptions {
  /** All tries, the first included. */
  readonly maxTries: number;
  /** How long to wait where the provider does not say. */
  readonly backoff: Backoff;
  /** Numbers in [0, 1), seeded by the cell so that a replay draws the same. */
  readonly random: () => number;
  /** A try that would bring all waits of the call above this is not made; 120,000 ms unless given. */
  readonly maxTotalWaitMs?: number;
  /** Ends the call between two tries; give it to the exchange as well, which honours it within one. */
  readonly signal?: AbortSignal;
  /** Asked before another try whether one may be made; yes unless given. */
  readonly mayRetry?: () => boolean;
}

/** One try, as it is handed to whoever makes it. */
export interface Try {
  /** From 1. */
  readonly number: number;
  /** How long to wait before it is handed to the network: see `waitBeforeLive`. 0 for the first. */
  readonly waitMs: number;
}

/**
 * Try a call until it succeeds, is not worth another try, or has used up its tries. All results come back in order, the
 * last being the call's own.
 *
 * It decides from the results and `random` alone and does not wait itself: the wait belongs before the hand-over to the
 * network, which a replayed try never reaches. So a replay makes the same tries as its recording, in no time.
 *
 * @throws {RangeError} when `maxTries` is not a positive integer; the signal's reason when it aborts.
 *
 * @example Up to three tries
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { callWithRetry, type ExchangeResult, fullJitter, seededRandom } from "@tapedeck/tapedeck";
 *
 * const failure = {
 *   kind: "overloaded",
 *   message: "Try later",
 *   decision: { retry: "transient" },
 *   httpStatus: 503,
 *   code: null,
 *   midStream: false,
 *   latencyMs: 12,
 * } as const;
 * const busy: ExchangeResult = { outcome: { ok: false, failure }, httpStatus: 503, note: { caller: {} } };
 * const options = { maxTries: 3, backoff: fullJitter(), random: seededRandom("cell") };
 * const results = await callWithRetry(() => Promise.resolve(busy), options);
 * assertEquals(results.length, 3);
 * ```
 */
export async function callWithRetry(
  call: (attempt: Try) => Promise<ExchangeResult>,
  options: RetryOptions,
): Promise<readonly ExchangeResult[]> {
  const { maxTries, maxTotalWaitMs = 120_000, signal } = options;
  if (!Number.isInteger(maxTries) || maxTries < 1) {
    throw new RangeError(`Cannot retry as 'maxTries' must be a positive integer: current value is ${maxTries}`);
  }
  const results: ExchangeResult[] = [];
  let waitMs = 0;
  let totalWaitMs = 0;
  for (;;) {
    signal?.throwIfAborted();
    const result = await call({ number: results.length + 1, waitMs });
    results.push(result);
    if (result.outcome.ok || results.length === maxTries || options.mayRetry?.() === false) return results;
    const nextWaitMs = waitAfter(result.outcome.failure, results.length, options);
    if (nextWaitMs === null || totalWaitMs + nextWaitMs > maxTotalWaitMs) return results;
    waitMs = nextWaitMs;
    totalWaitMs += nextWaitMs;
  }
}

/** What the provider asked for is the least; the jitter on top keeps calls apart that were all told the same moment. */
function waitAfter({ decision }: CallFailure, retry: number, { backoff, random }: RetryOptions): number | null {
  if (decision.retry === "no") return null;
  const backoffMs = backoff.delayMs(retry, random);
  return decision.retry === "rateLimited" ? Math.max(decision.afterMs ?? 0, backoffMs) : backoffMs;
}

/** How long to wait before a try, when the provider did not say. Stateless: a strategy can be shared by all calls. */
export interface Backoff {
  /** Milliseconds before the retry of this number, from 1; `random` gives numbers in [0, 1). */
  delayMs(retry: number, random: () => number): number;
}

/** Options of {@linkcode fullJitter}. */
export interface FullJitterOptions {
  /** The most that the first retry waits; 500 ms unless given. */
  readonly baseMs?: number;
  /** By how much that grows from one retry to the next; 2 unless given. */
  readonly factor?: number;
  /** The most that any retry waits; 60,000 ms unless given. */
  readonly maxMs?: number;
}

/**
 * Exponential back-off with full jitter: each wait is drawn evenly from nothing to a bound that grows with every retry,
 * so that calls that failed together do not come back together.
 *
 * @example The bound doubles
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fullJitter } from "@tapedeck/tapedeck";
 *
 * const backoff = fullJitter({ baseMs: 100, maxMs: 300 });
 * assertEquals([1, 2, 3].map((retry) => backoff.delayMs(retry, () => 0.5)), [50, 100, 150]);
 * ```
 */
export function fullJitter({ baseMs = 500, factor = 2, maxMs = 60_000 }: FullJitterOptions = {}): Backoff {
  return { delayMs: (retry, random) => Math.round(random() * Math.min(maxMs, baseMs * factor ** (retry - 1))) };
}

import { checkConfidence, checkWhole } from "./_check.ts";
import { normalQuantile } from "./distributions/mod.ts";
import type { Estimate } from "./estimate.ts";

/** Options of {@linkcode wilsonInterval}. */
export interface WilsonIntervalOptions {
  /** How often intervals made so contain the rate. 0.95 unless given. */
  readonly confidence?: number;
}

/**
 * A rate with Wilson's score interval, which stays between 0 and 1 and says something where nothing or everything
 * succeeded (Wilson 1927, "Probable inference, the law of succession, and statistical inference"; recommended by Brown,
 * Cai & DasGupta 2001). `null` for none of none.
 *
 * The trials must be independent of each other; of repeats of a prompt take {@linkcode clusteredMean}. The standard error
 * is that of the rate itself, √(p(1−p)/n), from which the interval is not made.
 *
 * @throws {RangeError} when the numbers are no counts, or the confidence is not between 0 and 1.
 *
 * @example None of ten failed
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { wilsonInterval } from "@tapedeck/tapedeck";
 *
 * const { value, low, high } = wilsonInterval(10, 10)!;
 * assertEquals([value, low!.toFixed(2), high], [1, "0.72", 1]);
 * ```
 */
export function wilsonInterval(
  successes: number,
  n: number,
  { confidence = 0.95 }: WilsonIntervalOptions = {},
): Estimate | null {
  checkWhole(n, { name: "n", action: "estimate a rate", least: 0 });
  checkWhole(successes, { name: "successes", action: "estimate a rate", least: 0 });
  checkConfidence(confidence);
  if (successes > n) {
    throw new RangeError(
      `Cannot estimate a rate as there are more successes than trials: current value is ${successes}`,
    );
  }
  if (n === 0) return null;
  const rate = successes / n;
  const z = normalQuantile((1 + confidence) / 2);
  const center = (successes + z * z / 2) / (n + z * z);
  const margin = z / (n + z * z) * Math.sqrt(n * rate * (1 - rate) + z * z / 4);
  return {
    value: rate,
    standardError: Math.sqrt(rate * (1 - rate) / n),
    low: successes === 0 ? 0 : Math.max(0, center - margin),
    high: successes === n ? 1 : Math.min(1, center + margin),
    confidence,
    n,
    clusters: n,
    method: "rate, Wilson score interval",
  };
}

import { quantile, seededRandom } from "../base/mod.ts";

/** Options of {@linkcode bootstrapMeanInterval}. */
export interface BootstrapMeanIntervalOptions {
  /** How much of the distribution is within, from 0 to 1. 0.95 unless given. */
  readonly confidence?: number;
  /** How often values are drawn again. 10,000 unless given. */
  readonly resamples?: number;
  /** Decides what is drawn. */
  readonly seed?: string;
}

/**
 * An interval for the mean of independent values: the quantiles of the means of samples that are drawn from them with
 * replacement (the percentile bootstrap, Efron & Tibshirani 1993, "An Introduction to the Bootstrap", ch. 13). `null`
 * with fewer than two values, of which it says nothing.
 *
 * @throws {RangeError} when a value is no finite number, or the confidence is not between 0 and 1.
 *
 * @example Values that are all the same
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bootstrapMeanInterval } from "@tapedeck/tapedeck";
 *
 * assertEquals(bootstrapMeanInterval([0.5, 0.5, 0.5]), [0.5, 0.5]);
 * assertEquals(bootstrapMeanInterval([1]), null);
 * ```
 */
export function bootstrapMeanInterval(
  values: readonly number[],
  options: BootstrapMeanIntervalOptions = {},
): readonly [low: number, high: number] | null {
  const { confidence = 0.95, resamples = 10_000, seed = "bootstrap mean interval" } = options;
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) {
    throw new RangeError(`Cannot resample values as each must be a finite number: current value is ${wrong}`);
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(
      `Cannot make an interval as confidence must be between 0 and 1: current value is ${confidence}`,
    );
  }
  if (values.length < 2) return null;
  const random = seededRandom(seed);
  const given = Float64Array.from(values);
  const means = new Float64Array(resamples);
  for (let drawn = 0; drawn < resamples; drawn++) {
    let total = 0;
    for (let i = 0; i < given.length; i++) total += given[Math.floor(random() * given.length)];
    means[drawn] = total / given.length;
  }
  means.sort();
  const tail = (1 - confidence) / 2;
  return [quantile(means, tail)!, quantile(means, 1 - tail)!];
}

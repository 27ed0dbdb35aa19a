import { bootstrapInterval, clusteredMean, type Estimate, mean } from "../../statistics/mod.ts";
import type { PooledSamples } from "./_pair_requests.ts";
import type { DriftFinding } from "./drift_report.ts";

/** Up to so many requests intervals are bootstrapped; beyond, the t interval says the same in no time. */
const MOST_BOOTSTRAPPED = 200;
/** Verdicts hang on the ends of intervals: with fewer, these would move by the luck of the draw. */
const RESAMPLES = 10_000;

/** A finding before all p-values of the report are corrected together. */
export type RawFinding = Omit<DriftFinding, "pAdjusted" | "verdict"> & {
  /** What it comes to where nothing was tested. */
  readonly verdict: DriftFinding["verdict"] | null;
};

/** How many requests and recordings a finding is about. */
export function countsOf(groups: readonly PooledSamples[]): Pick<DriftFinding, "n" | "baseSamples" | "newSamples"> {
  let [baseSamples, newSamples] = [0, 0];
  for (const { isBase } of groups) for (const base of isBase) base ? baseSamples++ : newSamples++;
  return { n: groups.length, baseSamples, newSamples };
}

/** Where nothing varies a bootstrap says nothing, but of a share it is known how much may be hidden. */
function isAtBound(values: readonly number[], bounds: readonly number[] = []): boolean {
  return bounds.some((bound) => values.every((value) => value === bound));
}

/**
 * The mean of one value for each request, with its interval; `null` without any. A mean below 0 is taken the other way
 * round, so that the tapes exchanged have the mirrored interval to the last digit, and the same verdict.
 */
export function meanOf(values: readonly number[], bounds?: readonly [number, number]): Estimate | null {
  if ((mean(values) ?? 0) >= 0) return uprightMean(values, bounds);
  const mirrored = uprightMean(values.map((value) => 0 - value), bounds && [0 - bounds[1], 0 - bounds[0]]);
  const negative = (value: number | null) => value === null ? null : 0 - value;
  return mirrored &&
    { ...mirrored, value: 0 - mirrored.value, low: negative(mirrored.high), high: negative(mirrored.low) };
}

function uprightMean(values: readonly number[], bounds?: readonly [number, number]): Estimate | null {
  const estimate = values.length > MOST_BOOTSTRAPPED || isAtBound(values, bounds)
    ? clusteredMean(values, { bounds })
    : bootstrapInterval(values, { resamples: RESAMPLES, seed: "drift" });
  if (estimate === null || bounds === undefined) return estimate;
  const { low, high } = estimate;
  return {
    ...estimate,
    low: low === null ? null : Math.max(low, bounds[0]),
    high: high === null ? null : Math.min(high, bounds[1]),
  };
}

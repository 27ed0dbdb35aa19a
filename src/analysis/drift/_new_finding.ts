import { bootstrapInterval, clusteredMean, type Estimate } from "../../statistics/mod.ts";
import type { PooledSamples } from "./_pair_requests.ts";
import type { DriftFinding } from "./drift_report.ts";

/** Up to so many requests intervals are bootstrapped; beyond, the t interval says the same in no time. */
const MOST_BOOTSTRAPPED = 200;
const RESAMPLES = 2000;

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

/** The mean of one value for each request, with its interval; `null` without any. */
export function meanOf(values: readonly number[], bounds?: readonly [number, number]): Estimate | null {
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

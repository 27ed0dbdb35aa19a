import { quantile } from "../base/mod.ts";
import { normalCdf, normalQuantile } from "./distributions/mod.ts";

/** What a bootstrap found. */
export interface BootstrapFindings {
  /** The statistic of the values themselves. */
  readonly observed: number;
  /** The statistic of each resample, ascending. */
  readonly replicates: Float64Array;
  /** The statistic without each observation (or cluster) in turn; needed for `bca`. */
  readonly jackknife: Float64Array;
}

/**
 * The ends of a bias-corrected and accelerated interval (Efron 1987, "Better bootstrap confidence intervals"), as SciPy
 * makes them: replicates that equal the observed value count half, and the acceleration is the skewness of the jackknife.
 *
 * Where all replicates are on one side, the bias is that of half a replicate on the other; where the jackknife does not
 * vary, there is no acceleration.
 */
export function bcaEnds(findings: BootstrapFindings, confidence: number): readonly [low: number, high: number] {
  const { observed, replicates, jackknife } = findings;
  const bias = normalQuantile(shareBelow(replicates, observed));
  const acceleration = accelerationOf(jackknife);
  const end = (p: number) => {
    const sum = bias + normalQuantile(p);
    const slope = 1 - acceleration * sum;
    // Beyond the pole of the transformation there is nothing: the last replicate is the end.
    return quantile(replicates, slope > 0 ? normalCdf(bias + sum / slope) : sum > 0 ? 1 : 0)!;
  };
  return [end((1 - confidence) / 2), end((1 + confidence) / 2)];
}

/** The ends of a percentile interval: the quantiles of the replicates. */
export function percentileEnds(replicates: Float64Array, confidence: number): readonly [low: number, high: number] {
  return [quantile(replicates, (1 - confidence) / 2)!, quantile(replicates, (1 + confidence) / 2)!];
}

/** The share of replicates below the observed value, ties halved; never 0 or 1. */
function shareBelow(replicates: Float64Array, observed: number): number {
  // Replicates that differ by rounding alone are ties.
  const tolerance = 1e-14 * Math.max(Math.abs(observed), Math.abs(replicates[0]), Math.abs(replicates.at(-1)!));
  let twice = 0;
  for (const replicate of replicates) {
    if (replicate < observed - tolerance) twice += 2;
    else if (replicate <= observed + tolerance) twice += 1;
  }
  const count = 2 * replicates.length;
  return Math.min(count - 1, Math.max(1, twice)) / count;
}

function accelerationOf(jackknife: Float64Array): number {
  const center = jackknife.reduce((sum, value) => sum + value, 0) / jackknife.length;
  let [squares, cubes] = [0, 0];
  for (const value of jackknife) {
    const influence = center - value;
    squares += influence * influence;
    cubes += influence * influence * influence;
  }
  const scale = jackknife.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return squares <= jackknife.length * (1e-14 * scale) ** 2 ? 0 : cubes / (6 * squares ** 1.5);
}

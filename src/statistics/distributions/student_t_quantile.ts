import { normalQuantile } from "./normal_quantile.ts";
import { logGamma } from "./log_gamma.ts";
import { studentTCdf } from "./student_t_cdf.ts";

/**
 * The quantile of Student's t with `df` degrees of freedom: where {@linkcode studentTCdf} is `p`. Closed forms for 1 and
 * 2 degrees; else Newton's method with Halley's correction on the lower tail, from the expansion of Abramowitz & Stegun
 * 26.7.5, kept between ends that enclose the root.
 */
export function studentTQuantile(p: number, df: number): number {
  if (p === 0.5) return 0;
  if (p > 0.5) return -studentTQuantile(1 - p, df);
  if (p <= 0) return -Infinity;
  if (df === 1) return -1 / Math.tan(Math.PI * p);
  if (df === 2) return (2 * p - 1) / Math.sqrt(2 * p * (1 - p));
  const logScale = logGamma((df + 1) / 2) - logGamma(df / 2) - 0.5 * Math.log(df * Math.PI);
  let [low, high] = [-Infinity, 0];
  let t = firstGuess(p, df);
  for (let step = 0; step < 100; step++) {
    const error = studentTCdf(t, df) - p;
    if (error > 0) high = t;
    else low = t;
    const density = Math.exp(logScale - (df + 1) / 2 * Math.log1p(t * t / df));
    const newton = error / density;
    let next = t - newton / (1 + newton * t * (df + 1) / (2 * (df + t * t)));
    if (!(next > low && next < high)) next = low === -Infinity ? 2 * t : (low + high) / 2;
    if (Math.abs(next - t) <= 1e-15 * Math.abs(t)) return next;
    t = next;
  }
  return t;
}

function firstGuess(p: number, df: number): number {
  const z = normalQuantile(p);
  return z + (z ** 3 + z) / (4 * df) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * df * df);
}

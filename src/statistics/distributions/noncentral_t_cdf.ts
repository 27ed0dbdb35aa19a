import { incompleteBeta } from "./incomplete_beta.ts";
import { logGamma } from "./log_gamma.ts";
import { normalCdf } from "./normal_cdf.ts";

/**
 * The distribution function of the noncentral t with `df` degrees of freedom and noncentrality `shift` (Lenth 1989,
 * algorithm AS 243), which is what a t test has where there is a difference. Beyond what its series can represent, the
 * normal approximation of Abramowitz & Stegun 26.7.10.
 */
export function noncentralTCdf(t: number, df: number, shift: number): number {
  if (t < 0) return 1 - noncentralTCdf(-t, df, -shift);
  const rate = shift * shift / 2;
  if (df > 400_000 || rate > 700) {
    const part = 1 / (4 * df);
    return normalCdf((t * (1 - part) - shift) / Math.sqrt(1 + 2 * part * t * t));
  }
  const square = t * t;
  const [x, rest] = [square / (square + df), df / (square + df)];
  let even = Math.exp(-rate);
  let odd = shift / Math.SQRT2 * Math.exp(-rate - logGamma(1.5));
  let [sum, left] = [0, 1 - even];
  for (let j = 0; j < 10_000; j++) {
    sum += even * incompleteBeta(x, j + 0.5, df / 2, rest) + odd * incompleteBeta(x, j + 1, df / 2, rest);
    if (j > rate && left < 1e-14) break;
    even *= rate / (j + 1);
    odd *= rate / (j + 1.5);
    left -= even;
  }
  return Math.min(1, Math.max(0, normalCdf(-shift) + sum / 2));
}

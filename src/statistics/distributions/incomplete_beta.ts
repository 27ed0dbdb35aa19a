import { logGamma, stirlingRemainder } from "./log_gamma.ts";

/**
 * The regularised incomplete beta function I_x(a, b), by the continued fraction of DLMF 8.17.22 with Lentz's method
 * (Press et al. 2007, "Numerical Recipes", 6.4), from whichever end it converges fast.
 *
 * `complement` is 1 − x, given where x is so near to 1 that the difference would lose its digits.
 */
export function incompleteBeta(x: number, a: number, b: number, complement: number = 1 - x): number {
  if (x <= 0) return 0;
  if (complement <= 0) return 1;
  const front = Math.exp(a * logOf(x, complement) + b * logOf(complement, x) - logBeta(a, b));
  return x < (a + 1) / (a + b + 2)
    ? front * continuedFraction(x, a, b) / a
    : 1 - front * continuedFraction(complement, b, a) / b;
}

/** ln x, from 1 − x where x is the one that has fewer digits. */
function logOf(x: number, complement: number): number {
  return x < 0.5 ? Math.log(x) : Math.log1p(-complement);
}

/** ln B(a, b); for a large argument without taking nearly the same from nearly the same. */
function logBeta(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a];
  if (large < 10) return logGamma(a) + logGamma(b) - logGamma(a + b);
  const remainder = stirlingRemainder(large) - stirlingRemainder(small + large);
  const ratio = (large - 0.5) * Math.log1p(small / large) + small * Math.log(small + large) - small;
  return logGamma(small) + remainder - ratio;
}

function continuedFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number) => Math.abs(value) < tiny ? tiny : value;
  let c = 1;
  let d = 1 / away(1 - (a + b) * x / (a + 1));
  let result = d;
  for (let m = 1; m <= 100_000; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    result *= d * c;
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    result *= d * c;
    if (Math.abs(d * c - 1) <= 2e-16) break;
  }
  return result;
}

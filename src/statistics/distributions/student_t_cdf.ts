import { incompleteBeta } from "./incomplete_beta.ts";

/** The distribution function of Student's t with `df` degrees of freedom (DLMF 8.17: an incomplete beta function). */
export function studentTCdf(t: number, df: number): number {
  const square = t * t;
  const tail = incompleteBeta(df / (df + square), df / 2, 0.5, square / (df + square)) / 2;
  return t < 0 ? tail : 1 - tail;
}

import { logGamma } from "./distributions/mod.ts";

/** What takes the bias off a standardised difference with `df` degrees of freedom (Hedges 1981); 0 with fewer than 2. */
export function hedgesCorrection(df: number): number {
  return df < 2 ? 0 : Math.exp(logGamma(df / 2) - logGamma((df - 1) / 2)) / Math.sqrt(df / 2);
}

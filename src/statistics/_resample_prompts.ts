import type { CompletePrompts } from "./_complete_prompts.ts";
import { Draws } from "./_draws.ts";

/** Calls `take` with the sums over the prompts of each resample, all figures of a prompt drawn together. */
export function resamplePrompts(
  { n, width, values }: CompletePrompts,
  { seed, resamples }: { readonly seed: string; readonly resamples: number },
  take: (sums: Float64Array) => void,
): void {
  const draws = new Draws(seed);
  const sums = new Float64Array(width);
  for (let resample = 0; resample < resamples; resample++) {
    sums.fill(0);
    const places = draws.places(n);
    for (let i = 0; i < n; i++) {
      const from = places[i] * width;
      for (let at = 0; at < width; at++) sums[at] += values[from + at];
    }
    take(sums);
  }
}

/** Whether two sums are the same, or differ by rounding alone. */
export function isTie(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
}

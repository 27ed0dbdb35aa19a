import { checkWhole } from "./_check.ts";
import { completePrompts } from "./_complete_prompts.ts";
import { isTie, resamplePrompts } from "./_resample_prompts.ts";

/** Options of {@linkcode paretoProbability}. */
export interface ParetoProbabilityOptions {
  /** How often prompts are drawn again. 10,000 unless given. */
  readonly resamples?: number;
  /** Decides which are drawn. */
  readonly seed?: string;
}

/** What variants cost and how good they are, prompt by prompt: rows are variants, columns prompts; `null` is unknown. */
export interface CostsAndQualities {
  /** Lower is better. */
  readonly costs: readonly (readonly (number | null)[])[];
  /** Higher is better. */
  readonly qualities: readonly (readonly (number | null)[])[];
}

/** Whether a variant is on the frontier of cost and quality, and how sure that is. */
export interface ParetoChance {
  /** Whether its means are on the frontier; `null` where nothing can be said. */
  readonly onFrontier: boolean | null;
  /** The share of resamples in which they are; `null` where nothing can be said. */
  readonly probability: number | null;
  /** The prompts that all variants were compared on. */
  readonly n: number;
  /** How it was computed, for people. */
  readonly method: string;
}

/**
 * How sure it is that each variant is on the frontier of mean cost and mean quality (as {@linkcode paretoFrontier} says):
 * prompts are drawn with replacement, cost and quality of all variants together, so that what makes a prompt dear or hard
 * for all cancels out (the bootstrap over cases of Efron & Tibshirani 1993, ch. 9, applied to the set of those not
 * dominated).
 *
 * Only prompts on which cost and quality of all variants are known are used; a variant without any is left out, and with
 * fewer than two prompts nothing can be said.
 *
 * @throws {RangeError} when a figure is not finite, rows have not the same length, or an option is out of range.
 *
 * @example The third costs most and is never better
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { paretoProbability } from "@tapedeck/tapedeck";
 *
 * const chances = paretoProbability({
 *   costs: [[1, 1, 2], [2, 3, 3], [4, 5, 4]],
 *   qualities: [[0, 0, 1], [1, 1, 1], [1, 0, 1]],
 * });
 * assertEquals(chances.map(({ onFrontier }) => onFrontier), [true, true, false]);
 * assertEquals(chances[2].probability, 0);
 * ```
 */
export function paretoProbability(
  { costs, qualities }: CostsAndQualities,
  { resamples = 10_000, seed = "pareto probability" }: ParetoProbabilityOptions = {},
): ParetoChance[] {
  checkWhole(resamples, { name: "resamples", action: "resample a frontier", least: 1 });
  if (costs.length === 0) return [];
  const prompts = completePrompts([costs, qualities]);
  const { n, variants, values, width } = prompts;
  const unknown = { onFrontier: null, probability: null };
  if (n < 2) {
    return costs.map(() => ({ ...unknown, n, method: "no frontier, as fewer than two prompts are known of all" }));
  }
  const times = new Int32Array(variants.length);
  resamplePrompts(prompts, { seed, resamples }, (sums) => {
    for (let v = 0; v < times.length; v++) if (isOnFrontier(sums, v)) times[v]++;
  });
  const totals = new Float64Array(width);
  values.forEach((value, i) => totals[i % width] += value);
  const method = `bootstrap over ${n} prompts, ${resamples.toLocaleString("en-US")} resamples`;
  return costs.map((_, variant) => {
    const v = variants.indexOf(variant);
    if (v === -1) return { ...unknown, n: 0, method: "not on the frontier, as its cost or quality is not known" };
    return { onFrontier: isOnFrontier(totals, v), probability: times[v] / resamples, n, method };
  });
}

/** Of sums that are costs and then qualities. */
function isOnFrontier(sums: Float64Array, variant: number): boolean {
  const count = sums.length / 2;
  for (let other = 0; other < count; other++) {
    const cheaper = compare(sums[variant], sums[other]);
    const better = compare(sums[count + other], sums[count + variant]);
    if (cheaper >= 0 && better >= 0 && cheaper + better > 0) return false;
  }
  return true;
}

function compare(a: number, b: number): number {
  return isTie(a, b) ? 0 : Math.sign(a - b);
}

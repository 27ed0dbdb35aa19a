import { checkShare, checkWhole } from "../_check.ts";
import { noncentralTCdf, studentTQuantile } from "../distributions/mod.ts";
import type { DifferenceSpread } from "./difference_spread.ts";

/** What is known and wanted of a paired comparison, for planning it. */
export interface PowerOptions extends Partial<DifferenceSpread> {
  /** The standard deviation between prompts of their expected difference. */
  readonly between: number;
  /** The standard deviation of the difference of one repeat around that of its prompt; 0 unless given. */
  readonly within?: number | null;
  /** How often each prompt is asked of each variant. Once unless given. */
  readonly repeats?: number;
  /** How probable it is to be that a true difference is found. 0.8 unless given. */
  readonly power?: number;
  /** Up to which p-value a difference counts as found. 0.05 unless given. */
  readonly significance?: number;
  /** Whether a difference in either direction is looked for, which is so unless given, or in one. */
  readonly alternative?: "two-sided" | "one-sided";
}

/** Refuses what no comparison has. */
export function checkPowerOptions(options: PowerOptions, difference = 1): void {
  const { between, within, repeats = 1, power = 0.8, significance = 0.05 } = options;
  const action = "compute power";
  for (const [name, value] of [["between", between], ["within", within ?? 0]] as const) {
    if (Number.isFinite(value) && value >= 0) continue;
    throw new RangeError(`Cannot ${action} as ${name} must be a number from 0: current value is ${value}`);
  }
  if (!Number.isFinite(difference)) {
    throw new RangeError(`Cannot ${action} as the difference must be a finite number: current value is ${difference}`);
  }
  checkWhole(repeats, { name: "repeats", action, least: 1 });
  checkShare(power, "power", action);
  checkShare(significance, "significance", action);
}

/** The standard error of the mean difference. */
export function errorOfMean(options: PowerOptions & { readonly prompts: number }): number {
  const { between, within, repeats = 1, prompts } = options;
  return Math.sqrt((between ** 2 + (within ?? 0) ** 2 / repeats) / prompts);
}

/** How probable it is that a difference of so many standard errors is found. */
export function powerOf(
  errors: number,
  { significance = 0.05, alternative = "two-sided", prompts }: Omit<PowerOptions, "between"> & {
    readonly prompts: number;
  },
): number {
  const sides = alternative === "two-sided" ? 2 : 1;
  if (Number.isNaN(errors)) return significance;
  if (errors === Infinity) return 1;
  const df = prompts - 1;
  const critical = -studentTQuantile(significance / sides, df);
  const found = 1 - noncentralTCdf(critical, df, errors);
  return sides === 1 ? found : found + noncentralTCdf(-critical, df, errors);
}

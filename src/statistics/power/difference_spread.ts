import { checkFinite, checkSameLength } from "../_check.ts";
import { mean } from "../mean.ts";

/** What the difference between two variants varies by, as standard deviations. */
export interface DifferenceSpread {
  /** Between prompts, of their expected difference; with what varies within, where that is not known. */
  readonly between: number;
  /** Of the difference of one repeat around that of its prompt; `null` where no prompt was repeated. */
  readonly within: number | null;
}

/**
 * Takes apart what the difference between two variants varies by: between prompts, which only more prompts average out,
 * and within them, which repeats average out as well. It is what {@linkcode promptsNeeded} and
 * {@linkcode repeatsNeeded} plan with; `null` with fewer than two prompts.
 *
 * The repeats of each prompt are given, the prompts in the same order. Within: the variances of both variants' repeats
 * around their prompt, averaged over prompts and added up. Between: what the prompts' mean differences vary by, less the
 * part that comes from within, and never below 0 (Miller 2024, arXiv 2411.00640, §5; the one-way analysis of variance of
 * Searle, Casella & McCulloch 1992, "Variance Components", ch. 3).
 *
 * @throws {RangeError} when a value is no finite number, a prompt has no repeats, or prompts are not the same number.
 *
 * @example Two repeats of three prompts
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { differenceSpread } from "@tapedeck/tapedeck";
 *
 * const { between, within } = differenceSpread([[1, 1], [0, 1], [1, 1]], [[0, 0], [0, 0], [1, 1]])!;
 * assertEquals([between.toFixed(2), within!.toFixed(2)], ["0.41", "0.41"]);
 * ```
 */
export function differenceSpread(
  first: readonly (readonly number[])[],
  second: readonly (readonly number[])[],
): DifferenceSpread | null {
  checkSameLength(second, first.length, "prompts of the second");
  if (first.length < 2) return null;
  const others = meansOf(second);
  const differences = meansOf(first).map((value, i) => value - others[i]);
  const parts = [first, second].map(partWithin);
  if (parts.includes(null)) return { between: Math.sqrt(variance(differences)), within: null };
  const [one, other] = parts as readonly PartWithin[];
  const between = variance(differences) - one.ofMeans - other.ofMeans;
  return { between: Math.sqrt(Math.max(0, between)), within: Math.sqrt(one.ofRepeats + other.ofRepeats) };
}

interface PartWithin {
  /** The variance of one repeat around its prompt. */
  readonly ofRepeats: number;
  /** What of it is in the mean of a prompt's repeats. */
  readonly ofMeans: number;
}

function partWithin(prompts: readonly (readonly number[])[]): PartWithin | null {
  const ofRepeats = mean(prompts.filter(({ length }) => length > 1).map(variance));
  return ofRepeats === null ? null : { ofRepeats, ofMeans: ofRepeats * mean(prompts.map(({ length }) => 1 / length))! };
}

function meansOf(prompts: readonly (readonly number[])[]): readonly number[] {
  return prompts.map((repeats) => {
    checkFinite(repeats, "take differences apart");
    const center = mean(repeats);
    if (center !== null) return center;
    throw new RangeError("Cannot take differences apart as each prompt must have a repeat: current value is 0");
  });
}

function variance(values: readonly number[]): number {
  const center = mean(values)!;
  return mean(values.map((value) => (value - center) ** 2))! * values.length / (values.length - 1);
}

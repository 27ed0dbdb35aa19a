import { Decimal } from "../base/mod.ts";

/** Digits behind the point that a step keeps beyond those of the two ends, where its decimals do not end. */
const EXTRA_DIGITS = 12;

/**
 * So many numbers from `start` to `stop`, both included, at equal distances: an axis of the grid. They are computed as
 * decimals, so that 0.1 … 0.5 in five steps has 0.3 and not 0.30000000000000004. One step gives the start.
 *
 * @throws {RangeError} when `steps` is no whole number from 1, or an end is not finite.
 *
 * @example Five temperatures
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { linspace } from "@tapedeck/tapedeck";
 *
 * assertEquals(linspace(0, 1, 5), [0, 0.25, 0.5, 0.75, 1]);
 * ```
 */
export function linspace(start: number, stop: number, steps: number): number[] {
  assertSteps("linspace", { start, stop, steps });
  if (steps === 1) return [start];
  const first = Decimal.fromNumber(start);
  const width = Decimal.fromNumber(stop).minus(first);
  const gaps = Decimal.fromInteger(steps - 1);
  const scale = Math.max(fractionDigits(start), fractionDigits(stop)) + EXTRA_DIGITS;
  return Array.from({ length: steps }, (_, i) => {
    if (i === steps - 1) return stop;
    return first.plus(width.times(Decimal.fromInteger(i)).dividedBy(gaps, scale)).toNumber();
  });
}

/** @throws {RangeError} when no numbers can be laid out that way. */
export function assertSteps(
  action: string,
  { start, stop, steps }: { readonly start: number; readonly stop: number; readonly steps: number },
): void {
  const refuse = (reason: string, value: number) => {
    throw new RangeError(`Cannot lay out ${action} as ${reason}: current value is ${value}`);
  };
  if (!Number.isInteger(steps) || steps < 1) refuse('"steps" must be a whole number from 1', steps);
  if (!Number.isFinite(start)) refuse('"start" must be finite', start);
  if (!Number.isFinite(stop)) refuse('"stop" must be finite', stop);
}

function fractionDigits(value: number): number {
  return Decimal.fromNumber(value).toString().split(".")[1]?.length ?? 0;
}

import { Decimal } from "../base/mod.ts";

/** Digits behind the point that a step keeps beyond those of the two ends, where its decimals do not end. */
const EXTRA_DIGITS = 12;

/**
 * `steps` numbers from `start` to `stop`, both included, at equal distances. They are computed as decimals, so that
 * 0.1 … 0.5 in five steps has 0.3 and not 0.30000000000000004. One step gives the start.
 */
export function linspace({ start, stop, steps }: { start: number; stop: number; steps: number }): number[] {
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

function fractionDigits(value: number): number {
  return Decimal.fromNumber(value).toString().split(".")[1]?.length ?? 0;
}

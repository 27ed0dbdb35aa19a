import { Decimal } from "../../base/mod.ts";

const PLAIN = /^\d+(?:\.\d+)?$/;
const NANO = Decimal.fromInteger(1_000_000_000);

/** Below this, in billionths, the product of two doubles is less than a thousandth away from the true one. */
const SURE = 1e12;

/**
 * Billionths of a US dollar, rounded up, by at most one more than need be: sums of them are exact as numbers up to nine
 * million dollars, and what is really spent is never more than what was counted.
 */
export function nanoUsd(text: string): number {
  const nano = Number(text) * 1_000_000_000;
  if (nano >= 0 && nano < SURE) {
    const whole = Math.round(nano);
    const digits = text.length - text.indexOf(".") - 1;
    const isPlain = digits <= 9 && !text.includes("e") && !text.includes("E");
    return isPlain || nano === 0 ? whole : Math.ceil(nano + 0.001);
  }
  return exactly(text, 1);
}

/** The same for a limit, which is rounded down. */
export function nanoUsdLimit(text: string): number {
  return exactly(text, 0);
}

/** For people and for tables. */
export function usdText(nano: number): string {
  return Decimal.fromInteger(nano).dividedBy(NANO, 9).toString();
}

function exactly(text: string, carry: 0 | 1): number {
  if (!PLAIN.test(text)) {
    const plain = Decimal.parse(text).toString();
    return plain.startsWith("-") ? 0 : exactly(plain, carry);
  }
  const point = text.indexOf(".");
  if (point === -1) return Number(text) * 1_000_000_000;
  const fraction = text.slice(point + 1, point + 10).padEnd(9, "0");
  const lost = /[1-9]/.test(text.slice(point + 10));
  return Number(text.slice(0, point)) * 1_000_000_000 + Number(fraction) + (lost ? carry : 0);
}

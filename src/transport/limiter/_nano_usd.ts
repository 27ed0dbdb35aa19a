import { Decimal } from "../../base/mod.ts";

const PLAIN = /^\d+(?:\.\d+)?$/;
const NANO = Decimal.fromInteger(1_000_000_000);

/**
 * Billionths of a US dollar, rounded up: sums of them are exact as numbers up to nine million dollars, and what is
 * really spent is never more than what was counted.
 */
export function nanoUsd(text: string): number {
  return atLeast(text, 1);
}

/** The same for a limit, which is rounded down. */
export function nanoUsdLimit(text: string): number {
  return atLeast(text, 0);
}

/** For people and for tables. */
export function usdText(nano: number): string {
  return Decimal.fromInteger(nano).dividedBy(NANO, 9).toString();
}

function atLeast(text: string, carry: 0 | 1): number {
  if (!PLAIN.test(text)) {
    const plain = Decimal.parse(text).toString();
    return plain.startsWith("-") ? 0 : atLeast(plain, carry);
  }
  const point = text.indexOf(".");
  if (point === -1) return Number(text) * 1_000_000_000;
  const fraction = text.slice(point + 1, point + 10).padEnd(9, "0");
  const lost = /[1-9]/.test(text.slice(point + 10));
  return Number(text.slice(0, point)) * 1_000_000_000 + Number(fraction) + (lost ? carry : 0);
}

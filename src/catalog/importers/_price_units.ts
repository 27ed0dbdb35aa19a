import { Decimal } from "../../base/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";

/**
 * What the prices of a list are in, as the power of ten that makes US dollars per token of them: exact, as everything
 * here is decimal.
 */
export type PriceUnit = "usd_per_token" | "usd_per_million" | "cents_per_token" | "cents_per_100_million";

const EXPONENTS: { readonly [unit in PriceUnit]: number } = {
  usd_per_token: 0,
  usd_per_million: -6,
  cents_per_token: -2,
  cents_per_100_million: -10,
};

/** The most digits on either side of the point that a price can have: what has more is no price. */
const DIGITS = 60;

/** Decimals as they are printed: nothing is to be done to a price in dollars per token that is one. */
const PRINTED = /^(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;

/**
 * US dollars per token as a plain decimal string; `null` where there is no number, or one with an absurd number of
 * digits. Numbers below zero come through: what they mean is for the caller to say.
 */
export function usdPerToken(value: JsonValue | undefined, unit: PriceUnit): string | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  const text = String(value).trim();
  if (text.length > DIGITS) return null;
  if (unit === "usd_per_token" && PRINTED.test(text)) return text;
  const exponent = /[eE]([+-]?\d+)$/.exec(text)?.[1] ?? "0";
  if (Math.abs(Number(exponent)) > DIGITS) return null;
  try {
    return Decimal.parse(text).times(powerOfTen(EXPONENTS[unit])).toString();
  } catch {
    return null;
  }
}

function powerOfTen(exponent: number): Decimal {
  return Decimal.parse(`1e${exponent}`);
}

import { canonicalJson } from "../../base/mod.ts";
import { extractJson, normalizeText } from "../../scoring/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";

/** A comma between thousands. */
const THOUSANDS = /(?<=\d),(?=\d{3}(?!\d))/g;
/** Zeros behind a point that say nothing. */
const ZEROS = /(\d\.\d*?)0+(?!\d)/g;
/** What is left of a number that had nothing else behind its point. */
const BARE_POINT = /(?<=\d)\.(?!\d)/g;

/**
 * A text without what answers differ in that say the same: white space, capitals, punctuation, and how a number is
 * written (`1,000.50` is `1000.5`).
 */
export function normalisedText(text: string): string {
  const numbers = text.replaceAll(THOUSANDS, "").replaceAll(ZEROS, "$1").replaceAll(BARE_POINT, "");
  return normalizeText(numbers, { ignoreCase: true, ignorePunctuation: true });
}

/** The JSON object or array that an answer is, or carries in a fence, in one spelling; `null` where there is none. */
export function jsonText(text: string): string | null {
  if (!text.includes("{") && !text.includes("[")) return null;
  const value: JsonValue | undefined = extractJson(text)?.value;
  return typeof value === "object" && value !== null ? canonicalJson(value) : null;
}

import { Decimal } from "../base/mod.ts";
import { numberWords } from "./_number_words.ts";

/** A number in a text. */
export interface FoundNumber {
  /** Where it begins. */
  readonly index: number;
  readonly text: string;
  /** Of a percentage, the number before the sign. */
  readonly value: Decimal;
  readonly percent: boolean;
  /** What it is where its blanks do not group thousands: `100 200 300` may be one number or three. */
  readonly parts?: readonly FoundNumber[];
}

const MINUS = "[-\\u2212\\u2013]";
// Groups of three digits: with commas, blanks, apostrophes or underscores, or with points where it cannot be a fraction.
const GROUPED = "[1-9]\\d{0,2}(?<separator>[,'\\u2019_ \\u00a0\\u2009\\u202f])\\d{3}(?:\\k<separator>\\d{3})*" +
  "(?:(?:\\.|(?!\\k<separator>),)\\d+)?";
const POINTED = "[1-9]\\d{0,2}(?:(?:\\.\\d{3})+,\\d+|(?:\\.\\d{3}){2,})";
const COMMA = "(?<!\\d,)\\d+,\\d+(?![,.]?\\d)";
const PLAIN = "\\d+(?:\\.\\d+)?|\\.\\d+";
const POWER = `(?:\\^\\{?(?:${MINUS}|\\+)?\\d+\\}?|[\\u207a\\u207b\\u2070\\u00b9\\u00b2\\u00b3\\u2074-\\u2079]+)`;

const NUMBER = new RegExp(
  // Not within a name, a version or another number: x2, GPT-4, 1.2.3.
  "(?<![\\p{L}\\p{N}]_?|\\p{L}-|\\d\\.)" +
    `(?<sign>${MINUS}|\\+)?(?:[A-Z]{0,3}\\p{Sc}\\s?)?(?<inner>${MINUS})?` +
    `(?:(?<ten>10(?=${POWER}))|(?<digits>(?:${GROUPED}|${POINTED})(?!\\d)|${COMMA}|${PLAIN}))` +
    `(?:[eE](?<exponent>[+-]?\\d+)(?![\\p{L}\\p{N}])|(?<times>\\s?[x\\u00d7*\\u00b7\\u22c5]\\s?10(?=${POWER}))?(?<power>${POWER}))?` +
    "(?:\\s(?<scale>thousand|million|billion|trillion)(?!\\p{L}))?" +
    "(?<percent>\\s?(?:%|per\\s?cent(?!\\p{L})))?",
  "giu",
);

const SCALE_EXPONENTS: ReadonlyMap<string, number> = new Map([
  ["thousand", 3],
  ["million", 6],
  ["billion", 9],
  ["trillion", 12],
]);

// Longer digits or exponents are no answer to any question, and would only cost time.
const MAX_DIGITS = 400;
const MAX_EXPONENT = 999;

/**
 * The numbers in a text, in their order, in any usual spelling: `1,234.5`, `1.234,5`, `1 234,5`, `−3`, `$1.50`, `45%`,
 * `6.02e23`, `6.02 × 10^23`, `10⁶`, `1.2 million`, `forty-two`. Two rules decide where spellings meet: a single comma
 * before three digits groups thousands (`1,234` is 1234), a single point never does (`1.234` is a fraction).
 *
 * `one` alone counts only where nothing else is a number, as it is more often a word than a number.
 */
export function findNumbers(text: string): FoundNumber[] {
  const digits = [...text.matchAll(NUMBER)].flatMap((match) => readDigits(match) ?? []);
  const found = [...digits, ...numberWords(text)].sort((a, b) => a.index - b.index);
  const others = found.filter((number) => number.text !== "one");
  return others.length === 0 ? found : others;
}

function readDigits(match: RegExpExecArray): FoundNumber | null {
  const groups = match.groups as { readonly [name: string]: string | undefined };
  const { sign, inner, ten, digits, exponent, times, power, scale, percent } = groups;
  // A power of something that is not ten (2^10, 5 m²) is not read: the base alone would be wrong, so nothing counts.
  if (power !== undefined && ten === undefined && times === undefined) return null;
  const plain = ten === undefined ? plainDigits(digits as string) : "1";
  const shift = Number(exponent ?? 0) + powerOf(power) + (SCALE_EXPONENTS.get(scale?.toLowerCase() ?? "") ?? 0);
  if (plain.length > MAX_DIGITS || Math.abs(shift) > MAX_EXPONENT) return null;
  const negative = [sign, inner].some((one) => one !== undefined && one !== "+");
  const value = Decimal.parse(`${negative ? "-" : ""}${plain}e${shift}`);
  const number = { index: match.index, text: match[0].trim(), value, percent: percent !== undefined };
  return /\d \d/.test(digits ?? "") ? { ...number, parts: readParts(match[0]) } : number;
}

function readParts(text: string): FoundNumber[] {
  return [...text.replaceAll(" ", "\n").matchAll(NUMBER)].flatMap((match) => readDigits(match) ?? []);
}

/** Digits without groups and with a point before the fraction. */
function plainDigits(digits: string): string {
  const grouped = new RegExp(`^(?:${GROUPED})$`).exec(digits)?.groups?.separator;
  const pointed = new RegExp(`^(?:${POINTED})$`).test(digits);
  const bare = grouped !== undefined ? digits.replaceAll(grouped, "") : pointed ? digits.replaceAll(".", "") : digits;
  const withPoint = bare.replace(",", ".");
  return withPoint.startsWith(".") ? `0${withPoint}` : withPoint;
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻";

function powerOf(power: string | undefined): number {
  if (power === undefined) return 0;
  const text = [...power].map((one) => SUPERSCRIPTS.includes(one) ? "0123456789+-"[SUPERSCRIPTS.indexOf(one)] : one);
  return Number(text.join("").replace(/[\u2212\u2013]/, "-").replace(/[\^{}]/g, ""));
}

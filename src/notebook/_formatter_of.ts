import { Decimal } from "../base/mod.ts";

/** Digits that matter of a real number. */
const DIGITS = 4;

/** Characters of a text that are shown. */
const TEXT_CHARS = 80;

const UNKNOWN = "–";

/** How the values of a column are written for people: by its name, and all with the same number of decimals. */
export function formatterOf(name: string, values: readonly unknown[]): (value: unknown) => string {
  const number = numberFormat(name, values.filter((value) => typeof value === "number"));
  return (value) => {
    if (value === null || value === undefined) return UNKNOWN;
    if (typeof value === "number") return Number.isFinite(value) ? number(value) : String(value);
    return shortened(typeof value === "string" ? value : JSON.stringify(value));
  };
}

function numberFormat(name: string, values: readonly number[]): (value: number) => string {
  if (name.endsWith("_ms")) return (value) => grouped(value, 1);
  if (name.endsWith("_rate")) return (value) => `${grouped(100 * value, 1)} %`;
  // A count has its thousands set apart; a seed or a status is none.
  if (name === "n" || name.endsWith("_tokens")) return (value) => grouped(value, 0);
  const decimals = Math.max(0, ...values.filter(Number.isFinite).map(decimalsOf));
  if (name.endsWith("_usd")) return (value) => `${value < 0 ? "-" : ""}$${Math.abs(value).toFixed(decimals)}`;
  return (value) => value.toFixed(decimals);
}

/** How many decimals show the digits of a number that matter. */
function decimalsOf(value: number): number {
  const text = Decimal.fromNumber(Number(value.toPrecision(DIGITS))).toString();
  // Some numbers are too small for any table.
  return Math.min(20, text.split(".")[1]?.length ?? 0);
}

function grouped(value: number, decimals: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

function shortened(text: string): string {
  const chars = [...text];
  return chars.length <= TEXT_CHARS ? text : `${chars.slice(0, TEXT_CHARS - 1).join("")}…`;
}

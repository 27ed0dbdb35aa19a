import { Decimal, UNKNOWN } from "../../base/mod.ts";

/** Digits that matter of a real number. */
const DIGITS = 4;

/** The units in which times are shown, the largest first, each from its number of milliseconds on. */
const TIMES = [
  { from: 600_000, ms: 60_000, unit: "min" },
  { from: 10_000, ms: 1000, unit: "s" },
  { from: 0, ms: 1, unit: "ms" },
] as const;

/** What may stand behind the unit in the name of a column: a bound, a side of a comparison, a figure of many. */
const BEHIND = "(_(low|high|se|a|b|base|new|mean|median|total|min|max|difference|change|saved|p\\d+))*$";

const KINDS: readonly (readonly [kind: "money" | "time" | "share" | "count", pattern: RegExp])[] = [
  ["money", new RegExp(`(^|_)usd${BEHIND}`)],
  ["time", new RegExp(`(^|_)ms${BEHIND}`)],
  ["share", new RegExp(`(^|_)(rate|share|relative)${BEHIND}`)],
  [
    "count",
    new RegExp(`(^n(_\\w+)?|_n|^(cells|prompts|tries|attempts|rows|calls|requests)|(^|_)(tokens|count))${BEHIND}`),
  ],
];

/** How the values of a column are written for people: by its name, and all with the same unit and decimals. */
export function formatterOf(name: string, values: readonly unknown[]): (value: unknown) => string {
  const number = numberFormat(name, values.filter((value) => typeof value === "number" && Number.isFinite(value)));
  return (value) => {
    if (value === null || value === undefined) return UNKNOWN;
    if (typeof value === "number") return Number.isFinite(value) ? number(value) : String(value);
    if (typeof value === "bigint") return value.toLocaleString("en-US");
    return typeof value === "string" ? value : JSON.stringify(value) ?? String(value);
  };
}

function numberFormat(name: string, values: readonly unknown[]): (value: number) => string {
  const finite = values as readonly number[];
  const kind = name.startsWith("param_") ? null : KINDS.find(([, pattern]) => pattern.test(name))?.[0] ?? null;
  if (kind === "time") return timeFormat(finite);
  if (kind === "share") return (value) => `${grouped(100 * value, 1)} %`;
  const decimals = Math.max(0, ...finite.map(decimalsOf));
  // A count has its thousands set apart; a seed or a status is none. The mean of counts has decimals.
  if (kind === "count") return (value) => grouped(value, decimals);
  if (kind === "money") return (value) => `${value < 0 ? "-" : ""}$${Math.abs(value).toFixed(decimals)}`;
  return (value) => value.toFixed(decimals);
}

function timeFormat(values: readonly number[]): (value: number) => string {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const { ms, unit } = TIMES.find(({ from }) => largest >= from)!;
  const decimals = largest / ms >= 100 ? 0 : largest / ms >= 10 ? 1 : 2;
  return (value) => `${grouped(value / ms, decimals)} ${unit}`;
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

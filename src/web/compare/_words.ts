import { formatCount, formatMs, formatScore, formatUsd, UNKNOWN } from "../../base/mod.ts";
import type { MetricComparison, SideFigure } from "../../analysis/mod.ts";

const BETTER_BY = "better by ";

/** How metrics are called, and what a better side is. */
const METRICS: ReadonlyMap<string, { readonly title: string; readonly better: string }> = new Map([
  ["score", { title: "Score", better: "better" }],
  ["ok", { title: "Answered", better: "answers more often" }],
  ["latency", { title: "Latency", better: "faster" }],
  ["ttft", { title: "Time to first token", better: "faster to the first token" }],
  ["tpot", { title: "Time per output token", better: "faster per token" }],
  ["cost", { title: "Cost", better: "cheaper" }],
]);

/** A figure that is none, with or without a sign. */
const NOTHING = /^−?[0.]+$/;
/** What a share of two sums of doubles may be off. */
const NOISE = 1e-9;

/** Costs of a cell below this are told of a thousand. */
const SMALL_USD = 0.01;

/** A comparison in figures that are read easily: small costs are those of a thousand cells. */
export function inReadableUnit(comparison: MetricComparison): MetricComparison {
  const { a, b, difference, detectable, unit } = comparison;
  const most = Math.max(Math.abs(a.value ?? 0), Math.abs(b.value ?? 0));
  if (unit !== "US$" || most >= SMALL_USD || most === 0) return comparison;
  const times = (value: number | null) => value === null ? null : value * 1000;
  const scaled = ({ value, low, high }: SideFigure): SideFigure => ({
    value: times(value),
    low: times(low),
    high: times(high),
  });
  return {
    ...comparison,
    unit: PER_THOUSAND,
    a: scaled(a),
    b: scaled(b),
    difference: scaled(difference),
    detectable: times(detectable),
  };
}

const TOO_FEW = "too few for any difference to stand out";
const PER_THOUSAND = "US$ per 1,000 cells";

/** What a metric is called at the head of its row. */
export function metricTitle(metric: string): string {
  return METRICS.get(metric)?.title ?? metric.replace(/^score_/, "Score: ");
}

/** What its figures are in. */
export function unitText({ unit }: Pick<MetricComparison, "unit">): string {
  return unit === "US$" ? "US$ per cell" : unit ?? "0 to 1";
}

/** A figure of a metric, without its unit. */
export function figureText(value: number | null, { unit }: Pick<MetricComparison, "unit">): string {
  if (value === null) return UNKNOWN;
  const text = sizeText(Math.abs(value), unit);
  return value < 0 ? `−${text}` : text;
}

function sizeText(size: number, unit: string | null): string {
  if (unit === null) return formatScore(size);
  if (unit.startsWith("US$")) return formatUsd(size);
  if (unit === "ms" && (size === 0 || size >= 0.1)) return formatMs(size);
  const digits = size >= 10 ? { maximumFractionDigits: 1 } : { maximumSignificantDigits: 2 };
  return size.toLocaleString("en-US", digits);
}

/** The same with its sign. */
export function changeText(value: number | null, metric: Pick<MetricComparison, "unit">): string {
  const text = figureText(value, metric);
  // What two sums of doubles may be off is no change.
  if (NOTHING.test(text)) return text.replace("−", "");
  return value !== null && value > 0 ? `+${text}` : text;
}

/** A share with its sign: `+12.5 %`. */
export function relativeText(share: number | null): string {
  if (share === null) return UNKNOWN;
  if (Math.abs(share) < NOISE) return "0 %";
  const size = 100 * Math.abs(share);
  const digits = size < 0.05 ? { maximumSignificantDigits: 1 } : { maximumFractionDigits: 1 };
  const percent = size.toLocaleString("en-US", digits);
  return `${share < 0 ? "−" : share > 0 ? "+" : ""}${percent} %`;
}

/** A p-value for people. */
export function pText(p: number | null): string {
  if (p === null) return UNKNOWN;
  return p < 0.001 ? "< 0.001" : p.toFixed(p < 0.1 ? 3 : 2);
}

/** What is better at a metric, for people: `faster`. */
function betterWord(metric: string): string {
  return METRICS.get(metric)?.better ?? `${BETTER_BY}${metric.replace(/^score_/, "")}`;
}

/** What a comparison shows of a metric, in plain words. */
export function verdictText(comparison: MetricComparison): string {
  const { metric, verdict, prompts, detectable, difference, unit } = comparison;
  const many = formatCount(prompts, "prompt");
  switch (verdict) {
    case "a":
    case "b":
      return `${verdict.toUpperCase()} is ${betterWord(metric)}, beyond noise`;
    case "differ":
      return `${(difference.value ?? 0) > 0 ? "B" : "A"} has more, beyond noise`;
    case "same":
      return prompts === 1 ? "The same at the only prompt" : `The same at all ${many}`;
    case "too few":
      return `Cannot be told with ${many}: ${TOO_FEW}`;
    case "none":
      return "No prompt has it on both sides";
    case "unclear": {
      // No share is further from another than 1.
      if (unit === null && detectable !== null && detectable > 1) return `Cannot be told with ${many}: ${TOO_FEW}`;
      const smallest = detectable === null
        ? ""
        : `: the smallest detectable difference is ${figureText(detectable, comparison)}${
          unit === null ? "" : ` ${unit}`
        }`;
      return `Cannot be told with ${many}${smallest}`;
    }
  }
}

/** All verdicts in one sentence each: what B is better at, what A, and what cannot be told. */
export function summaryTexts(metrics: readonly MetricComparison[]): string[] {
  const of = (...wanted: readonly MetricComparison["verdict"][]) =>
    metrics.filter(({ verdict }) => wanted.includes(verdict));
  const better = (side: "a" | "b") => {
    const words = betterWords(of(side).map(({ metric }) => betterWord(metric)));
    return words.length === 0 ? [] : [`${side.toUpperCase()} is ${listed(words)}, beyond noise.`];
  };
  const names = (list: readonly MetricComparison[]) => listed(list.map(({ metric }) => metricTitle(metric)));
  const [open, same] = [of("unclear", "too few"), of("same")];
  return [
    ...better("b"),
    ...better("a"),
    ...(open.length === 0 ? [] : [`What cannot be told from noise: ${names(open)}.`]),
    ...(same.length === 0 ? [] : [`The same on both sides: ${names(same)}.`]),
  ];
}

/** `better overall`, `by exact` */
function betterWords(words: readonly string[]): string[] {
  const first = words.findIndex((word) => word.startsWith(BETTER_BY));
  const hasOverall = words[0] === "better" && first >= 0;
  return words.map((word, i) => {
    if (hasOverall && i === 0) return "better overall";
    return word.startsWith(BETTER_BY) && (hasOverall || i > first) ? word.replace("better ", "") : word;
  });
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

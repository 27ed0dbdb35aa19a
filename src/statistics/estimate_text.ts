import { UNKNOWN } from "../base/mod.ts";
import type { Estimate } from "./estimate.ts";

/**
 * An estimate as a sentence says it, with its interval, its number of observations and its method: what is shown of
 * significance anywhere comes from here. It has as many digits as its interval is worth; `–` where there is no estimate.
 *
 * The unit is written behind the figures, or is a function that writes one of them.
 *
 * @example A mean score
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { clusteredMean, estimateText } from "@tapedeck/tapedeck";
 *
 * assertEquals(
 *   estimateText(clusteredMean([310, 295, 402, 350, 288, 330]), "ms"),
 *   "329 ms (95 % CI 285 to 374 ms, n = 6; mean, standard error, t with 5 df)",
 * );
 * ```
 */
export function estimateText(estimate: Estimate | null, unit: string | ((value: number) => string) = ""): string {
  if (estimate === null) return UNKNOWN;
  const { value, low, high, confidence, n, clusters, method } = estimate;
  const figure = typeof unit === "function" ? unit : figureText(estimate);
  const suffix = typeof unit === "function" || unit === "" ? "" : ` ${unit}`;
  const percent = `${Number((confidence * 100).toPrecision(6))} %`;
  const interval = low === null || high === null
    ? "no interval"
    : `${percent} CI ${figure(low)} to ${figure(high)}${suffix}`;
  const groups = clusters === n ? "" : `, ${count(clusters)} ${clusters === 1 ? "group" : "groups"}`;
  return `${figure(value)}${suffix} (${interval}, n = ${count(n)}${groups}; ${method})`;
}

/** Writes figures with two digits of the interval's width; three of the value, where there is none. */
function figureText({ value, low, high }: Estimate): (value: number) => string {
  const width = low === null || high === null ? 0 : high - low;
  const digits = width > 0 ? 1 - Math.floor(Math.log10(width)) : 2 - Math.floor(Math.log10(Math.abs(value) || 1));
  const fractionDigits = Math.min(20, Math.max(0, digits));
  const format = new Intl.NumberFormat("en-US", {
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits,
    signDisplay: "negative",
  });
  return (value) => format.format(value);
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

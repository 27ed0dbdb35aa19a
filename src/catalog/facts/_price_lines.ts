import { formatUsd, UNKNOWN } from "../../base/mod.ts";
import { perMillion } from "../cost/mod.ts";
import type { Price, PriceOverride, TokenRates } from "../../spec/mod.ts";

/** What a price list calls the rates that are per token. */
const TOKEN_RATES: readonly (readonly [rate: keyof TokenRates, name: string])[] = [
  ["inputUsd", "in"],
  ["outputUsd", "out"],
  ["cacheReadUsd", "cache read"],
  ["cacheWriteUsd", "cache write"],
  ["cacheWrite1hUsd", "cache write 1 h"],
  ["reasoningUsd", "reasoning"],
  ["audioInputUsd", "audio in"],
  ["audioOutputUsd", "audio out"],
  ["imageOutputUsd", "image out"],
];
const UNIT_RATES: readonly (readonly [rate: keyof TokenRates, name: string])[] = [
  ["requestUsd", "request"],
  ["imageUsd", "image"],
  ["webSearchUsd", "web search"],
];

/** A price as lines: the plain rates, then each tier and window with what differs there. */
export function priceLines(price: Price | null): string[] {
  if (price === null) return [UNKNOWN];
  if (price.kind === "hour") {
    return [`${formatUsd(price.hourUsd)} an hour${price.slots === null ? "" : `, ${price.slots} requests at once`}`];
  }
  const { overrides = [], discount, batchDiscount } = price;
  const less = (share: string | undefined, name: string) =>
    share === undefined ? [] : [`${Number((Number(share) * 100).toPrecision(4))} % off ${name}`];
  return [
    ratesText(price),
    ...overrides.map((override) => `${conditionText(override)}: ${ratesText(override.rates)}`),
    ...less(discount, "all of it"),
    ...less(batchDiscount, "in a batch"),
  ];
}

function ratesText(rates: Partial<TokenRates>): string {
  const perToken = TOKEN_RATES.flatMap(([rate, name]) => {
    const usd = rates[rate];
    return usd === undefined ? [] : [`${name} ${formatUsd(perMillion(usd))}`];
  });
  const perUnit = UNIT_RATES.flatMap(([rate, name]) => {
    const usd = rates[rate];
    return usd === undefined || Number(usd) === 0 ? [] : [`${formatUsd(usd)} a ${name}`];
  });
  return [...perToken, ...perUnit].join(", ");
}

function conditionText({ minPromptTokens, utcStart, utcEnd, utcDays }: PriceOverride): string {
  return [
    ...(minPromptTokens === undefined ? [] : [`over ${minPromptTokens.toLocaleString("en-US")} tokens in`]),
    ...(utcStart === undefined ? [] : [`${utcStart} to ${utcEnd ?? "24:00"} UTC`]),
    ...(utcDays === undefined ? [] : [`on ${utcDays.join(", ")}`]),
  ].join(", ");
}

import type { JsonObject, JsonValue, PriceOverride, TokenPrice, TokenRates } from "../../spec/mod.ts";
import { asArray, asCount, asNumber, asObject, asTexts, restOf } from "./_fields.ts";
import { usdPerToken } from "./_price_units.ts";
import { type GivenRates, isNamedFree, tokenPrice } from "./_token_price.ts";

/**
 * OpenRouter's names of rates. Its `image` is not among them: it is what the tokens of an image cost (in the older lists
 * those of a typical one together), which the prompt's tokens have in them already.
 */
const RATES: readonly (readonly [rate: keyof TokenRates, name: string])[] = [
  ["inputUsd", "prompt"],
  ["outputUsd", "completion"],
  ["cacheReadUsd", "input_cache_read"],
  ["cacheWriteUsd", "input_cache_write"],
  ["cacheWrite1hUsd", "input_cache_write_1h"],
  ["reasoningUsd", "internal_reasoning"],
  ["audioInputUsd", "audio"],
  ["audioOutputUsd", "audio_output"],
  ["imageOutputUsd", "image_output"],
  ["requestUsd", "request"],
  ["webSearchUsd", "web_search"],
];
/** What of a `pricing` has a place in a price. */
const READ = [...RATES.map(([, name]) => name), "overrides"];

const CONDITIONS = ["min_prompt_tokens", "utc_start", "utc_end", "utc_days"];

/**
 * The price in OpenRouter's `pricing`, of a model or an endpoint; `null` where it is unknown.
 *
 * An endpoint's `discount` is told beside prices that it has been taken off already: where a model has one endpoint only,
 * the model's price is the endpoint's as it stands. It is therefore not in the price.
 */
export function routerPrice(pricing: JsonValue | undefined, { id }: { readonly id: string }): TokenPrice | null {
  const given = asObject(pricing);
  if (given === null) return null;
  const price = tokenPrice(ratesOf(given), { free: isNamedFree(id) });
  const overrides = price === null
    ? []
    : (asArray(given.overrides) ?? []).map(overrideOf).filter((each) => each !== null);
  return price === null || overrides.length === 0 ? price : { ...price, overrides };
}

/** What of a `pricing` has no place in a price, as it stands. */
export function unreadPricing(pricing: JsonValue | undefined): JsonObject {
  const given = asObject(pricing) ?? {};
  const unread = (asArray(given.overrides) ?? []).filter((each) => !isUnderstood(overrideOf(each)));
  return {
    ...restOf(given, READ),
    ...(unread.length === 0 ? {} : { overrides: unread }),
  };
}

function ratesOf(given: JsonObject): GivenRates {
  const rates: { -readonly [rate in keyof GivenRates]: GivenRates[rate] } = {};
  for (const [rate, name] of RATES) {
    if (given[name] !== undefined) rates[rate] = usdPerToken(given[name], "usd_per_token");
  }
  return rates;
}

/**
 * One override. Where it has no condition that can be read, or something that can be another one (what is not a price),
 * nobody knows when it holds. `null` where it then says nothing of any rate either.
 */
function overrideOf(value: JsonValue): PriceOverride | null {
  const given = asObject(value) ?? {};
  const isWhole = Object.entries(given).every(([name, each]) =>
    CONDITIONS.includes(name) || each === null || usdPerToken(each, "usd_per_token") !== null
  );
  const minPromptTokens = asCount(given.min_prompt_tokens);
  const window = windowOf(given.utc_start, given.utc_end);
  const utcDays = asTexts(given.utc_days)?.map((day) => day.toLowerCase()) ?? [];
  const rates = Object.fromEntries(
    Object.entries(ratesOf(given)).filter(([, rate]) => typeof rate === "string" && !rate.startsWith("-")),
  );
  const conditions = {
    ...(minPromptTokens === null ? {} : { minPromptTokens }),
    ...window,
    ...(utcDays.length === 0 ? {} : { utcDays }),
  };
  const isKnown = isWhole && window !== null && Object.keys(conditions).length > 0;
  if (!isKnown && Object.keys(rates).length === 0) return null;
  return { ...conditions, ...(isKnown ? {} : { unknownCondition: true }), rates };
}

function isUnderstood(override: PriceOverride | null): boolean {
  return override !== null && override.unknownCondition === undefined;
}

/** A window of the day out of two clock numbers, which are the same for a whole day; `null` where they cannot be read. */
function windowOf(start: JsonValue | undefined, end: JsonValue | undefined): Partial<PriceOverride> | null {
  if ((start ?? null) === null && (end ?? null) === null) return {};
  const utcStart = clockTime(start ?? 0);
  const utcEnd = clockTime(end ?? 0);
  if (utcStart === null || utcEnd === null) return null;
  return utcStart === utcEnd ? { utcStart: "00:00" } : { utcStart, utcEnd };
}

/** `HH:MM` out of 1630, or of a text in either form; 2400 is midnight, as 0 is. */
function clockTime(value: JsonValue): string | null {
  const number = asNumber(typeof value === "string" ? value.replace(":", "") : value);
  if (number === null || !Number.isInteger(number) || number < 0 || number > 2400) return null;
  const hours = Math.floor(number / 100) % 24;
  const minutes = number % 100;
  return minutes > 59 ? null : `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}

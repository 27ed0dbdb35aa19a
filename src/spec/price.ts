/** What each thing costs, in exact decimal strings of US dollars. What is not given falls back as told. */
export interface TokenRates {
  /** Per input token. */
  readonly inputUsd: string;
  /** Per output token. */
  readonly outputUsd: string;
  /** Per input token that was read from the cache; the input rate where it is not given. */
  readonly cacheReadUsd?: string;
  /** Per input token that was written to the cache, for five minutes; the input rate where it is not given. */
  readonly cacheWriteUsd?: string;
  /** Per input token that was written to the cache for an hour; `cacheWriteUsd` where it is not given. */
  readonly cacheWrite1hUsd?: string;
  /** Per output token of reasoning; the output rate where it is not given. */
  readonly reasoningUsd?: string;
  /** Per input token of sound; the input rate where it is not given. */
  readonly audioInputUsd?: string;
  /** Per output token of sound; the output rate where it is not given. */
  readonly audioOutputUsd?: string;
  /** Per output token of an image; the output rate where it is not given. */
  readonly imageOutputUsd?: string;
  /** Per request; nothing where it is not given. */
  readonly requestUsd?: string;
  /** Per image in the request, beside its tokens; nothing where it is not given. */
  readonly imageUsd?: string;
  /** Per search of the web that the provider makes; unknown where it is not given. */
  readonly webSearchUsd?: string;
}

/** Other rates under a condition. All conditions that are given must hold; of several, the later wins rate by rate. */
export interface PriceOverride {
  /** Holds when the request has strictly more input tokens, cached ones included. */
  readonly minPromptTokens?: number;
  /** `HH:MM` in UTC: holds from this time of day on. */
  readonly utcStart?: string;
  /** `HH:MM` in UTC: holds before this time of day; before `utcStart` it is past midnight. */
  readonly utcEnd?: string;
  /** In UTC, in lower case: `["saturday", "sunday"]`; a window past midnight belongs to the day on which it begins. */
  readonly utcDays?: readonly string[];
  /** A list names another condition, which is not understood: unless one of the others fails, nobody knows if it holds. */
  readonly unknownCondition?: true;
  /** What differs from the plain rates. */
  readonly rates: Partial<TokenRates>;
}

/** A price by what is used. */
export interface TokenPrice extends TokenRates {
  /** Tells it from a price by the hour. */
  readonly kind: "tokens";
  /** Rates by the length of the prompt and the time of day. */
  readonly overrides?: readonly PriceOverride[];
  /** Whether what cached tokens cost is unknown: their rates, where not given, fall back to nothing then. */
  readonly cacheRatesUnknown?: true;
  /** A share of the price that is taken off, as a decimal string: `0.25` is a quarter off. Not in the rates yet. */
  readonly discount?: string;
  /** The share that is taken off when a call is part of a batch: `0.5`; unknown where it is not given. */
  readonly batchDiscount?: string;
}

/**
 * A price by the hour: a self-hosted endpoint, billed by the time that it is busy. `slots` is how many requests it
 * serves at once; `null` takes the number that were in flight when the call was made.
 */
export interface HourPrice {
  /** Tells it from a price by what is used. */
  readonly kind: "hour";
  /** US dollars, as a decimal string. */
  readonly hourUsd: string;
  /** From 1; `null`: not declared. */
  readonly slots: number | null;
}

/** What an endpoint charges. */
export type Price = TokenPrice | HourPrice;

/** Where a price comes from. */
export interface PriceOrigin {
  /** A price of the very endpoint, of the model whoever serves it, or one that the user gave. */
  readonly source: "endpoint" | "model" | "user";
  /** Of when it is, in RFC 3339 in UTC; `null`: not known. */
  readonly asOf: string | null;
}

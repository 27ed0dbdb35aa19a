import { formatAge, formatUsd, UNKNOWN } from "../../base/mod.ts";
import type { ListedPrice } from "../../catalog/mod.ts";
import type { Capabilities, CapabilityName, Price, Tier } from "../../spec/mod.ts";

/** What people call what a model can do. */
export const ABILITY_WORDS: { readonly [name in CapabilityName]: string } = {
  tools: "tools",
  json: "JSON",
  jsonSchema: "schema",
  images: "images",
  files: "files",
  audio: "audio",
  reasoning: "reasoning",
  seed: "seed",
  logprobs: "logprobs",
  streaming: "streaming",
};

/** What can be done for certain, of these. */
export function abilitiesText(capabilities: Capabilities, shown: readonly CapabilityName[]): string {
  const sure = shown.filter((name) => capabilities[name] === "yes").map((name) => ABILITY_WORDS[name]);
  const isUnknown = shown.every((name) => capabilities[name] === "uncertain");
  return sure.length > 0 ? sure.join(", ") : isUnknown ? UNKNOWN : "text only";
}

/** Where facts come from, for people. */
const TIER_WORDS: { readonly [tier in Tier]: string } = {
  api: "just fetched",
  cache: "fetched",
  embedded: "shipped",
  stale: "too old",
  config: "your configuration",
};

/** `fetched, 3 h old`; `shipped, 112 d old` */
export function ageText(
  { tier, fetchedAt }: { readonly tier: Tier | null; readonly fetchedAt: string | null },
  now: Date,
): string {
  if (tier === null || fetchedAt === null) return UNKNOWN;
  // It was read when the dashboard began, whenever it was written.
  if (tier === "config") return TIER_WORDS.config;
  return `${TIER_WORDS[tier]}, ${formatAge(now.getTime() - Date.parse(fetchedAt))} old`;
}

/** A price per million tokens and per thousand; the hour where that is paid for. */
export interface PriceWords {
  readonly million: string;
  /** The empty string where the price is unknown. */
  readonly thousand: string;
}

/** What one kind of token costs, in US dollars. */
export function priceWords(
  listed: ListedPrice | null,
  price: Price | null,
  rate: "inputUsd" | "outputUsd",
): PriceWords {
  if (listed !== null) {
    return {
      million: formatUsd(listed.perMillion[rate]),
      thousand: `${formatUsd(listed.perThousand[rate])} / 1K`,
    };
  }
  if (price?.kind !== "hour") return { million: UNKNOWN, thousand: "" };
  return rate === "inputUsd"
    ? { million: formatUsd(price.hourUsd), thousand: "an hour" }
    : { million: "", thousand: "" };
}

/** `131,072` */
export function tokensText(tokens: number | null): string {
  return tokens === null ? UNKNOWN : tokens.toLocaleString("en-US");
}

/** The id of an element that is about a model: any key can stand in it. */
export function elementId(prefix: string, key: string): string {
  return `${prefix}-${encodeURIComponent(key)}`;
}

/** The address of a model's own page. */
export function infoAddress(key: string): string {
  return `/models/info?model=${encodeURIComponent(key)}`;
}

import { Decimal } from "../../base/mod.ts";
import type { TokenPrice, TokenRates } from "../../spec/mod.ts";
import { holds } from "./_holds.ts";

/** The name of a rate. */
export type RateName = keyof TokenRates;

/** A rate; `null`: the price names none, also none that it falls back to. Or what decides it and is not known. */
export type Rate = { readonly usd: string | null; readonly unknown: "inputTokens" | "at" | "condition" | null };

/** Where a rate that is not given is taken from. */
const FALLBACKS: { readonly [name in RateName]?: RateName } = {
  cacheReadUsd: "inputUsd",
  cacheWriteUsd: "inputUsd",
  cacheWrite1hUsd: "cacheWriteUsd",
  audioInputUsd: "inputUsd",
  reasoningUsd: "outputUsd",
  audioOutputUsd: "outputUsd",
  imageOutputUsd: "outputUsd",
};

const OF_CACHES: readonly RateName[] = ["cacheReadUsd", "cacheWriteUsd", "cacheWrite1hUsd"];

/**
 * The rates of a call. Where a condition cannot be told, both answers are tried: a rate on which they agree is known.
 */
export function ratesAt(
  price: TokenPrice,
  { inputTokens, at }: { readonly inputTokens: number | null; readonly at: Date | null },
): (name: RateName) => Rate {
  if (price.overrides === undefined) return (name) => ({ usd: settled(price, name), unknown: null });
  let sets: readonly Partial<TokenRates>[] = [price];
  let unknown: "inputTokens" | "at" | "condition" | null = null;
  for (const override of price.overrides) {
    const held = holds(override, inputTokens, at);
    if (held === false) continue;
    const changed = sets.map((rates) => ({ ...rates, ...override.rates }));
    sets = held === true ? changed : distinct([...sets, ...changed]);
    if (held !== true) unknown ??= held;
  }
  return (name) => {
    const [first, ...others] = sets.map((rates) => settled(rates, name));
    return { usd: first, unknown: others.some((other) => !alike(first, other)) ? unknown : null };
  };
}

function settled(rates: Partial<TokenPrice>, name: RateName): string | null {
  const usd = rates[name];
  if (usd !== undefined) return usd;
  const other = rates.cacheRatesUnknown && OF_CACHES.includes(name) ? undefined : FALLBACKS[name];
  return other === undefined ? null : settled(rates, other);
}

function alike(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  return a === b || Decimal.parse(a).compare(Decimal.parse(b)) === 0;
}

/** Many overrides that cannot be told apart would otherwise double the sets each. */
function distinct(sets: readonly Partial<TokenRates>[]): Partial<TokenRates>[] {
  return [...new Map(sets.map((set) => [JSON.stringify(set, Object.keys(set).sort()), set])).values()];
}

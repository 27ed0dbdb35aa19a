import type { TokenPrice, TokenRates } from "../../spec/mod.ts";

/** Rates as a list gives them: what it does not give is `null` or absent. */
export type GivenRates = { readonly [rate in keyof TokenRates]?: string | null };

/**
 * The price that these rates make; `null` where it is unknown: no rate for input or output, a rate below zero (routers
 * write -1 for "it depends"), or zero for all where nothing says that the model is free. A further rate of zero is left
 * out: lists write it for what they do not charge apart.
 */
export function tokenPrice(rates: GivenRates, { free }: { readonly free: boolean }): TokenPrice | null {
  const { inputUsd, outputUsd } = rates;
  if (typeof inputUsd !== "string" || typeof outputUsd !== "string") return null;
  if (Object.values(rates).some((rate) => typeof rate === "string" && rate.startsWith("-"))) return null;
  if (isZero(inputUsd) && isZero(outputUsd) && !free) return null;
  return { kind: "tokens", inputUsd, outputUsd, ...furtherRates(rates) };
}

/** The rates that are given and above zero, those for input and output aside. */
function furtherRates(rates: GivenRates): Partial<TokenRates> {
  return Object.fromEntries(
    Object.entries(rates).filter(([name, rate]) =>
      name !== "inputUsd" && name !== "outputUsd" && typeof rate === "string" && !isZero(rate)
    ),
  );
}

/** Whether a plain decimal string is zero. */
function isZero(rate: string): boolean {
  return /^-?0*\.?0*$/.test(rate);
}

/** Whether a model's id says that it costs nothing: `…:free`, `…-Free`, `openrouter/free`. */
export function isNamedFree(id: string): boolean {
  return /(?::free|[-/]free)$/i.test(id);
}

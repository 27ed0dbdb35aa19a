/** What meters count; USD in billionths. */
export type Unit = "requests" | "tokens" | "inputTokens" | "outputTokens" | "usd";

/** How much of each a call asks for, or took. `usd` is `null` where nobody knows the price. */
export interface Amounts {
  readonly requests: number;
  readonly tokens: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly usd: number | null;
}

/** Sums of what calls asked for, of the units that providers count. */
export type Totals = { readonly [Name in Exclude<Unit, "usd">]: number };

/** The start of all sums. */
export const NONE: Totals = { requests: 0, tokens: 0, inputTokens: 0, outputTokens: 0 };

/** The sums with a call's amounts in them. */
export function plus(totals: Totals, amounts: Totals): Totals {
  return {
    requests: totals.requests + amounts.requests,
    tokens: totals.tokens + amounts.tokens,
    inputTokens: totals.inputTokens + amounts.inputTokens,
    outputTokens: totals.outputTokens + amounts.outputTokens,
  };
}

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

/** The sums with a call's amounts in them; `sign` is -1 to take them out. */
export function withAmounts(totals: Totals, amounts: Totals, sign: 1 | -1): Totals {
  return {
    requests: totals.requests + sign * amounts.requests,
    tokens: totals.tokens + sign * amounts.tokens,
    inputTokens: totals.inputTokens + sign * amounts.inputTokens,
    outputTokens: totals.outputTokens + sign * amounts.outputTokens,
  };
}

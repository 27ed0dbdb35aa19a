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

/** What calls have used, or may use at most. */
export interface BudgetAmounts {
  /** Tries that are sent. */
  readonly requests: number;
  /** Of input and output together. */
  readonly tokens: number;
  /** US dollars, as an exact decimal string. */
  readonly usd: string;
}

/** What a call has used. `null` is unknown: as much counts as was reserved for it. */
export interface BudgetUse {
  /** Of input and output together. */
  readonly tokens: number | null;
  /** US dollars, as an exact decimal string. */
  readonly usd: string | null;
}

/** The most that calls may use. What is absent is not limited. */
export interface BudgetLimits {
  /** US dollars, as an exact decimal string. */
  readonly usd?: string;
  /** Of input and output together. */
  readonly tokens?: number;
  /** Requests that are sent, tries that fail included. */
  readonly requests?: number;
  /** From the first call on, all sessions of the run together: after it no call is sent. */
  readonly minutes?: number;
}

/** What a run may use, and what of it may go to single providers. */
export interface PlanBudget extends BudgetLimits {
  /** By the provider's name; calls to it have to fit into both. */
  readonly providers?: { readonly [provider: string]: BudgetLimits };
}

/** What the guards have found out about a request, for the routes behind them. */
export interface DashboardEnv {
  /** Read by `c.env`. */
  readonly Bindings: {
    /** The address that the request came from, where it is known. */
    readonly client?: string;
  };
  /** Read by `c.var`. */
  readonly Variables: {
    /** Whether the request came with the admin key. */
    isAdmin: boolean;
    /** Aborts when the dashboard closes: streams that do not end by themselves end then. */
    closing: AbortSignal;
  };
}

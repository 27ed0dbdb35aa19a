/** A call that was made before, as far as a forecast looks at it; every row of a ledger is one. */
export interface PastCall {
  /** `model@provider[/tag]` */
  readonly endpoint: string;
  /** The cell that it was made for: what was sent, as a hash; `null` is unknown. */
  readonly cellId: string | null;
  /** All input tokens; `null` is unknown. */
  readonly inputTokens: number | null;
  /** All output tokens; `null` is unknown. */
  readonly outputTokens: number | null;
  /** How long it took; `null` is unknown. */
  readonly latencyMs: number | null;
}

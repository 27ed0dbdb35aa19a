/** A variant that an adaptive sweep went on without. */
export interface DroppedVariant {
  /** `model@provider[/tag]`, and its axes behind it. */
  readonly variant: string;
  /** The variant that was best then. */
  readonly leader: string;
  /** The prompts that it was asked before. */
  readonly prompts: number;
  /** Prompts that both have a score of. */
  readonly n: number;
  /** The mean of its score less the leader's over these prompts. */
  readonly meanDifference: number;
  /** Of a paired permutation test, one-sided. */
  readonly pValue: number;
  /** What the p-value was below. */
  readonly alpha: number;
}

/** What an adaptive sweep came to. */
export interface AdaptiveOutcome {
  /** In the order in which they were dropped. */
  readonly dropped: readonly DroppedVariant[];
  /** Cells that were not run as their variant was dropped. */
  readonly cellsLeftOut: number;
  /**
   * What they would have cost, at the mean cost of the cells of each dropped variant that were run: an exact decimal
   * string, rounded to a billionth; `null`: the cost of some is unknown.
   */
  readonly savedUsd: string | null;
}

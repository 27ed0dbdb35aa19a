/** How a sweep drops variants that are beaten: the table `[adaptive]` of a plan. It decides which cells are run. */
export interface PlanAdaptive {
  /**
   * `racing` looks after every so many prompts, `halving` after ever more of them, and leaves at least one in `eta` of
   * the variants each time.
   */
  readonly method: "racing" | "halving";
  /** What variants are compared by: `score`, the reduced score of a prompt, or one scorer's, `scores.exact`. */
  readonly metric: string;
  /** Prompts before the first look; with `racing` also between two looks. */
  readonly prompts: number;
  /** By how much the prompts of `halving` grow from look to look, and which share of the variants stays at least. */
  readonly eta: number;
  /** How sure it must be that a variant is beaten, all looks and comparisons together. */
  readonly confidence: number;
  /** So many variants are never dropped. */
  readonly keep: number;
  /** Decides the order of the prompts. */
  readonly seed: number;
}

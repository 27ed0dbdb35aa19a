/** How intervals are made. */
export interface IntervalOptions {
  /** How often intervals made so contain what is estimated. 0.95 unless given. */
  readonly confidence?: number;
  /** How many samples are drawn where an interval is made of resamples. 2,000 unless given. */
  readonly resamples?: number;
  /** Decides which: the same seed gives the same intervals on any machine. */
  readonly seed?: string;
}

/** How many values were within two bounds. */
export interface HistogramBucket {
  /** The lower bound, which is within. */
  readonly from: number;
  /** The upper bound, which is not. */
  readonly to: number;
  /** How many; what is older weighs less. */
  readonly count: number;
}

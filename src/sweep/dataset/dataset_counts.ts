/** How the samples of a plan came out of its data set. */
export interface DatasetCounts {
  /** The files that they were read from; none: they stand in the plan. */
  readonly files: readonly string[];
  /** The rows that were read: all of them, or up to the last that `limit` asked for. */
  readonly rows: number;
  /** Those that `where` has kept. */
  readonly kept: number;
  /** Those that became samples. */
  readonly samples: number;
}

import type { RepeatReduction } from "../../scoring/mod.ts";

/** How p-values of several comparisons are corrected, so that not every twentieth of them is significant by chance. */
export type Correction = "holm" | "benjamini-hochberg" | "none";

/** What comparisons have in common. */
export interface ComparisonOptions {
  /**
   * `score`, `cost`, `latency`, `ttft`, `tpot`, `ok`, or columns of numbers but
   * tokens per second: rates have no mean that tells of speed, `tpot` has. Score, cost, latency, TTFT and whether there
   * was an answer unless given.
   */
  readonly metrics?: readonly string[];
  /** Over all rows of the result. Holm's unless given; `benjamini-hochberg` for explorations of very many. */
  readonly correction?: Correction;
  /** How a prompt's repeats become one score; their mean over the answers unless given. */
  readonly reduction?: RepeatReduction;
  /** How often intervals made so contain the difference. 0.95 unless given. */
  readonly confidence?: number;
  /** How many samples and sign patterns are drawn. 10,000 unless given. */
  readonly resamples?: number;
  /** Decides which: the same seed gives the same figures on any machine. */
  readonly seed?: string;
}

/** Options of `compare`. */
export interface CompareOptions extends ComparisonOptions {
  /** The columns whose values make a group, each compared by itself. None unless given. */
  readonly by?: string | readonly string[];
}

/**
 * A figure and how sure it is. Every estimate of this room has this form, so that a table, a chart and a sentence can
 * show any of them with its interval, its number of observations and its method.
 */
export interface Estimate {
  /** The figure itself, in the unit of the values. */
  readonly value: number;
  /** Its standard error, in the same unit; `null` where nothing can be said. */
  readonly standardError: number | null;
  /** The lower end of its confidence interval; `null` where nothing can be said. */
  readonly low: number | null;
  /** The upper end of its confidence interval; `null` where nothing can be said. */
  readonly high: number | null;
  /** How often intervals made so contain what is estimated: 0.95. */
  readonly confidence: number;
  /** The number of observations. */
  readonly n: number;
  /** The number of groups that are independent of each other; `n` where observations are. */
  readonly clusters: number;
  /** How the interval was made, for people: "mean, standard error clustered by 16 groups (CR1), t with 15 df". */
  readonly method: string;
}

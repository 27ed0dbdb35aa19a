/** A number of tokens with what is around it. */
export interface TokenRange {
  /** What it is hardly below. */
  readonly low: number;
  /** What it is most likely near to. */
  readonly expected: number;
  /** What it is hardly above. */
  readonly high: number;
}

/** What calls of a scope have used that a limiter did not let go itself: those of a command before. */
export interface RecalledUse {
  /** How long ago they started, in ms. */
  readonly agoMs: number;
  /** How long ago they ended, in ms: output tokens count from then on. */
  readonly endedAgoMs: number;
  /** How many they were. */
  readonly requests: number;
  /** Input tokens of all of them. */
  readonly inputTokens: number;
  /** Output tokens of all of them. */
  readonly outputTokens: number;
  /** What they cost together, in US dollars as a decimal string. */
  readonly usd: string;
}

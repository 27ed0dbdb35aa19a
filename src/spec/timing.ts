/**
 * Where a chunk of a body begins and when it came: `[byteOffset, ms]`. Milliseconds count from the hand-over of the
 * request to the network and are rounded to the microsecond.
 */
export type Cut = readonly [byteOffset: number, ms: number];

/** The latency of one attempt. Zero is the hand-over of the request to the network; `null` is unknown. */
export interface Timing {
  /** To the first token of any kind; `null` when the answer was not streamed. */
  readonly ttftMs: number | null;
  /** To the first token of the answer itself (text or tool call, not reasoning). */
  readonly ttfoMs: number | null;
  /** To the last byte. */
  readonly latencyMs: number | null;
  /** `(latencyMs - ttftMs) / (outputTokens - 1)`; `null` for one token or none. */
  readonly tpotMs: number | null;
  /** `1000 / tpotMs`. */
  readonly outputTps: number | null;
}

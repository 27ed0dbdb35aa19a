import type { Cut, Timing } from "../spec/mod.ts";

/** The moments of one answer that a wire format found, in milliseconds from the hand-over of the request. */
export interface TimingMarks {
  /** The first token of any kind; `null` when the answer was not streamed. */
  readonly firstTokenMs: number | null;
  /** The first token of text or of a tool call. */
  readonly firstOutputMs: number | null;
  /** The last byte. */
  readonly lastByteMs: number | null;
  /** Reasoning included. */
  readonly outputTokens: number | null;
}

/**
 * The latency figures of an answer, each rounded to a microsecond. Every wire format derives them here, so that they
 * mean the same for all.
 */
export function deriveTiming(marks: TimingMarks): Timing {
  const tpotMs = timePerOutputToken(marks);
  return {
    ttftMs: roundOrNull(marks.firstTokenMs),
    ttfoMs: roundOrNull(marks.firstOutputMs),
    latencyMs: roundOrNull(marks.lastByteMs),
    tpotMs: roundOrNull(tpotMs),
    outputTps: tpotMs === null || tpotMs <= 0 ? null : roundOrNull(1000 / tpotMs),
  };
}

/** When the last byte of a body came: the time of its last chunk, or of the headers when it has no bytes. */
export function lastByteMs(response: { body: Uint8Array; cuts: readonly Cut[]; headersMs: number }): number | null {
  const last = response.cuts.at(-1);
  if (last !== undefined) return last[1];
  return response.body.length === 0 ? response.headersMs : null;
}

function timePerOutputToken({ firstTokenMs, lastByteMs, outputTokens }: TimingMarks): number | null {
  if (firstTokenMs === null || lastByteMs === null || outputTokens === null || outputTokens <= 1) return null;
  return (lastByteMs - firstTokenMs) / (outputTokens - 1);
}

function roundOrNull(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 1000) / 1000;
}

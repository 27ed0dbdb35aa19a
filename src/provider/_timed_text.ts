import type { Cut } from "../spec/mod.ts";

/** A body and when its chunks came. */
export interface TimedBody {
  readonly body: Uint8Array;
  readonly cuts: readonly Cut[];
}

/** Takes a body apart that is handed over piece by piece. */
export interface PieceReader {
  /** Takes the next piece; `ms` is when it came, or `null`. */
  feed(text: string, ms: number | null): void;
  /** The body is over. */
  end(ms: number | null): void;
}

/** Who reads a body piece by piece. */
export interface TextReader {
  /** Whether the time of the next piece matters. Chunks need not be told apart from where it is `false`. */
  wantsTime(): boolean;
  /** Takes the next piece; `ms` is when it came, or `null` where that is unknown or was no longer asked for. */
  feed(text: string, ms: number | null): void;
}

/** Read a whole body as text in the pieces in which it came, and give the time of the last one. */
export function feedText({ body, cuts }: TimedBody, reader: TextReader): number | null {
  const decoder = new TextDecoder();
  let next = 0;
  for (; next + 1 < cuts.length && reader.wantsTime(); next++) {
    const chunk = body.subarray(next === 0 ? 0 : cuts[next][0], cuts[next + 1][0]);
    reader.feed(decoder.decode(chunk, { stream: true }), cuts[next][1]);
  }
  // Only the last chunk is left, or nobody asks for times any more.
  const rest = next === 0 ? body : body.subarray(cuts[next][0]);
  const restMs = next + 1 >= cuts.length ? cuts.at(-1)?.[1] ?? null : null;
  reader.feed(decoder.decode(rest), restMs);
  return restMs;
}

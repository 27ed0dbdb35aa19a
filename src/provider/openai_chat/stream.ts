import type { AnswerDelta, WireOutcome, WireResponse } from "../../spec/mod.ts";
import { looksLikeEvents } from "../_event_stream.ts";
import { followAnswer } from "../_follow_answer.ts";
import { readSse, SseReader } from "../_sse.ts";
import { StreamReader } from "../_stream_reader.ts";
import { format } from "./_format.ts";

/**
 * The outcome of a streamed answer. It is an answer when a finish reason came (or, for servers that give none, the
 * closing `[DONE]`); an error event, a broken event or an end before that is a failure, never half an answer.
 */
export function fromStream(response: WireResponse): WireOutcome {
  const reader = new StreamReader(response, format);
  readSse(response, reader);
  return reader.outcome();
}

/** See `WireFormat.follow`. */
export function follow(headers: Headers, tell: (delta: AnswerDelta) => void): (chunk: Uint8Array) => void {
  return followAnswer(format, {
    headers,
    tell,
    frame: (head, headers, visitor) => looksLikeEvents(head, headers) ? new SseReader(visitor) : null,
  });
}

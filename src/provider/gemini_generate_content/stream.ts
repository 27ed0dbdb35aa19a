import type { AnswerDelta, WireOutcome, WireResponse } from "../../spec/mod.ts";
import { isEventStream, looksLikeEvents } from "../_event_stream.ts";
import { followAnswer } from "../_follow_answer.ts";
import { JsonArrayReader, readJsonArray } from "../_json_array.ts";
import { readSse, SseReader } from "../_sse.ts";
import { StreamReader } from "../_stream_reader.ts";
import { format } from "./_format.ts";

/** The outcome of a streamed answer, of events or in a JSON array: an answer when its finish reason came. */
export function fromStream(response: WireResponse): WireOutcome {
  const reader = new StreamReader(response, format);
  if (isEventStream(response)) readSse(response, reader);
  else readJsonArray(response, reader);
  return reader.outcome();
}

/** See `WireFormat.follow`. */
export function follow(headers: Headers, tell: (delta: AnswerDelta) => void): (chunk: Uint8Array) => void {
  return followAnswer(format, {
    headers,
    tell,
    frame: (head, headers, visitor) => {
      if (head.startsWith("[")) return new JsonArrayReader(visitor);
      return looksLikeEvents(head, headers) ? new SseReader(visitor) : null;
    },
  });
}

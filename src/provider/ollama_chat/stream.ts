import type { AnswerDelta, WireOutcome, WireResponse } from "../../spec/mod.ts";
import { followAnswer } from "../_follow_answer.ts";
import { JsonLinesReader, readJsonLines } from "../_json_lines.ts";
import { StreamReader } from "../_stream_reader.ts";
import { format } from "./_format.ts";

/** The outcome of a streamed answer: an answer when the line came that says `done`. */
export function fromStream(response: WireResponse): WireOutcome {
  const reader = new StreamReader(response, format);
  readJsonLines(response, reader);
  return reader.outcome();
}

/** See `WireFormat.follow`. */
export function follow(headers: Headers, tell: (delta: AnswerDelta) => void): (chunk: Uint8Array) => void {
  return followAnswer(format, { headers, tell, frame: (_head, _headers, visitor) => new JsonLinesReader(visitor) });
}

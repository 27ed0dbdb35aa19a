import type { WireOutcome, WireResponse } from "../../spec/mod.ts";
import { readJsonLines } from "../_json_lines.ts";
import { StreamReader } from "../_stream_reader.ts";
import { format } from "./_format.ts";

/** The outcome of a streamed answer: an answer when the line came that says `done`. */
export function fromStream(response: WireResponse): WireOutcome {
  const reader = new StreamReader(response, format);
  readJsonLines(response, reader);
  return reader.outcome();
}

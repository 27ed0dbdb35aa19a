import type { WireOutcome, WireResponse } from "../../spec/mod.ts";
import { readSse } from "../_sse.ts";
import { StreamReader } from "../_stream_reader.ts";
import { format } from "./_format.ts";

/** The outcome of a streamed answer: an answer when its finish reason came, which stands in `message-end`. */
export function fromStream(response: WireResponse): WireOutcome {
  const reader = new StreamReader(response, format);
  readSse(response, reader);
  return reader.outcome();
}

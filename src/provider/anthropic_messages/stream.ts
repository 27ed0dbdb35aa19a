import type { WireOutcome, WireResponse } from "../../spec/mod.ts";
import { readSse } from "../_sse.ts";
import { StreamReader } from "../_stream_reader.ts";
import { format } from "./_format.ts";

/** The outcome of a streamed answer: an answer when its stop reason came, which stands in a `message_delta`. */
export function fromStream(response: WireResponse): WireOutcome {
  const reader = new StreamReader(response, format);
  readSse(response, reader);
  return reader.outcome();
}

import type { WireOutcome, WireResponse } from "../../spec/mod.ts";
import { isEventStream } from "../_event_stream.ts";
import { readJsonArray } from "../_json_array.ts";
import { readSse } from "../_sse.ts";
import { StreamReader } from "../_stream_reader.ts";
import { format } from "./_format.ts";

/** The outcome of a streamed answer, of events or in a JSON array: an answer when its finish reason came. */
export function fromStream(response: WireResponse): WireOutcome {
  const reader = new StreamReader(response, format);
  if (isEventStream(response)) readSse(response, reader);
  else readJsonArray(response, reader);
  return reader.outcome();
}

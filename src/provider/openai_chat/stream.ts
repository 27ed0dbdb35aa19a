import type { WireOutcome, WireResponse } from "../../spec/mod.ts";
import { readSse } from "../_sse.ts";
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

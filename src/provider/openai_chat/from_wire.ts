import type { WireOutcome, WireResponse } from "../../spec/mod.ts";
import { errorBodyOf } from "../_errors.ts";
import { isEventStream } from "../_event_stream.ts";
import { readBody } from "../_read_body.ts";
import { format } from "./_format.ts";
import { errorOutcome } from "./errors.ts";
import { fromStream } from "./stream.ts";

/**
 * The answer or the typed failure in a response of the OpenAI chat completions format. Whether it was streamed is seen
 * from the body, as servers stream unasked or answer plainly where a stream was asked for. It never throws.
 */
export function fromWire(response: WireResponse): WireOutcome {
  if (response.status >= 300) return errorOutcome(response, errorBodyOf(response));
  return isEventStream(response) ? fromStream(response) : readBody(response, format);
}

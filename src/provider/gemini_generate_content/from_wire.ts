import type { WireOutcome, WireResponse } from "../../spec/mod.ts";
import { errorBodyOf } from "../_errors.ts";
import { isEventStream } from "../_event_stream.ts";
import { readBody } from "../_read_body.ts";
import { format } from "./_format.ts";
import { errorOutcome } from "./errors.ts";
import { fromStream } from "./stream.ts";

/**
 * The answer or the typed failure in a response of Google's generateContent or streamGenerateContent. A stream is one of
 * events with `alt=sse`, else a JSON array that comes piece by piece. It never throws.
 */
export function fromWire(response: WireResponse): WireOutcome {
  if (response.status >= 300) return errorOutcome(response, errorBodyOf(response));
  return isEventStream(response) || isArray(response.body) ? fromStream(response) : readBody(response, format);
}

function isArray(body: Uint8Array): boolean {
  return body.find((byte) => byte > 0x20) === 0x5b;
}

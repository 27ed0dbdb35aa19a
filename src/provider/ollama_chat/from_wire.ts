import type { WireOutcome, WireResponse } from "../../spec/mod.ts";
import { errorBodyOf } from "../_errors.ts";
import { isObject, parseJson } from "../_read.ts";
import { readBody } from "../_read_body.ts";
import { format } from "./_format.ts";
import { errorOutcome } from "./errors.ts";
import { fromStream } from "./stream.ts";

/**
 * The answer or the typed failure in a response of Ollama's own chat: one JSON object, or one a line where it is
 * streamed. It never throws.
 */
export function fromWire(response: WireResponse): WireOutcome {
  if (response.status >= 300) return errorOutcome(response, errorBodyOf(response));
  return isStream(response) ? fromStream(response) : readBody(response, format);
}

/** A stream of one line is seen by its type, or as it says that more is to come. */
function isStream({ body, headers }: WireResponse): boolean {
  if (/\bndjson\b/i.test(headers.get("content-type") ?? "")) return true;
  const text = new TextDecoder().decode(body).trim();
  if (!text.startsWith("{")) return false;
  const whole = parseJson(text);
  return whole === undefined || (isObject(whole) && whole.done === false);
}

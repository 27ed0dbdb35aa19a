import type { NearRecording } from "../cassette/mod.ts";
import type { TransportFailure } from "../spec/mod.ts";

/**
 * The status of what the tape does not answer. No provider uses it, so that nobody takes it for a provider's word on
 * the request, and no client tries it again.
 */
export const NOT_ON_TAPE = 418;

/** An answer of the proxy itself. */
export interface Refusal {
  readonly status: number;
  /** What programs tell it by: `cassette_miss`. */
  readonly type: string;
  /** For people. */
  readonly message: string;
  readonly nearest?: readonly NearRecording[];
}

/** The refusal in the form in which the clients of OpenAI, Anthropic and Gemini look for an error. */
export function refusalResponse({ status, type, message, nearest }: Refusal): Response {
  const error = { type, code: type, message, param: null, ...(nearest === undefined ? {} : { nearest }) };
  const headers = new Headers({ "x-tapedeck-error": type });
  // A gateway's status is tried again as it would be without a proxy; what the tape says does not change.
  if (status < 500) headers.set("x-should-retry", "false");
  return Response.json({ type: "error", error }, { status, headers });
}

/** What a client gets in place of an answer that never began: as from any gateway, live and in a replay. */
export function failureRefusal({ kind, message }: TransportFailure, upstream: string): Refusal {
  const said = `The upstream "${upstream}" gave no answer (${kind}): ${message}`;
  switch (kind) {
    case "timeout":
      return { status: 504, type: "upstream_timeout", message: said };
    case "aborted":
      return { status: 499, type: "call_aborted", message: `The client called the request off: ${message}` };
    default:
      return { status: 502, type: `upstream_${kind}`, message: said };
  }
}

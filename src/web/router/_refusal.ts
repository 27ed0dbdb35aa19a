import type { JsonObject } from "../../spec/mod.ts";

/** Why a request is not answered, in the terms of OpenAI's errors. */
export interface Refusal {
  readonly status: number;
  /** For people. */
  readonly message: string;
  /** What programs tell it by; `model_not_found`. */
  readonly code: string;
  /** The field at fault: `messages[0].content`. */
  readonly param?: string | null;
  /** What else is known of a call that was made. */
  readonly facts?: JsonObject;
  /** How long the provider asked to wait. */
  readonly afterMs?: number | null;
}

const TYPES: { readonly [status: number]: string } = {
  402: "insufficient_quota",
  404: "not_found_error",
  429: "rate_limit_error",
};
/** What the clients of OpenAI try again by themselves, beside all from 500 on. */
const TRIED_AGAIN = [408, 409, 429];

/** The error as OpenAI writes it, which stands in a body or in an event of a stream. */
export function errorBody({ status, message, code, param = null, facts }: Refusal): JsonObject {
  const type = TYPES[status] ?? (status < 500 ? "invalid_request_error" : "server_error");
  return { error: { message, type, param, code }, ...(facts === undefined ? {} : { x_tapedeck: facts }) };
}

/** The same as a response. */
export function refusalResponse(refusal: Refusal): Response {
  const { status, code, afterMs } = refusal;
  const headers = new Headers({ "cache-control": "no-store", "x-tapedeck-error": code });
  if (status < 500 && !TRIED_AGAIN.includes(status)) headers.set("x-should-retry", "false");
  if (typeof afterMs === "number") {
    headers.set("retry-after-ms", String(Math.ceil(afterMs)));
    headers.set("retry-after", String(Math.ceil(afterMs / 1000)));
  }
  return Response.json(errorBody(refusal), { status, headers });
}

import type { ProviderErrors, Refusal } from "../../spec/mod.ts";
import { jsonError, wholeSeconds } from "./_error_parts.ts";

/** As llama.cpp's server words them. */
export const localErrors: ProviderErrors = {
  refusal: (refusal: Refusal) => {
    switch (refusal.kind) {
      case "rate_limit":
        return jsonError(429, errorBody(429, "Too many requests", "rate_limit_error"), {
          "retry-after": wholeSeconds(refusal.afterMs),
        });
      case "overloaded":
        return jsonError(503, errorBody(503, "Loading model", "unavailable_error"));
      case "server_error":
        return jsonError(refusal.status, errorBody(refusal.status, "Internal server error", "server_error"));
    }
  },
  // A field that is none of an event stream's: a strict reader never sees it.
  streamError: () => `error: ${JSON.stringify({ code: 500, message: "Compute error.", type: "server_error" })}\n\n`,
};

function errorBody(code: number, message: string, type: string) {
  return { error: { code, message, type } };
}

import type { ProviderErrors, Refusal } from "../../spec/mod.ts";
import { dataEvent, jsonError, wholeSeconds } from "./_error_parts.ts";

const BROKE_OFF = { message: "The upstream provider broke the answer off", type: "server_error" };

/** The body that OpenAI made common, and the one header that HTTP itself has: for whom no words of their own are known. */
export const plainErrors: ProviderErrors = {
  refusal: (refusal: Refusal) => {
    switch (refusal.kind) {
      case "rate_limit":
        return jsonError(429, errorBody("Rate limit exceeded", "rate_limit_error", 429), {
          "retry-after": wholeSeconds(refusal.afterMs),
        });
      case "overloaded":
        return jsonError(503, errorBody("The model is overloaded, please try again later", "overloaded_error", 503));
      case "server_error":
        return jsonError(refusal.status, errorBody("Internal server error", "server_error", refusal.status));
    }
  },
  streamError: () => dataEvent({ error: { ...BROKE_OFF, param: null, code: 500 } }),
};

function errorBody(message: string, type: string, code: number) {
  return { error: { message, type, param: null, code } };
}

import type { Refusal } from "../../spec/mod.ts";
import { jsonError, namedEvent, wholeSeconds } from "./_error_parts.ts";
import type { ProviderRow } from "./provider_row.ts";

const ID = "00000000-f111-4e37-8000-000000000000";

/** Cohere. Its keys are 40 letters and digits, which tell nothing. */
export const cohere: ProviderRow = {
  key: "cohere",
  name: "Cohere",
  origin: "https://api.cohere.com",
  basePath: "/v2",
  wire: "cohere-chat",
  keyShapes: [],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return jsonError(429, {
            id: ID,
            message: "You are using a Trial key, which is limited to 20 API calls / minute.",
          }, {
            "retry-after": wholeSeconds(refusal.afterMs),
            "x-trial-endpoint-call-limit": "20",
            "x-trial-endpoint-call-remaining": "0",
          });
        case "overloaded":
          return jsonError(503, { id: ID, message: "service unavailable, please try again later" });
        case "server_error":
          return jsonError(refusal.status, { id: ID, message: "internal server error, this has been reported" });
      }
    },
    // It ends every stream with this event; a broken one has another reason in it.
    streamError: () =>
      namedEvent("message-end", {
        type: "message-end",
        delta: { error: "internal server error", finish_reason: "ERROR" },
      }),
  },
};

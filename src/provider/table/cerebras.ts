import type { Refusal } from "../../spec/mod.ts";
import { dataEvent, jsonError, wholeSeconds } from "./_error_parts.ts";
import type { ProviderRow } from "./provider_row.ts";

/** Cerebras, whose error's fields stand at the top of the body. */
export const cerebras: ProviderRow = {
  key: "cerebras",
  name: "Cerebras",
  origin: "https://api.cerebras.ai",
  basePath: "/v1",
  wire: "openai-chat",
  keyShapes: [
    { name: "cerebras-key", prefix: "csk-", pattern: "csk-[A-Za-z0-9]{32,}", example: `csk-${"filler01".repeat(6)}` },
  ],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return jsonError(429, {
            message: "Requests per minute limit exceeded - too many requests sent.",
            type: "too_many_requests_error",
            param: "quota",
            code: "request_quota_exceeded",
          }, { "retry-after": wholeSeconds(refusal.afterMs) });
        case "overloaded":
          return jsonError(503, {
            message: "We're experiencing high traffic right now! Please try again soon.",
            type: "too_many_requests_error",
            param: "queue",
            code: "queue_exceeded",
          });
        case "server_error":
          return jsonError(refusal.status, serverError());
      }
    },
    streamError: () => dataEvent({ error: { ...serverError(), code: 500 } }),
  },
};

function serverError() {
  return { message: "Encountered a server error, please try again.", type: "server_error", param: "", code: "" };
}

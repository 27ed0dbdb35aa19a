import type { Refusal } from "../../spec/mod.ts";
import { jsonError, wholeSeconds } from "./_error_parts.ts";
import type { ProviderRow } from "./provider_row.ts";

/** A server of one's own, which needs no key; its errors are a text. */
export const ollama: ProviderRow = {
  key: "ollama",
  name: "Ollama",
  origin: null,
  basePath: "/api",
  wire: "ollama-chat",
  keyShapes: [],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return jsonError(429, { error: "too many requests" }, { "retry-after": wholeSeconds(refusal.afterMs) });
        case "overloaded":
          return jsonError(503, { error: "server busy, please try again.  maximum pending requests exceeded" });
        case "server_error":
          return jsonError(refusal.status, { error: "llama runner process no longer running: 2" });
      }
    },
    // Its streams are lines of JSON.
    streamError: () =>
      `${JSON.stringify({ error: "an error was encountered while running the model: unexpected EOF" })}\n`,
  },
};

import type { Refusal } from "../../spec/mod.ts";
import { dataEvent, jsonError, wholeSeconds } from "./_error_parts.ts";
import type { ProviderRow } from "./provider_row.ts";

const UPSTREAM = "Provider returned error";

/** A router to many providers, whose errors it passes on within its own. */
export const openrouter: ProviderRow = {
  key: "openrouter",
  name: "OpenRouter",
  origin: "https://openrouter.ai",
  basePath: "/api/v1",
  wire: "openai-chat",
  keyShapes: [
    {
      name: "openrouter-key",
      prefix: "sk-or-v1-",
      pattern: "sk-or-v1-[A-Za-z0-9]{32,}",
      example: `sk-or-v1-${"f1113700".repeat(8)}`,
    },
  ],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return jsonError(429, upstreamError(429, "The model is temporarily rate-limited upstream."), {
            "retry-after": wholeSeconds(refusal.afterMs),
          });
        case "overloaded":
          return jsonError(529, upstreamError(529, "The upstream provider is overloaded."));
        case "server_error":
          return jsonError(refusal.status, upstreamError(refusal.status, "Internal server error"));
      }
    },
    streamError: () =>
      dataEvent({
        id: "gen-1767225600-FillerFillerFillerFi",
        provider: "Filler",
        model: "filler/filler",
        object: "chat.completion.chunk",
        created: 1767225600,
        error: { code: 502, message: "Provider disconnected unexpectedly" },
        choices: [{
          index: 0,
          delta: { role: "assistant", content: "" },
          finish_reason: "error",
          native_finish_reason: null,
        }],
      }),
  },
};

function upstreamError(code: number, raw: string) {
  return { error: { message: UPSTREAM, code, metadata: { raw, provider_name: "Filler" } }, user_id: "user_filler" };
}

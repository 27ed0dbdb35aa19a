import type { FinishReason } from "../../spec/mod.ts";

const REASONS: { readonly [word: string]: FinishReason } = {
  COMPLETE: "stop",
  STOP_SEQUENCE: "stop",
  MAX_TOKENS: "length",
  TOOL_CALL: "tool_calls",
  ERROR_TOXIC: "content_filter",
  ERROR: "error",
  TIMEOUT: "error",
};

/** The meaning of a `finish_reason`. */
export function finishReason(raw: string | null): FinishReason | null {
  if (raw === null) return null;
  return Object.hasOwn(REASONS, raw) ? REASONS[raw] : "other";
}

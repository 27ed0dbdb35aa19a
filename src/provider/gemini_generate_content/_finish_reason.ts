import type { FinishReason } from "../../spec/mod.ts";

/** The documented words, and Vertex AI's. Calls that the model got wrong are neither stops nor errors of the server's. */
const REASONS: { readonly [word: string]: FinishReason } = {
  STOP: "stop",
  MAX_TOKENS: "length",
  SAFETY: "content_filter",
  RECITATION: "content_filter",
  BLOCKLIST: "content_filter",
  PROHIBITED_CONTENT: "content_filter",
  SPII: "content_filter",
  MODEL_ARMOR: "content_filter",
  IMAGE_SAFETY: "content_filter",
  IMAGE_PROHIBITED_CONTENT: "content_filter",
  IMAGE_RECITATION: "content_filter",
};

/** The meaning of a `finishReason`: an answer that calls tools ends with `STOP` too. */
export function finishReason(raw: string | null, calls: number): FinishReason | null {
  if (raw === null) return null;
  const reason = Object.hasOwn(REASONS, raw) ? REASONS[raw] : "other";
  return reason === "stop" && calls > 0 ? "tool_calls" : reason;
}

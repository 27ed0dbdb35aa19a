import type { FinishReason } from "../../spec/mod.ts";

/** The documented words. `pause_turn` asks to go on with a server's tools, which is none of ours. */
const REASONS: { readonly [word: string]: FinishReason } = {
  end_turn: "stop",
  stop_sequence: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool_calls",
  refusal: "content_filter",
};

/** The meaning of a `stop_reason`. */
export function finishReason(raw: string | null): FinishReason | null {
  if (raw === null) return null;
  return Object.hasOwn(REASONS, raw) ? REASONS[raw] : "other";
}

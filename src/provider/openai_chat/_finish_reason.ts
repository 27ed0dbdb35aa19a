import type { FinishReason } from "../../spec/mod.ts";

/** The words that providers of this format have been seen or are documented to use, in lower case. */
const REASONS: { readonly [word: string]: FinishReason } = {
  stop: "stop",
  stop_sequence: "stop",
  end_turn: "stop",
  eos: "stop",
  eos_token: "stop",
  completed: "stop",
  complete: "stop",
  length: "length",
  max_tokens: "length",
  max_output_tokens: "length",
  model_length: "length",
  model_context_window_exceeded: "length",
  tool_calls: "tool_calls",
  tool_call: "tool_calls",
  tool_use: "tool_calls",
  function_call: "tool_calls",
  content_filter: "content_filter",
  content_filtered: "content_filter",
  safety: "content_filter",
  sensitive: "content_filter",
  error: "error",
  network_error: "error",
  insufficient_system_resource: "error",
};

/** The meaning of a provider's `finish_reason`. */
export function finishReason(raw: string | null): FinishReason | null {
  if (raw === null) return null;
  const word = raw.toLowerCase();
  return Object.hasOwn(REASONS, word) ? REASONS[word] : "other";
}

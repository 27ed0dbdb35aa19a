import type { TokenCounter } from "./token_counter.ts";

/**
 * OpenAI's tokenizer of GPT-4o and everything since, loaded when it is asked for: its table takes a quarter of a second,
 * and a run does not need it.
 */
export async function loadTokenCounter(): Promise<TokenCounter> {
  const { countTokens } = await import("gpt-tokenizer/encoding/o200k_base");
  // What looks like a token of the model's own format is plain text in a prompt.
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => countTokens(text, options);
}

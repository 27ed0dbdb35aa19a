import type { ChatMessage } from "../../spec/mod.ts";
import type { TokenCounter } from "./token_counter.ts";
import type { TokenRange } from "./token_range.ts";
import type { TokenizerKind } from "./tokenizer_kind.ts";

/** What stands around each message, and in front of the answer. */
const TOKENS_PER_MESSAGE = 3;
const TOKENS_PER_ANSWER = 3;
/** An image takes from 85 tokens (OpenAI's low detail) over 765 (a square of 1024 pixels) to 1,600 (Anthropic's most). */
const IMAGE_TOKENS: TokenRange = { low: 85, expected: 765, high: 1600 };
/**
 * How the tokens of other families differ from those of OpenAI's tokenizer. Texts of recorded prompts take from 0.6 times
 * (Gemini) to 1.3 times as many (Claude, Qwen), and templates put up to 200 tokens in front that nobody has written.
 */
const MARGINS: { readonly [kind in TokenizerKind]: TokenRange & { readonly template: number } } = {
  tokenizer: { low: 1, expected: 1, high: 1.1, template: 0 },
  approximation: { low: 0.6, expected: 1.1, high: 1.5, template: 200 },
};

/** The input tokens of one call. */
export function promptTokens(
  messages: readonly ChatMessage[],
  { count, kind }: { readonly count: TokenCounter; readonly kind: TokenizerKind },
): TokenRange {
  let text = TOKENS_PER_ANSWER;
  let images = 0;
  for (const { content } of messages) {
    text += TOKENS_PER_MESSAGE;
    if (typeof content === "string") text += count(content);
    else {
      for (const part of content ?? []) {
        if (part.type === "text") text += count(part.text);
        else if (part.type === "image") images++;
      }
    }
  }
  const { low, expected, high, template } = MARGINS[kind];
  return {
    low: Math.floor(text * low) + images * IMAGE_TOKENS.low,
    expected: Math.round(text * expected) + images * IMAGE_TOKENS.expected,
    high: Math.ceil(text * high) + template + images * IMAGE_TOKENS.high,
  };
}

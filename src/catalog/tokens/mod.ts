/**
 * How many tokens a prompt has, before anybody is asked.
 * @module
 */
export { loadTokenCounter } from "./load_token_counter.ts";
export { promptTokens } from "./prompt_tokens.ts";
export { requestTokens } from "./request_tokens.ts";
export { roughTokenCount } from "./rough_token_count.ts";
export { thriftyCounter } from "./thrifty_counter.ts";
export type { TokenCounter } from "./token_counter.ts";
export type { TokenRange } from "./token_range.ts";
export { type TokenizerKind, tokenizerKind } from "./tokenizer_kind.ts";

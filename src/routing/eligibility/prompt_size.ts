import { requestTokens, roughTokenCount, type TokenCounter, tokenizerKind } from "../../catalog/tokens/mod.ts";
import type { ChatRequest, ModelKey } from "../../spec/mod.ts";

/** How the tokens of a prompt are counted. */
export interface PromptSizeOptions {
  /** Counts the tokens of a text; by its length unless given. */
  readonly countTokens?: TokenCounter;
  /** Whose tokens are counted; with the margin of an unknown family unless given. */
  readonly model?: ModelKey;
}

/** How many tokens a request's prompt is expected to have: messages, tools and schema. */
export function promptSize(
  request: ChatRequest,
  { countTokens = roughTokenCount, model = "" }: PromptSizeOptions = {},
): number {
  return requestTokens(request, { count: countTokens, kind: tokenizerKind(model) }).expected;
}

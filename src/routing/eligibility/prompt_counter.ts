import {
  loadTokenCounter,
  requestTokens,
  roughTokenCount,
  thriftyCounter,
  type TokenCounter,
} from "../../catalog/tokens/mod.ts";
import type { ChatRequest } from "../../spec/mod.ts";

/** How exactly a prompt must be counted. */
export interface PromptCounterOptions {
  /** The smallest context that is known of an endpoint; `null`: none is, and nothing is held against it. */
  readonly leastContextTokens: number | null;
  /** Whether the number itself matters, and not only whether the prompt fits: it does for what a call costs. */
  readonly exact?: boolean;
}

/**
 * What counts the tokens of a request: its length, where it would fit even with a token to each byte and nobody asks for
 * more, else a tokenizer, which takes a quarter of a second to load the first time.
 *
 * @example A short question fits, whatever its tokens are
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { promptCounter } from "@tapedeck/tapedeck";
 *
 * const request = { messages: [{ role: "user", content: "Hello" }], stream: false } as const;
 * const count = await promptCounter(request, { leastContextTokens: 8192 });
 * assertEquals(count("What is the capital of France?"), 8);
 * ```
 */
export async function promptCounter(
  request: ChatRequest,
  { leastContextTokens, exact = false }: PromptCounterOptions,
): Promise<TokenCounter> {
  if (!exact && (leastContextTokens === null || mostTokens(request) <= leastContextTokens)) return roughTokenCount;
  return thriftyCounter(await loadTokenCounter());
}

/** No tokenizer makes more tokens than there are bytes; what templates and images add is in the margin. */
function mostTokens(request: ChatRequest): number {
  const count = (text: string) => new TextEncoder().encode(text).length;
  return requestTokens(request, { count, kind: "approximation" }).high + (request.maxTokens ?? 1);
}

import type { JsonObject, TokenCounts } from "../../spec/mod.ts";

/** Counts in OpenAI's names. What is unknown is absent; `null`: nothing is known. */
export function usageBody(counts: TokenCounts): JsonObject | null {
  const { inputTokens: input, outputTokens: output, cacheReadTokens, cacheWriteTokens, reasoningTokens } = counts;
  const inputDetails = known({ cached_tokens: cacheReadTokens, cache_write_tokens: cacheWriteTokens });
  const outputDetails = known({ reasoning_tokens: reasoningTokens });
  const body = {
    ...known({
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input === null || output === null ? null : input + output,
    }),
    ...(isEmpty(inputDetails) ? {} : { prompt_tokens_details: inputDetails }),
    ...(isEmpty(outputDetails) ? {} : { completion_tokens_details: outputDetails }),
  };
  return isEmpty(body) ? null : body;
}

function known(counts: { readonly [name: string]: number | null }): JsonObject {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== null));
}

function isEmpty(body: JsonObject): boolean {
  return Object.keys(body).length === 0;
}

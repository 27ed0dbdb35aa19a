/** How one provider's names differ from the others'. */
export interface Dialect {
  readonly maxTokens: "max_tokens" | "max_completion_tokens";
  readonly repetitionPenalty: "repetition_penalty" | "repeat_penalty";
  /** Fields that the provider answers with an error. */
  readonly refuses: readonly string[];
}

const PLAIN: Dialect = { maxTokens: "max_tokens", repetitionPenalty: "repetition_penalty", refuses: [] };

/** OpenAI's reasoning models refuse `max_tokens`; its other models take either name. */
const OPENAI: Dialect = {
  maxTokens: "max_completion_tokens",
  repetitionPenalty: "repetition_penalty",
  refuses: ["top_k", "min_p", "repetition_penalty"],
};

const LLAMA_CPP: Dialect = { ...PLAIN, repetitionPenalty: "repeat_penalty" };

const DIALECTS: { readonly [provider: string]: Dialect } = {
  openai: OPENAI,
  azure: OPENAI,
  "llama.cpp": LLAMA_CPP,
  "llama-cpp": LLAMA_CPP,
  llamacpp: LLAMA_CPP,
  "llama-server": LLAMA_CPP,
};

/** The dialect of a provider; the plain one for whoever is not known. */
export function dialectOf(provider: string): Dialect {
  return Object.hasOwn(DIALECTS, provider) ? DIALECTS[provider] : PLAIN;
}

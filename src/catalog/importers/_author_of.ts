/**
 * The authors of models, in the names of the largest list, which keys are made of. A table and no guess: what does not
 * stand here keeps its own name, in lower case.
 */
const AUTHORS: ReadonlyMap<string, string> = new Map(Object.entries({
  "cohereforai": "cohere",
  "coherelabs": "cohere",
  "deepseek-ai": "deepseek",
  "gemini": "google",
  "minimaxai": "minimax",
  "mistral": "mistralai",
  "mistral ai": "mistralai",
  "mistral-ai": "mistralai",
  "moonshot": "moonshotai",
  "moonshot ai": "moonshotai",
  "xai": "x-ai",
  "zai": "z-ai",
  "zai-org": "z-ai",
}));

/** Companies whose models have the name of their line as the author, the others that of the company. */
const LINES: ReadonlyMap<string, { readonly line: RegExp; readonly author: string }> = new Map(Object.entries({
  "alibaba": { line: /^(?:qwen|qwq|qvq)/, author: "qwen" },
  "alibaba cloud": { line: /^(?:qwen|qwq|qvq)/, author: "qwen" },
  "meta": { line: /^(?:llama|meta-llama)/, author: "meta-llama" },
}));

/** Whose models a provider lists by bare names. Ollama's own library has no author: `library` is what it calls it. */
const OWN_AUTHORS: ReadonlyMap<string, string> = new Map(Object.entries({
  openai: "openai",
  anthropic: "anthropic",
  gemini: "google",
  mistral: "mistralai",
  cohere: "cohere",
  deepseek: "deepseek",
  perplexity: "perplexity",
  xai: "x-ai",
  ollama: "library",
}));

/** Names that a provider has of its own for models that others made, with the keys of the very same models. */
const OWN_NAMES: { readonly [provider: string]: { readonly [id: string]: string } } = {
  cerebras: {
    "gemma-4-31b": "google/gemma-4-31b-it",
    "gpt-oss-120b": "openai/gpt-oss-120b",
    "llama-3.3-70b": "meta-llama/llama-3.3-70b-instruct",
    "llama3.1-8b": "meta-llama/llama-3.1-8b-instruct",
    "qwen-3-235b-a22b-instruct-2507": "qwen/qwen3-235b-a22b-2507",
    "qwen-3-235b-a22b-thinking-2507": "qwen/qwen3-235b-a22b-thinking-2507",
    "qwen-3-32b": "qwen/qwen3-32b",
    "zai-glm-4.6": "z-ai/glm-4.6",
    "zai-glm-4.7": "z-ai/glm-4.7",
  },
  groq: {
    "llama-3.1-8b-instant": "meta-llama/llama-3.1-8b-instruct",
    "llama-3.3-70b-versatile": "meta-llama/llama-3.3-70b-instruct",
    "meta-llama/llama-4-maverick-17b-128e-instruct": "meta-llama/llama-4-maverick",
    "meta-llama/llama-4-scout-17b-16e-instruct": "meta-llama/llama-4-scout",
    "moonshotai/kimi-k2-instruct-0905": "moonshotai/kimi-k2-0905",
  },
};

/** The author's name as keys have it, of a model with this slug. */
export function authorOf(name: string, slug: string): string {
  const lower = name.trim().toLowerCase();
  const company = LINES.get(lower);
  if (company?.line.test(slug)) return company.author;
  return AUTHORS.get(lower) ?? lower.replaceAll(/[^a-z0-9.~_-]+/g, "-");
}

/** Whose models a provider lists by bare names; `null`: not told. */
export function ownAuthorOf(provider: string): string | null {
  return OWN_AUTHORS.get(provider) ?? null;
}

/** The key that stands behind a provider's own name of a model that others made; `null`: it has none such. */
export function knownKeyOf(provider: string, id: string): string | null {
  const names = Object.hasOwn(OWN_NAMES, provider) ? OWN_NAMES[provider] : {};
  return Object.hasOwn(names, id) ? names[id] : null;
}

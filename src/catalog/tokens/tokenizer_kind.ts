/** Whether the tokenizer is the model's own or that of another family. */
export type TokenizerKind = "tokenizer" | "approximation";

/** Models of OpenAI since GPT-4o, its open ones aside, whose template is another, have the tokenizer that is used. */
export function tokenizerKind(model: string): TokenizerKind {
  return /^openai\/(gpt-4o|gpt-4\.|gpt-[5-9]|chatgpt-|o\d)/.test(model) ? "tokenizer" : "approximation";
}

import type { ProviderAdapter, ProviderKey } from "../../spec/mod.ts";
import { providerRows } from "./provider_rows.ts";

/** Other names that people and routers have for a provider. */
const ALIASES: { readonly [name: string]: ProviderKey } = {
  "amazon-bedrock": "bedrock",
  "azure-openai": "azure",
  "google": "gemini",
  "google-ai-studio": "gemini",
  "hf": "huggingface",
  "llama-server": "llama-cpp",
  "llama.cpp": "llama-cpp",
  "llamacpp": "llama-cpp",
  "lm-studio": "lmstudio",
  "mistralai": "mistral",
  "togetherai": "together",
  "x-ai": "xai",
};

/** The row of a provider by its key or by another name that it goes by; `null` for whoever is not in the table. */
export function rowOf(name: string): ProviderAdapter | null {
  const key = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
  return providerRows.find((row) => row.key === key) ?? null;
}

/** All names by which {@linkcode rowOf} finds a provider. */
export function rowNames(): readonly string[] {
  return [...providerRows.map(({ key }) => key), ...Object.keys(ALIASES)];
}

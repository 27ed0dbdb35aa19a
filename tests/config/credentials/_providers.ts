import type { CredentialStoreOptions, KeyedProvider } from "../../../src/config/mod.ts";
import { CredentialStore } from "../../../src/config/mod.ts";

/** OpenAI as the table has it, set up in some way. */
export function openai(setUp: Partial<KeyedProvider> = {}): KeyedProvider {
  return {
    name: "openai",
    kind: "openai",
    origin: "https://api.openai.com",
    keyEnv: ["OPENAI_API_KEY", "OPENAI_KEY"],
    needsKey: true,
    ...setUp,
  };
}

/** A store over some variables. */
export function storeOf(
  env: { readonly [name: string]: string },
  options: Partial<CredentialStoreOptions> = {},
): CredentialStore {
  return new CredentialStore({ env: (name) => env[name], ...options });
}

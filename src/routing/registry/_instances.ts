import { Secret } from "../../base/mod.ts";
import { findProvider, providerRows } from "../../provider/mod.ts";
import type { Credential, ProviderAdapter } from "../../spec/mod.ts";
import type { ProviderInstance } from "./_provider_instance.ts";
import type { RegistryConfig } from "./registry_config.ts";

/** Looks environment variables up. */
export type Env = (name: string) => string | undefined;

/** What providers are made of. */
export interface InstanceSources {
  readonly env: Env;
  readonly plugins: readonly ProviderAdapter[];
  readonly config: RegistryConfig;
}

/** The providers that the user has set up, and those of the table that go by their own names. */
export function providerInstances({ env, plugins, config }: InstanceSources): ProviderInstance[] {
  const given = Object.entries(config.providers ?? {});
  const names = new Set(given.map(([name]) => name));
  const own = given.filter(([, { enabled = true }]) => enabled).map(([name, provider]): ProviderInstance => {
    const kind = plugins.find(({ key }) => key === (provider.kind ?? name)) ?? findProvider(provider.kind ?? name);
    return {
      name,
      kind,
      baseUrl: provider.base_url ?? null,
      wire: provider.wire ?? null,
      credential: credentialIn(env, kind),
      isGiven: true,
    };
  });
  const others = [...providerRows, ...plugins].filter(({ key }) => !names.has(key)).map((kind): ProviderInstance => ({
    name: kind.key,
    kind,
    baseUrl: null,
    wire: null,
    credential: credentialIn(env, kind),
    isGiven: false,
  }));
  return [...own, ...others];
}

/** The first of a provider's variables that is set. */
export function credentialIn(env: Env, { keyEnv }: ProviderAdapter): Credential | null {
  for (const name of keyEnv) {
    const value = env(name)?.trim();
    if (value) return new Secret(`env:${name}`, value);
  }
  return null;
}

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

/** The providers that the user has set up, and those of the table and the plugins that go by their own names. */
export function providerInstances({ env, plugins, config }: InstanceSources): ProviderInstance[] {
  const given = config.providers ?? {};
  const kindOf = (name: string) => plugins.find(({ key }) => key === name) ?? findProvider(name);
  const own = Object.entries(given).map(([name, provider]): ProviderInstance => {
    const kind = kindOf(provider.kind ?? name);
    const { base_url: baseUrl = null, wire = null, enabled: isEnabled = true } = provider;
    return { name, kind, baseUrl, wire, credential: credentialIn(env, kind), isEnabled };
  });
  const others = [...providerRows, ...plugins].filter(({ key }) => !Object.hasOwn(given, key)).map(
    (kind): ProviderInstance => {
      const credential = credentialIn(env, kind);
      return { name: kind.key, kind, baseUrl: null, wire: null, credential, isEnabled: true };
    },
  );
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

import type { Preferences } from "../../config/mod.ts";
import { findProvider, providerRows } from "../../provider/mod.ts";
import type { ProviderAdapter, ProviderKey } from "../../spec/mod.ts";
import { defaultTransportSettings } from "../../transport/mod.ts";
import type { ProviderInstance } from "./_provider_instance.ts";

/** What providers are made of. */
export interface InstanceSources {
  readonly preferences: Preferences;
  readonly plugins: readonly ProviderAdapter[];
}

/**
 * The providers that the user has set up, and those of the table and the plugins that go by their own names.
 * @throws {UserError} when one is of a kind that there is not.
 */
export function providerInstances(sources: InstanceSources): ProviderInstance[] {
  const names = new Set<ProviderKey>([
    ...sources.preferences.providerNames,
    ...providerRows.map(({ key }) => key),
    ...sources.plugins.map(({ key }) => key),
  ]);
  return [...names].map((name) => providerInstance(name, sources));
}

/**
 * A provider as it is set up, under its own name or as the section of the name says.
 * @throws {UserError} when it is of a kind that there is not.
 */
export function providerInstance(name: ProviderKey, { preferences, plugins }: InstanceSources): ProviderInstance {
  const kindName = preferences.providerKind(name);
  const kind = plugins.find(({ key }) => key === kindName) ?? findProvider(kindName);
  const setup = preferences.provider(name, { row: kind, defaults: defaultTransportSettings });
  const { baseUrl, wire, enabled, transport, lifetimesMs, catalogFallback, credential } = setup;
  const keyed = {
    name,
    kind: kind.key,
    origin: kind.origin,
    keyEnv: kind.keyEnv,
    needsKey: kind.auth !== null,
    ...(baseUrl === null ? {} : { baseUrl }),
    ...(credential === null ? {} : { credential }),
  };
  return { name, kind, keyed, baseUrl, wire, enabled, transport, lifetimesMs, catalogFallback };
}

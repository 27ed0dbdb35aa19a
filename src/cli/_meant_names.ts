import { UserError } from "../base/mod.ts";
import type { Catalog } from "../catalog/mod.ts";
import { Preferences } from "../config/mod.ts";
import type { ModelKey, ProviderKey } from "../spec/mod.ts";
import { loadedConfig } from "./_config_file.ts";
import type { Io } from "./io.ts";

/** The names of providers, with the aliases of the configuration looked up. */
export async function meantProviders(io: Io, names: readonly string[]): Promise<readonly ProviderKey[]> {
  const preferences = new Preferences(await loadedConfig(io));
  return [...new Set(names.map((name) => preferences.providerName(name)))];
}

/** The name of a provider, with the aliases of the configuration looked up. */
export async function meantProvider(io: Io, name: string): Promise<ProviderKey> {
  return (await meantProviders(io, [name]))[0];
}

/** The models and endpoints that a name stands for: an alias, a group, or an id, which is kept. */
async function meantModels(io: Io, name: string, catalog: Catalog): Promise<readonly string[]> {
  const preferences = new Preferences(await loadedConfig(io));
  // Only groups have patterns, and all models are looked through for these alone.
  const isGroup = Object.hasOwn(preferences.config.groups ?? {}, name);
  const known: readonly ModelKey[] = isGroup
    ? [...new Set((await catalog.models({ network: false })).models.map(({ key }) => key))]
    : [];
  return preferences.models([name], known).models;
}

/**
 * The one model or endpoint that a name stands for.
 * @throws {UserError} when it stands for several, or for none that is known.
 */
export async function meantModel(io: Io, name: string, catalog: Catalog): Promise<string> {
  const models = await meantModels(io, name, catalog);
  if (models.length === 1) return models[0];
  const reason = models.length === 0 ? "no model fits it" : `it means ${models.length} models (${models.join(", ")})`;
  throw new UserError(`Cannot tell which model is meant as ${reason}: current value is "${name}"`, { exitCode: 2 });
}

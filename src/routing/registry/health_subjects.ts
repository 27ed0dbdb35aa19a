import { UserError } from "../../base/mod.ts";
import { credentialSettings, CredentialStore, loadConfig, pluginSpecifiers, Preferences } from "../../config/mod.ts";
import { findProvider, loadProvider } from "../../provider/mod.ts";
import type { Clock, Credential, Endpoint, ModelKey, ProviderAdapter, ProviderKey } from "../../spec/mod.ts";
import { type HealthTarget, healthTargetOf } from "../../transport/health/mod.ts";
import { providerInstances } from "./_instances.ts";
import { endpointAt } from "./_known_endpoint.ts";
import type { Env } from "./_permitted_env.ts";
import type { ProviderInstance } from "./_provider_instance.ts";

/** Whose health is asked for, and where that is looked up. */
export interface HealthSubjectsOptions {
  /** Names as they are set up, aliases too; `null`: those that are set up or have a key. */
  readonly names: readonly string[] | null;
  /** Where the search for the project's configuration begins, as an absolute path. */
  readonly cwd: string;
  /** Looks an environment variable up. */
  readonly env: Env;
  /** Times the commands that keys come from. */
  readonly clock: Clock;
  /** Told of every key that was had, so that nothing that is printed repeats it. */
  readonly onSecret?: (secret: Credential) => void;
}

/** A provider whose health can be asked for. */
export interface HealthSubject {
  /** The name that it is set up by. */
  readonly provider: ProviderKey;
  /** The row or the plugin that it is of. */
  readonly kind: ProviderAdapter;
  /** What a probe asks. */
  readonly target: HealthTarget;
  /** Why its key could not be had; `null`: it could, or there is none. */
  readonly problem: string | null;
  /** An endpoint of it, to be called with its key. Throws a `UserError` where nobody knows where its server is. */
  endpoint(model: { readonly model: ModelKey; readonly wireModel?: string }): Endpoint;
}

/**
 * The providers that a user can ask about, with what their probes need. Nothing is fetched. Keys that a command gives
 * are had only for providers that are named.
 *
 * @throws {UserError} when there is no such provider, or the configuration is not valid.
 */
export async function healthSubjects(options: HealthSubjectsOptions): Promise<HealthSubject[]> {
  const { names, cwd, env, clock, onSecret } = options;
  const preferences = new Preferences(await loadConfig({ cwd, env }));
  const { config } = preferences;
  const plugins = await Promise.all(pluginSpecifiers(preferences).map(loadProvider));
  const instances = providerInstances({ preferences, plugins });
  const store = new CredentialStore({
    env,
    clock,
    ...credentialSettings(preferences, env),
    ...(onSecret === undefined ? {} : { onSecret }),
  });
  const isCommand = (name: string | null) => name !== null && config.credentials?.[name]?.command !== undefined;
  const chosen = names === null
    ? instances.filter((one) => isChosen(one, { store, preferences }))
    : [...new Set(names.map((name) => preferences.providerName(name)))].map((name) => named(name, instances));
  return await Promise.all(chosen.map(async (instance) => {
    const asks = names !== null || !isCommand(store.choose(instance.keyed));
    return subjectOf(instance, asks ? await keyOf(instance, store) : { problem: "its key comes from a command" });
  }));
}

function isChosen(
  instance: ProviderInstance,
  { store, preferences }: { readonly store: CredentialStore; readonly preferences: Preferences },
): boolean {
  if (!instance.enabled) return false;
  return preferences.providerNames.includes(instance.name) || store.choose(instance.keyed) !== null;
}

/** A row goes by other names too, and says which it has where there is none of that name. */
function named(name: string, instances: readonly ProviderInstance[]): ProviderInstance {
  return instances.find((one) => one.name === name) ?? named(findProvider(name).key, instances);
}

interface Key {
  readonly credential?: Credential | null;
  readonly problem?: string;
}

async function keyOf({ keyed }: ProviderInstance, store: CredentialStore): Promise<Key> {
  try {
    return { credential: await store.resolve(keyed) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { problem: error.message };
  }
}

function subjectOf(instance: ProviderInstance, { credential = null, problem }: Key): HealthSubject {
  const { name, kind, baseUrl, lifetimesMs: { health: lifetimeMs } } = instance;
  return {
    provider: name,
    kind,
    target: healthTargetOf(kind, { name, credential, lifetimeMs, ...(baseUrl === null ? {} : { baseUrl }) }),
    problem: problem ?? null,
    endpoint: (model) => ({ ...endpointAt(instance, model), credential }),
  };
}

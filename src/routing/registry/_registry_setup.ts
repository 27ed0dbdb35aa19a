import { systemClock } from "../../base/mod.ts";
import {
  CredentialAudit,
  credentialAuditPath,
  credentialSettings,
  CredentialStore,
  pluginSpecifiers,
  policySpecifiers,
} from "../../config/mod.ts";
import { loadProvider } from "../../provider/mod.ts";
import type { Clock, Credential, ProviderAdapter, RoutingPolicy } from "../../spec/mod.ts";
import { definePolicy, loadPolicy } from "../policies/mod.ts";
import { Candidates } from "./_candidates.ts";
import { customEndpoints } from "./_custom_endpoints.ts";
import { providerInstances } from "./_instances.ts";
import { Keys } from "./_keys.ts";
import { LazyCatalog } from "./_lazy_catalog.ts";
import { ModelNames } from "./_model_names.ts";
import { openPreferences } from "./_open_preferences.ts";
import { permittedEnv } from "./_permitted_env.ts";
import type { PreferenceHolder } from "./_preference_holder.ts";
import type { ProviderInstance } from "./_provider_instance.ts";
import type { RegistryOptions } from "./registry_options.ts";

/** Who can be called, by what the user has set up: all of a registry but its calls. */
export interface RegistrySetup {
  readonly clock: Clock;
  readonly holder: PreferenceHolder;
  readonly plugins: readonly ProviderAdapter[];
  readonly policies: readonly RoutingPolicy[];
  readonly instances: readonly ProviderInstance[];
  readonly keys: Keys;
  /** The keys that can be had without running anything. */
  readonly secrets: readonly Credential[];
  readonly audit: CredentialAudit;
  readonly catalog: LazyCatalog;
  readonly candidates: Candidates;
  readonly names: ModelNames;
}

/**
 * Read what the user has set up. A replay needs no keys, and none is read.
 * @throws {UserError} when the configuration is not valid.
 */
export async function registrySetup(
  options: RegistryOptions,
  { isReplay }: { isReplay: boolean },
): Promise<RegistrySetup> {
  const { clock = systemClock, env = permittedEnv, command = "registry" } = options;
  const holder = await openPreferences(options, env);
  const { config } = holder.current;
  const plugins = [
    ...(options.plugins ?? []),
    ...await Promise.all(pluginSpecifiers(holder.current).map(loadProvider)),
  ];
  const instances = providerInstances({ preferences: holder.current, plugins });
  const store = new CredentialStore({
    env,
    clock,
    ...credentialSettings(holder.current, env),
    given: options.credentials,
    ...(options.onSecret === undefined ? {} : { onSecret: options.onSecret }),
  });
  const keys = new Keys({ store, clock });
  const isCommand = (name: string) => config.credentials?.[name]?.command !== undefined;
  const known = isReplay ? [] : await keys.readable(instances, isCommand);
  const custom = customEndpoints({ preferences: holder.current, plugins, instances }, clock.date().toISOString());
  const catalog = new LazyCatalog({ ...options, env, clock, instances, custom, keys: new Map(known) });
  const candidates = new Candidates({ catalog: catalog.open, facts: catalog.facts, instances, custom, keys, clock });
  return {
    clock,
    holder,
    plugins,
    policies: await policiesOf(options, policySpecifiers(holder.current)),
    instances,
    keys,
    secrets: known.map(([, secret]) => secret),
    audit: new CredentialAudit({ path: credentialAuditPath({ env, config }), command, clock }),
    catalog,
    candidates,
    names: new ModelNames({ preferences: () => holder.current, catalog: catalog.open, candidates, keys, clock }),
  };
}

async function policiesOf(
  { policies = [] }: RegistryOptions,
  specifiers: readonly string[],
): Promise<readonly RoutingPolicy[]> {
  return [...policies.map(definePolicy), ...await Promise.all(specifiers.map((specifier) => loadPolicy(specifier)))];
}

import { systemClock } from "../../base/mod.ts";
import { type Catalog, type CatalogNotice, embeddedFacts, type FetchedList } from "../../catalog/mod.ts";
import { credentialSettings, CredentialStore, pluginSpecifiers } from "../../config/mod.ts";
import { loadProvider } from "../../provider/mod.ts";
import type { ProviderAdapter } from "../../spec/mod.ts";
import { openCatalog } from "../open_catalog.ts";
import { placedFacts } from "../_placed_facts.ts";
import { customEndpoints } from "./_custom_endpoints.ts";
import {
  declaredFacts,
  instanceListings,
  instanceRows,
  instancesWithoutFallback,
  listedRows,
  switchedOffInstances,
} from "./_instance_catalog.ts";
import { providerInstances } from "./_instances.ts";
import { Keys } from "./_keys.ts";
import type { KnownEndpoint } from "./_known_endpoint.ts";
import { openPreferences } from "./_open_preferences.ts";
import { permittedEnv } from "./_permitted_env.ts";
import type { ProviderInstance } from "./_provider_instance.ts";
import type { RegistryOptions } from "./registry_options.ts";

/** Options of {@linkcode openOwnCatalog}: those of a registry that say whose providers these are. */
export interface OwnCatalogOptions extends
  Pick<
    RegistryOptions,
    "config" | "cwd" | "env" | "clock" | "catalogPath" | "fetch" | "offline" | "onSecret" | "onEvent"
  > {
  /** Told what is beside the answers, each thing once. */
  readonly onNotice?: (notice: CatalogNotice) => void;
  /** Told of each list of models that was had anew. */
  readonly onList?: (list: FetchedList) => void;
}

/**
 * Open the catalog of the providers as the user has set them up: each under its own name, where it is, with its key and
 * its lifetimes, beside the rows of the table; and of the endpoints that the user has declared. Lists are fetched with keys
 * that can be had without running anything.
 *
 * @throws {UserError} when the configuration is not valid, or the store cannot be opened.
 */
export async function openOwnCatalog(options: OwnCatalogOptions): Promise<Catalog> {
  const { clock = systemClock, env = permittedEnv, catalogPath, fetch, offline = false, onNotice, onEvent, onList } =
    options;
  const { instances, custom, keys, isCommand } = await setUp(options);
  const { declared, servers } = declaredFacts(custom, instances);
  const secrets = new Map(
    (await keys.readable(instances.filter(({ enabled }) => enabled), isCommand)).map((
      [{ name }, secret],
    ) => [name, secret]),
  );
  return await openCatalog({
    env,
    clock,
    providers: [...listedRows(instances), ...servers],
    declared,
    embedded: placedFacts(embeddedFacts(), instances),
    endpointListings: instanceListings(instances),
    withoutFallback: instancesWithoutFallback(instances),
    switchedOff: switchedOffInstances(instances),
    secretOf: ({ key }) => secrets.get(key) ?? null,
    ...(onNotice === undefined ? {} : { onNotice }),
    ...(onList === undefined ? {} : { onList }),
    ...(onEvent === undefined
      ? {}
      : { onFetch: (fetched) => onEvent({ type: "list", atMs: clock.nowMs(), ...fetched }) }),
    ...(catalogPath === undefined ? {} : { store: catalogPath }),
    ...(fetch === undefined ? {} : { fetch }),
    ...(offline ? { offline } : {}),
  });
}

/**
 * The providers as the user has set them up, in the order of the files, then the rows of the table that no section names.
 * @throws {UserError} when the configuration is not valid.
 */
export async function ownProviders(
  options: Pick<OwnCatalogOptions, "config" | "cwd" | "env">,
): Promise<readonly ProviderAdapter[]> {
  return instanceRows((await setUp(options)).instances);
}

interface SetUp {
  readonly instances: readonly ProviderInstance[];
  readonly custom: readonly KnownEndpoint[];
  readonly keys: Keys;
  readonly isCommand: (name: string) => boolean;
}

async function setUp(options: OwnCatalogOptions): Promise<SetUp> {
  const { clock = systemClock, env = permittedEnv, onSecret } = options;
  const preferences = (await openPreferences(options, env)).current;
  const plugins = await Promise.all(pluginSpecifiers(preferences).map(loadProvider));
  const store = new CredentialStore({
    env,
    clock,
    ...credentialSettings(preferences, env),
    ...(onSecret === undefined ? {} : { onSecret }),
  });
  const instances = providerInstances({ preferences, plugins });
  return {
    instances,
    custom: customEndpoints({ preferences, plugins, instances }, clock.date().toISOString()),
    keys: new Keys({ store, clock }),
    isCommand: (name) => preferences.config.credentials?.[name]?.command !== undefined,
  };
}

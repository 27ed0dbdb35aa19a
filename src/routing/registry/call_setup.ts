import { systemClock, UserError } from "../../base/mod.ts";
import { parseEndpointKey } from "../../catalog/mod.ts";
import {
  CredentialAudit,
  credentialAuditPath,
  credentialSettings,
  CredentialStore,
  type CredentialUse,
  originOf,
  Preferences,
} from "../../config/mod.ts";
import type {
  Credential,
  Endpoint,
  EndpointKey,
  ProviderAdapter,
  ProviderKey,
  TransportSettings,
} from "../../spec/mod.ts";
import { defaultTransportSettings } from "../../transport/mod.ts";
import { customEndpoint } from "./_custom_endpoints.ts";
import { providerInstance } from "./_instances.ts";
import type { KnownEndpoint } from "./_known_endpoint.ts";
import { permittedEnv } from "./_permitted_env.ts";
import { preferenceSource } from "./_preference_source.ts";
import type { ProviderInstance } from "./_provider_instance.ts";
import type { RegistryOptions } from "./registry_options.ts";

/** Options of {@linkcode openCallSetup}. */
export interface CallSetupOptions
  extends Pick<RegistryOptions, "config" | "plugins" | "env" | "clock" | "credentials"> {
  /** Who makes the calls, for the audit of credentials: `sweep run`. */
  readonly command: string;
  /** Told of every secret that was had, so that nothing that is printed repeats it. */
  readonly onSecret?: (secret: Credential) => void;
}

/** What the user has set up of providers, for calls to endpoints that are chosen already. */
export class CallSetup {
  readonly #parts: CallSetupParts;
  readonly #instances = new Map<ProviderKey, ProviderInstance | null>();
  #declared: ReadonlyMap<EndpointKey, ProviderInstance> | null = null;

  /** See {@linkcode openCallSetup}. */
  constructor(parts: CallSetupParts) {
    this.#parts = parts;
  }

  /** How calls to the endpoint travel: as its provider is set up, over its row in the table. */
  transportOf(endpoint: Endpoint): TransportSettings {
    const { baseUrl } = endpoint;
    const instance = this.#instanceOf(endpoint);
    if (instance === null) return defaultTransportSettings;
    // What is guessed of a provider says nothing of a server elsewhere.
    return isAt(instance, baseUrl) ? instance.transport : { ...instance.transport, guessedLimits: {} };
  }

  /**
   * The credential that the files give for the endpoint; `null`: none, or its calls go elsewhere than to where the files
   * have its provider. Nothing that stands in the provider's usual variables counts as given.
   *
   * @throws {UserError} when it cannot be had.
   */
  async credentialOf(endpoint: Endpoint, signal?: AbortSignal): Promise<Credential | null> {
    const instance = this.#instanceOf(endpoint);
    if (instance === null || !isAt(instance, endpoint.baseUrl)) return null;
    const name = this.#parts.store.choose(instance.keyed);
    if (name === null || name.startsWith("env:")) return null;
    return await this.#parts.store.resolve(instance.keyed, signal);
  }

  /**
   * What there is to say of the credential that `credentialOf` gives, without its value; `null`: it gives none. No command
   * is run: whether it has a key is then unknown.
   */
  async credentialUse(
    endpoint: Endpoint,
  ): Promise<Pick<CredentialUse, "name" | "isPresent" | "problem"> | null> {
    const instance = this.#instanceOf(endpoint);
    if (instance === null || !isAt(instance, endpoint.baseUrl)) return null;
    const { store } = this.#parts;
    const name = store.choose(instance.keyed);
    if (name === null || name.startsWith("env:")) return null;
    const reports = await store.list([instance.keyed]);
    const { isPresent, wins, why, problem } = reports.find((report) => report.name === name)!;
    return { name, isPresent, problem: wins ? problem : why };
  }

  /**
   * Whether the endpoint is to be called at all, as far as the files say. Nothing else is looked at.
   * @throws {UserError} when they switch its provider off.
   */
  assertEnabled({ key, provider }: Endpoint): void {
    if (this.#instance(provider)?.enabled ?? true) return;
    throw new UserError(
      `Cannot call the endpoint as its provider is switched off (enabled = false under [providers.${provider}]): current ` +
        `value is "${key}"`,
      { exitCode: 2 },
    );
  }

  /** How long what a probe of the endpoint's provider found is fresh; `null`: as health has it. */
  healthLifetimeMs({ provider }: Endpoint): number | null {
    return this.#instance(provider)?.lifetimesMs.health ?? null;
  }

  /** A call to the endpoint is handed to the network: note which credential goes where. */
  sent({ credential, provider, baseUrl }: Endpoint): void {
    if (credential === null) return;
    this.#parts.audit.used({ credential, provider, host: URL.parse(baseUrl)?.host ?? baseUrl });
  }

  /** Write what is noted and not written yet. */
  close(): void {
    this.#parts.audit.flush();
  }

  /** An endpoint that is declared has a credential of its own, at its own server: one elsewhere is its provider's. */
  #instanceOf({ key, provider, baseUrl }: Endpoint): ProviderInstance | null {
    this.#declared ??= new Map(this.#declaredEndpoints().map((known) => [known.endpoint.key, known.instance]));
    const own = this.#declared.get(key);
    return own !== undefined && isAt(own, baseUrl) ? own : this.#instance(provider);
  }

  #declaredEndpoints(): readonly KnownEndpoint[] {
    const { preferences, plugins } = this.#parts;
    return (preferences.config.endpoints ?? []).flatMap((given) => {
      try {
        const instance = this.#instance(preferences.providerName(parseEndpointKey(given.key)!.provider));
        return customEndpoint(given, { preferences, plugins, instances: instance === null ? [] : [instance] }, "");
      } catch (error) {
        // One that nobody can call is not what a plan calls.
        if (error instanceof UserError) return [];
        throw error;
      }
    });
  }

  #instance(provider: ProviderKey): ProviderInstance | null {
    const known = this.#instances.get(provider);
    if (known !== undefined) return known;
    const made = this.#make(provider);
    this.#instances.set(provider, made);
    return made;
  }

  #make(provider: ProviderKey): ProviderInstance | null {
    const { preferences, plugins } = this.#parts;
    try {
      return providerInstance(provider, { preferences, plugins });
    } catch (error) {
      // A plan may name servers of its own that nobody has set up.
      if (!(error instanceof UserError)) throw error;
      if (!preferences.providerNames.includes(provider)) return null;
      throw new UserError(`Cannot call the provider "${provider}" as it is set up wrongly: ${error.message}`, {
        exitCode: 2,
        cause: error,
      });
    }
  }
}

/** What a setup is made of. */
export interface CallSetupParts {
  readonly preferences: Preferences;
  readonly plugins: readonly ProviderAdapter[];
  readonly store: CredentialStore;
  readonly audit: CredentialAudit;
}

/**
 * What the user has set up of providers: credentials, limits, retries, timeouts, breakers. The files are read, and no
 * credential yet.
 *
 * @throws {UserError} when a file cannot be read or is not valid.
 *
 * @example How calls to a provider travel
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { endpointOf, findProvider, openCallSetup } from "@tapedeck/tapedeck";
 *
 * const setup = await openCallSetup({
 *   command: "example",
 *   config: { providers: { openai: { limits: { requests_per_minute: 100 } } } },
 *   env: () => undefined,
 * });
 * const endpoint = endpointOf(findProvider("openai"), { model: "openai/gpt-4o-mini" });
 * assertEquals(setup.transportOf(endpoint).limits.requestsPerMinute, 100);
 * setup.close();
 * ```
 */
export async function openCallSetup(
  { config, plugins = [], env = permittedEnv, clock = systemClock, credentials, command, onSecret }: CallSetupOptions,
): Promise<CallSetup> {
  const preferences = new Preferences(await preferenceSource({ config }, env));
  return new CallSetup({
    preferences,
    plugins,
    store: new CredentialStore({
      env,
      clock,
      ...credentialSettings(preferences, env),
      given: credentials,
      ...(onSecret === undefined ? {} : { onSecret }),
    }),
    audit: new CredentialAudit({ path: credentialAuditPath({ env, config: preferences.config }), command, clock }),
  });
}

function isAt({ keyed }: ProviderInstance, baseUrl: string): boolean {
  return URL.parse(baseUrl)?.origin === originOf(keyed);
}

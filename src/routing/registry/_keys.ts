import type { CredentialStore } from "../../config/mod.ts";
import type { Clock, Credential, Endpoint } from "../../spec/mod.ts";
import { isSomewhere, type ProviderInstance } from "./_provider_instance.ts";

/** Variables do not change by the call. */
const KEPT_MS = 5_000;

/** Which provider has a key at hand, and the key itself for those that are called. */
export class Keys {
  readonly #store: CredentialStore;
  readonly #clock: Clock;
  #names = new Map<ProviderInstance, string | null>();
  #untilMs = 0;

  constructor({ store, clock }: { readonly store: CredentialStore; readonly clock: Clock }) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Whether its key is missing. Nothing is read or run to know it. */
  isMissing(instance: ProviderInstance): boolean {
    return instance.keyed.needsKey && this.#name(instance) === null;
  }

  /** Whether calls can be made to it: it may be asked, is somewhere, and its key is at hand where it needs one. */
  isCallable(instance: ProviderInstance): boolean {
    return instance.enabled && isSomewhere(instance) && !this.isMissing(instance);
  }

  /**
   * The endpoint with the key that it is called with.
   * @throws {UserError} when the chosen key cannot be had.
   */
  async ready(endpoint: Endpoint, instance: ProviderInstance, signal?: AbortSignal): Promise<Endpoint> {
    const credential = await this.of(instance, signal);
    return credential === null ? endpoint : { ...endpoint, credential };
  }

  /**
   * The key that a provider is called with; `null`: it has none.
   * @throws {UserError} when the chosen one cannot be had.
   */
  async of({ keyed }: ProviderInstance, signal?: AbortSignal): Promise<Credential | null> {
    return await this.#store.resolve(keyed, signal);
  }

  /** The keys of some providers that can be had without running anything: for lists of models, and to keep off a tape. */
  async readable(
    instances: readonly ProviderInstance[],
    isCommand: (name: string) => boolean,
  ): Promise<(readonly [ProviderInstance, Credential])[]> {
    const found: (readonly [ProviderInstance, Credential])[] = [];
    for (const instance of instances) {
      const name = this.#name(instance);
      if (name === null || isCommand(name)) continue;
      const credential = await this.#store.resolve(instance.keyed).catch(() => null);
      if (credential !== null) found.push([instance, credential]);
    }
    return found;
  }

  #name(instance: ProviderInstance): string | null {
    const nowMs = this.#clock.nowMs();
    if (nowMs >= this.#untilMs) {
      this.#names = new Map();
      this.#untilMs = nowMs + KEPT_MS;
    }
    const known = this.#names.get(instance);
    if (known !== undefined) return known;
    const name = this.#store.choose(instance.keyed);
    this.#names.set(instance, name);
    return name;
  }
}

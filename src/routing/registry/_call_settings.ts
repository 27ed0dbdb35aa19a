import type { Endpoint, RetrySettings, TransportSettings } from "../../spec/mod.ts";
import { defaultTransportSettings } from "../../transport/mod.ts";
import type { ProviderInstance } from "./_provider_instance.ts";

/** How calls travel to each endpoint: as its provider is set up, and where a tape tells, as often as it was tried then. */
export class CallSettings {
  readonly #instances: ReadonlyMap<string, ProviderInstance>;
  readonly #retries = new WeakMap<Endpoint, RetrySettings>();

  constructor(instances: readonly ProviderInstance[]) {
    this.#instances = new Map(instances.map((instance) => [instance.name, instance]));
  }

  of(endpoint: Endpoint): TransportSettings {
    const settings = this.#instances.get(endpoint.provider)?.transport ?? defaultTransportSettings;
    const retry = this.#retries.get(endpoint);
    return retry === undefined ? settings : { ...settings, retry };
  }

  /** Try calls to this endpoint as it was on a tape. */
  keepRetry(endpoint: Endpoint, retry: RetrySettings): void {
    this.#retries.set(endpoint, retry);
  }

  /** Have what is the same endpoint, but for its key, called in the same way. */
  copy(from: Endpoint, to: Endpoint): void {
    const retry = this.#retries.get(from);
    if (retry !== undefined) this.#retries.set(to, retry);
  }
}

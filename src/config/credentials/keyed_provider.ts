import type { ProviderKey } from "../../spec/mod.ts";

/** A provider, as far as its key goes. */
export interface KeyedProvider {
  /** The name that it is set up by: the provider part of its endpoints' keys. */
  readonly name: ProviderKey;
  /** The row of the provider table, or the plugin, that it is of; mostly the same. */
  readonly kind: ProviderKey;
  /** Where the kind's own server is: `https://api.openai.com`; `null`: nowhere, as of servers of one's own. */
  readonly origin: string | null;
  /** The variables that keys of the kind stand in by custom. */
  readonly keyEnv: readonly string[];
  /** Whether its calls need a key. */
  readonly needsKey: boolean;
  /** Where its calls go, as the user has set it; absent: to the kind's own server. */
  readonly baseUrl?: string | undefined;
  /** The credential that the user has named beside it: `openai/work`. */
  readonly credential?: string | undefined;
}

/** The origin that a provider's key goes to; `null`: nobody has said where its server is. */
export function originOf({ baseUrl, origin }: KeyedProvider): string | null {
  return baseUrl === undefined ? origin : new URL(baseUrl).origin;
}

/** Whether its calls go elsewhere than to the kind's own server. */
export function isMoved(provider: KeyedProvider): boolean {
  return provider.baseUrl !== undefined && originOf(provider) !== provider.origin;
}

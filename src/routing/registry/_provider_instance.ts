import type { KeyedProvider, ProviderSetup } from "../../config/mod.ts";
import type { ProviderAdapter, ProviderKey } from "../../spec/mod.ts";

/** A provider as it is set up: one kind can be so many times, under names of its own. */
export interface ProviderInstance extends Pick<ProviderSetup, "baseUrl" | "wire" | "enabled" | "transport"> {
  /** The provider part of its endpoints' keys. */
  readonly name: ProviderKey;
  /** The row or the plugin that it is of. */
  readonly kind: ProviderAdapter;
  /** How its key is looked up. */
  readonly keyed: KeyedProvider;
  /** How long what is known of it is fresh; `null`: as its row, the catalog or health has it. */
  readonly lifetimesMs: ProviderSetup["lifetimesMs"];
  /** Whether old or embedded lists stand in where it does not answer. */
  readonly catalogFallback: boolean;
}

/** Whether it is known where its server is. */
export function isSomewhere({ kind, baseUrl }: Pick<ProviderInstance, "kind" | "baseUrl">): boolean {
  return baseUrl !== null || kind.origin !== null || kind.defaultOrigin !== undefined || kind.client !== undefined;
}

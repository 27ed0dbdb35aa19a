import type { Credential, ProviderAdapter, ProviderKey } from "../../spec/mod.ts";

/** A provider as it is set up: one kind can be so many times, under names of its own. */
export interface ProviderInstance {
  /** The provider part of its endpoints' keys. */
  readonly name: ProviderKey;
  /** The row or the plugin that it is of. */
  readonly kind: ProviderAdapter;
  /** In place of the kind's own; `null`: the kind's. */
  readonly baseUrl: string | null;
  /** One of the kind's doors; `null`: its own format. */
  readonly wire: string | null;
  /** `null`: none is at hand. */
  readonly credential: Credential | null;
  /** Whether it may be asked. */
  readonly isEnabled: boolean;
}

/** Whether it is known where its server is. */
export function isSomewhere({ kind, baseUrl }: ProviderInstance): boolean {
  return baseUrl !== null || kind.origin !== null || kind.defaultOrigin !== undefined || kind.client !== undefined;
}

/** Whether its key is missing. */
export function lacksKey({ kind, credential }: ProviderInstance): boolean {
  return kind.auth !== null && credential === null;
}

/** Whether calls can be made to it: it may be asked, is somewhere, and its key is at hand where it needs one. */
export function isCallable(instance: ProviderInstance): boolean {
  return instance.isEnabled && isSomewhere(instance) && !lacksKey(instance);
}

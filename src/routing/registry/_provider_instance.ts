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
  /** Whether the user has set it up, and not only a key of it is in the environment. */
  readonly isGiven: boolean;
}

/** Whether calls can be made to it: it is somewhere, and its key is at hand where it needs one. */
export function isCallable({ kind, baseUrl, credential }: ProviderInstance): boolean {
  const isSomewhere = baseUrl !== null || kind.origin !== null || kind.defaultOrigin !== undefined ||
    kind.client !== undefined;
  return isSomewhere && (kind.auth === null || credential !== null);
}

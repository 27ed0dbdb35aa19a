import type { Credential, ModelRecord, ProviderKey } from "../../spec/mod.ts";
import type { ListProblemCode } from "../lists/mod.ts";

/** A key that came with a request, and is that caller's own. */
export interface CallerKey {
  /** Whose key. */
  readonly provider: ProviderKey;
  /** The key itself. */
  readonly credential: Credential;
}

/** What a provider lists to one caller. */
export interface CallerList {
  /** Whose list. */
  readonly provider: ProviderKey;
  /** Each of the tier `api`; empty where the list could not be had. */
  readonly models: readonly ModelRecord[];
  /** When it was had, or when it was tried, in RFC 3339 in UTC; `null`: the provider was not asked. */
  readonly checkedAt: string | null;
  /** Why there is none: `busy` is too many keys of too many callers; `null`: there is one. */
  readonly problem: { readonly code: ListProblemCode | "busy"; readonly reason: string } | null;
  /** Whether it was had before, with the same key. */
  readonly isKept: boolean;
}

import type { EndpointKey, ProviderKey, RouteNeeds } from "../../spec/mod.ts";

/** A change that meets one rule: for people, and as data for {@linkcode relaxed}. */
export interface RouteChange {
  /** `raise maxInputUsdPerMillion from 0.5 to 0.59` */
  readonly text: string;
  /** Needs that take another value; `null` drops one. */
  readonly needs?: { readonly [K in keyof RouteNeeds]?: RouteNeeds[K] | null };
  /** Sizes of the request that become smaller. */
  readonly size?: { readonly promptTokens?: number; readonly maxTokens?: number };
  /** Parameters that are left out of the request: `["top_k"]`. */
  readonly leaveOut?: readonly string[];
  /** Providers that are no longer banned. */
  readonly unban?: readonly ProviderKey[];
  /** A provider that is allowed too. */
  readonly allow?: ProviderKey;
  /** An endpoint that is selected too. */
  readonly select?: EndpointKey;
  /** A provider that is switched on. */
  readonly enable?: ProviderKey;
  /** A provider that a key is set for. */
  readonly credential?: ProviderKey;
}

import type { Endpoint, EndpointKey, EndpointRecord, ModelKey, Price } from "../../spec/mod.ts";

/** What tells the endpoints of a model: a `Catalog` is one. */
export interface PriceCatalog {
  /** The endpoints of a model; nothing is fetched where the network is `false`. */
  endpoints(
    model: ModelKey,
    ask: { readonly network: false },
  ): Promise<{ readonly endpoints: readonly EndpointRecord[] }>;
}

/** Options of `whatIf`: at least one of `prices`, `endpoint`, `at`, `batch` and `caching`, and not both of the first two. */
export interface WhatIfOptions {
  /** Other prices: one for all calls, or by endpoint key or model key. Calls of others have no price then. */
  readonly prices?: Price | { readonly [endpointOrModel: string]: Price };
  /** The price of another endpoint for all calls: its key, which is looked up in the catalog, or its record. */
  readonly endpoint?: EndpointKey | EndpointRecord | Endpoint;
  /** Another time: an RFC 3339 time for all calls, or `HH:MM` in UTC of the day on which each was made. */
  readonly at?: string;
  /** Whether the calls had been part of a batch. */
  readonly batch?: boolean;
  /**
   * `none`: as if no tokens were read from a cache or written to one, as a first call to another endpoint would be, which
   * needs no rates for it. As they were counted unless given.
   */
  readonly caching?: "counted" | "none";
  /** How many calls share an endpoint that is paid by the hour and has no slots. */
  readonly inFlight?: number;
  /** Where prices are looked up that are not given. What ships with Tapedeck, unless given. */
  readonly catalog?: PriceCatalog;
}

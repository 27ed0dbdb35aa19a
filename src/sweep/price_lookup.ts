import type { CatalogPrice } from "../routing/mod.ts";
import type { Endpoint, EndpointKey } from "../spec/mod.ts";

/** Looks up what endpoints charge of which a plan does not say it; those of which nobody knows are not in the answer. */
export type PriceLookup = (endpoints: readonly Endpoint[]) => Promise<ReadonlyMap<EndpointKey, CatalogPrice>>;

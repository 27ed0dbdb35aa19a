import type { Endpoint, EndpointRecord, ModelRecord, Price } from "../../spec/mod.ts";

/** What has a price: a model or an endpoint of the catalog, an endpoint that can be called, or a price itself. */
export type Priced = Price | ModelRecord | EndpointRecord | Endpoint;

import { priceOriginOf } from "../../catalog/mod.ts";
import { endpointOf, type EndpointOptions } from "../../provider/mod.ts";
import type { Endpoint, EndpointRecord } from "../../spec/mod.ts";
import type { ProviderInstance } from "./_provider_instance.ts";

/** An endpoint, what the catalog knows of it, and the provider that it is at. */
export interface KnownEndpoint {
  /** Without its key, which is looked up when it is called. */
  readonly endpoint: Endpoint;
  /** `null`: nothing. */
  readonly record: EndpointRecord | null;
  readonly instance: ProviderInstance;
}

/** The endpoint of a record, at the provider as it is set up. */
export function knownEndpoint(instance: ProviderInstance, record: EndpointRecord): KnownEndpoint {
  const { model, wireModel, tag, price } = record;
  const endpoint = endpointAt(instance, {
    model,
    wireModel,
    ...(tag === null ? {} : { tag }),
    ...(price === null ? {} : { price, priceOrigin: priceOriginOf(record) }),
  });
  return { endpoint, record, instance };
}

/** An endpoint at the provider as it is set up. */
export function endpointAt({ name, kind, baseUrl, wire }: ProviderInstance, facts: EndpointOptions): Endpoint {
  const endpoint = endpointOf({ ...kind, key: name }, {
    ...(baseUrl === null ? {} : { baseUrl }),
    ...(wire === null ? {} : { wire }),
    ...facts,
  });
  return name === kind.key ? endpoint : { ...endpoint, kind: kind.key };
}

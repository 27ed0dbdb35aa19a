import { priceOriginOf } from "../../catalog/mod.ts";
import { endpointOf } from "../../provider/mod.ts";
import type { Endpoint, EndpointRecord } from "../../spec/mod.ts";
import type { ProviderInstance } from "./_provider_instance.ts";

/** What a candidate is made of: an endpoint that can be called, and what the catalog knows of it. */
export interface KnownEndpoint {
  readonly endpoint: Endpoint;
  /** `null`: nothing. */
  readonly record: EndpointRecord | null;
}

/** The endpoint of a record, at the provider as it is set up. */
export function callableEndpoint(instance: ProviderInstance, record: EndpointRecord): KnownEndpoint {
  const { model, wireModel, tag, price } = record;
  const endpoint = endpointAt(instance, {
    model,
    wireModel,
    ...(tag === null ? {} : { tag }),
    ...(price === null ? {} : { price, priceOrigin: priceOriginOf(record) }),
  });
  return { endpoint, record };
}

/** An endpoint at the provider as it is set up. */
export function endpointAt(
  { name, kind, baseUrl, wire, credential }: ProviderInstance,
  facts: Parameters<typeof endpointOf>[1],
): Endpoint {
  const endpoint = endpointOf({ ...kind, key: name }, {
    credential,
    ...(baseUrl === null ? {} : { baseUrl }),
    ...(wire === null ? {} : { wire }),
    ...facts,
  });
  return name === kind.key ? endpoint : { ...endpoint, kind: kind.key };
}

import { UserError } from "../../base/mod.ts";
import { type AskOptions, type Catalog, parseEndpointKey } from "../../catalog/mod.ts";
import type { EndpointKey, EndpointRecord, ModelKey } from "../../spec/mod.ts";
import { callableEndpoint, endpointAt, type KnownEndpoint } from "./_callable_endpoint.ts";
import { isCallable, type ProviderInstance } from "./_provider_instance.ts";

/** Where candidates are looked for. */
export interface CandidateSources {
  readonly catalog: Catalog;
  readonly instances: readonly ProviderInstance[];
  /** Endpoints that the user has declared. */
  readonly custom: readonly KnownEndpoint[];
}

/** The endpoints of a model at the providers that can be called, in the order of their keys. */
export async function candidatesOf(
  model: ModelKey,
  { catalog, instances, custom }: CandidateSources,
  ask: AskOptions = {},
): Promise<KnownEndpoint[]> {
  const callable = new Map(instances.filter(isCallable).map((instance) => [instance.name, instance]));
  const own = custom.filter(({ endpoint }) => endpoint.model === model);
  const ownKeys = new Set(own.map(({ endpoint }) => endpoint.key));
  const records = await recordsOf(model, catalog, ask);
  const listed = records.flatMap((record) => {
    const instance = callable.get(record.provider);
    return instance === undefined || ownKeys.has(record.key) ? [] : [callableEndpoint(instance, record)];
  });
  return inOrder([...own, ...listed]);
}

/** The one endpoint of a key: what is declared, else what a list has, else what its provider's row makes of it. */
export async function pinnedEndpoint(
  key: EndpointKey,
  sources: CandidateSources,
  ask: AskOptions = {},
): Promise<KnownEndpoint | null> {
  const parts = parseEndpointKey(key);
  if (parts === null) return null;
  const known = await candidatesOf(parts.model, sources, ask);
  const found = known.find(({ endpoint }) => endpoint.key === key);
  if (found !== undefined) return found;
  const instance = sources.instances.find(({ name }) => name === parts.provider);
  if (instance === undefined || !isCallable(instance)) return null;
  const { model, tag } = parts;
  return { endpoint: endpointAt(instance, { model, ...(tag === null ? {} : { tag }) }), record: null };
}

async function recordsOf(model: ModelKey, catalog: Catalog, ask: AskOptions): Promise<readonly EndpointRecord[]> {
  try {
    return (await catalog.endpoints(model, ask)).endpoints;
  } catch (error) {
    // A model of one's own stands in no list.
    if (error instanceof UserError) return [];
    throw error;
  }
}

function inOrder(known: readonly KnownEndpoint[]): KnownEndpoint[] {
  const byKey = new Map(known.map((one) => [one.endpoint.key, one]));
  return [...byKey.values()].sort((a, b) => a.endpoint.key < b.endpoint.key ? -1 : 1);
}

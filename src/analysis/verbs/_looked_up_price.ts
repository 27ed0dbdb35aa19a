import { nearestName, UserError } from "../../base/mod.ts";
import { endpointOfModel, loadEmbeddedCatalog, loadEmbeddedEndpoints, parseEndpointKey } from "../../catalog/mod.ts";
import type { EndpointKey, EndpointRecord } from "../../spec/mod.ts";
import type { PriceCatalog } from "./what_if_options.ts";

/** The endpoint of this key in a catalog, or `null`. Nothing is fetched. */
export async function lookedUpEndpoint(
  key: EndpointKey,
  catalog: PriceCatalog = EMBEDDED,
): Promise<EndpointRecord | null> {
  return (await endpointsOf(key, catalog)).find((endpoint) => endpoint.key === key) ?? null;
}

/**
 * The endpoint of this key in a catalog.
 * @throws {UserError} when it has none, with the nearest one.
 */
export async function namedEndpoint(key: EndpointKey, catalog: PriceCatalog = EMBEDDED): Promise<EndpointRecord> {
  const endpoints = await endpointsOf(key, catalog);
  const found = endpoints.find((endpoint) => endpoint.key === key);
  if (found !== undefined) return found;
  const nearest = nearestName(key, endpoints.map((endpoint) => endpoint.key)) ?? endpoints[0]?.key ?? null;
  const hint = nearest === null ? "" : `; did you mean "${nearest}"?`;
  throw new UserError(
    `Cannot price the calls as the catalog has no such endpoint: current value is "${key}"${hint}`,
  );
}

async function endpointsOf(key: EndpointKey, catalog: PriceCatalog): Promise<readonly EndpointRecord[]> {
  const parts = parseEndpointKey(key);
  if (parts === null) return [];
  try {
    return (await catalog.endpoints(parts.model, { network: false })).endpoints;
  } catch (error) {
    // A model that no list has is no mistake here: what it costs is then unknown.
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** What ships with Tapedeck: OpenRouter's endpoints, and its models for those that it lists no endpoints of. */
const EMBEDDED: PriceCatalog = {
  async endpoints(model) {
    const [{ endpoints }, { models }] = await Promise.all([loadEmbeddedEndpoints(), loadEmbeddedCatalog()]);
    const whole = models.filter(({ key }) => key === model).map((one) => endpointOfModel(one, { isRouter: true }));
    return { endpoints: [...endpoints.filter((endpoint) => endpoint.model === model), ...whole] };
  },
};

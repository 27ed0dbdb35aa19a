import { type EmbeddedFacts, parseEndpointKey, printEndpointKey } from "../catalog/mod.ts";
import type { EndpointRecord, JsonObject, ModelRecord, ProviderAdapter, ProviderKey } from "../spec/mod.ts";
import { isAtOrigin } from "./_is_sold.ts";

/** A provider as it is set up, as far as the facts that ship depend on it. */
export interface FactsPlace {
  /** The name that it is set up by. */
  readonly name: ProviderKey;
  readonly kind: Pick<ProviderAdapter, "key" | "origin">;
  /** `null`: its kind's own. */
  readonly baseUrl: string | null;
  /** Whether the lists that ship stand in for its own. */
  readonly catalogFallback: boolean;
}

/**
 * The facts that ship, for providers as they are set up: under other names than their rows have, and at other servers,
 * which alone know what they charge.
 */
export function placedFacts(facts: EmbeddedFacts, places: readonly FactsPlace[]): EmbeddedFacts {
  const special = new Map(
    places.filter((place) => place.name !== place.kind.key || !place.catalogFallback || isElsewhere(place))
      .map((place) => [place.name, place]),
  );
  if (special.size === 0) return facts;
  const kindOf = (name: ProviderKey) => special.get(name)?.kind.key ?? name;
  return {
    async models(provider) {
      const place = special.get(provider);
      if (place?.catalogFallback === false) return null;
      const known = await facts.models(kindOf(provider));
      if (place === undefined || known === null) return known;
      return { ...known, models: known.models.map((model) => atPlace({ ...model, provider }, place)) };
    },
    async endpoints({ provider, model }) {
      const place = special.get(provider);
      if (place?.catalogFallback === false) return null;
      const known = await facts.endpoints({ provider: kindOf(provider), model });
      if (place === undefined || known === null) return known;
      return { ...known, endpoints: known.endpoints.map((endpoint) => atPlace(renamed(endpoint, provider), place)) };
    },
    async enrich(models) {
      const told = await facts.enrich(models.map((model) => ({ ...model, provider: kindOf(model.provider) })));
      return told.map((model, i): ModelRecord => {
        const { provider, price } = models[i];
        const place = special.get(provider);
        const own = model.provider === provider ? model : { ...model, provider };
        return place !== undefined && price === null ? atPlace(own, place) : own;
      });
    },
  };
}

/** Whether its requests go to another server than that of its kind, which has one. */
function isElsewhere({ kind, baseUrl }: FactsPlace): boolean {
  return baseUrl !== null && kind.origin !== null && !isAtOrigin(baseUrl, kind.origin);
}

/** A record without the price of its kind, where it is at another server. */
function atPlace<T extends ModelRecord | EndpointRecord>(record: T, place: FactsPlace): T {
  if (record.price === null || !isElsewhere(place)) return record;
  const { price: _, ...enriched } = (record.extra.enriched ?? {}) as JsonObject;
  const extra = record.extra.enriched === undefined ? record.extra : { ...record.extra, enriched };
  return { ...record, price: null, extra };
}

function renamed(record: EndpointRecord, provider: ProviderKey): EndpointRecord {
  const parts = parseEndpointKey(record.key)!;
  return { ...record, provider, key: printEndpointKey({ ...parts, provider }) };
}

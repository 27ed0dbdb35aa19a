import { type EmbeddedFacts, endpointOfModel } from "../../catalog/mod.ts";
import { endpointOf } from "../../provider/mod.ts";
import type { EndpointRecord, ModelKey } from "../../spec/mod.ts";
import { isAtOrigin } from "../_is_sold.ts";
import { unlistedRecord } from "../_unlisted_record.ts";
import type { ProviderInstance } from "./_provider_instance.ts";

/**
 * What is known of a model at a provider whose list nobody has: where other lists know that it serves the model, or that
 * it alone sells it. `null`: nobody says that it does.
 */
export async function directRecord(
  model: ModelKey,
  { name, kind, baseUrl }: ProviderInstance,
  facts: EmbeddedFacts,
): Promise<EndpointRecord | null> {
  // What runs on a server of one's own, its owner alone knows; a router's list is known.
  if (kind.origin === null || kind.client !== undefined) return null;
  if (baseUrl !== null && !isAtOrigin(baseUrl, kind.origin)) return null;
  const { wireModel } = endpointOf(kind, { model });
  const unlisted = unlistedRecord(wireModel, kind.key);
  if (unlisted === null) return null;
  const [known] = await facts.enrich([{ ...unlisted, key: model }]);
  if (known.price === null) return null;
  const { asOf } = (known.extra.enriched as { price?: { asOf?: string } } | undefined)?.price ?? {};
  const dated = { ...known, provider: name, wireModel, tier: "embedded" as const, fetchedAt: asOf ?? known.fetchedAt };
  return endpointOfModel(dated, { isRouter: false });
}

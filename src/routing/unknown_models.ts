import { type Catalog, type EmbeddedFacts, embeddedFacts } from "../catalog/mod.ts";
import type { Endpoint, EndpointKey, ModelKey } from "../spec/mod.ts";
import { isSoldAt } from "./_is_sold.ts";
import { offlineCatalog } from "./_offline_catalog.ts";
import { unlistedRecord } from "./_unlisted_record.ts";

/** A model that the catalog does not know. */
export interface UnknownModel {
  /** As the endpoint has it. */
  readonly model: ModelKey;
  /** The listed model that takes its place, or that its name looks most like; `null`: none does. */
  readonly nearest: ModelKey | null;
}

/** Where models are looked up. */
export interface UnknownModelsOptions {
  /** The SQLite file; the user's own where there is one, else what ships alone. It is never made. */
  readonly store?: string;
  /** Looks environment variables up; the process's own unless given. */
  readonly env?: (name: string) => string | undefined;
}

/**
 * Endpoints whose models the catalog does not know, without a call: a mistake in the name, or a model that no list has
 * that is at hand. Endpoints of servers of one's own and of providers that are not in the table are not looked at.
 *
 * @throws {UserError} when the store was written by a newer Tapedeck.
 *
 * @example A mistake in a name
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { endpointOf, findProvider, unknownModels } from "@tapedeck/tapedeck";
 *
 * const endpoint = endpointOf(findProvider("openai"), { model: "openai/gpt-4o-mni" });
 * const unknown = await unknownModels([endpoint], { store: ":memory:" });
 * assertEquals(unknown.get(endpoint.key)?.nearest, "openai/gpt-4o-mini");
 * ```
 */
export async function unknownModels(
  endpoints: readonly (
    & Pick<Endpoint, "key" | "model" | "provider" | "wireModel" | "kind">
    & Partial<Pick<Endpoint, "baseUrl">>
  )[],
  { store, env = (name) => Deno.env.get(name) }: UnknownModelsOptions = {},
): Promise<ReadonlyMap<EndpointKey, UnknownModel>> {
  const unknown = new Map<EndpointKey, UnknownModel>();
  const sold = endpoints.filter(isSoldAt);
  if (sold.length === 0) return unknown;
  using catalog = await offlineCatalog({ store, env });
  const facts = embeddedFacts();
  for (const { key, model, provider, kind = provider, wireModel } of sold) {
    const nearest = await nearestOf(model, catalog);
    if (nearest === undefined || await isListed(wireModel, catalog)) continue;
    if (await isNamedOtherwise({ model, provider: kind, wireModel }, facts)) continue;
    unknown.set(key, { model, nearest });
  }
  return unknown;
}

/** What looks like an id that no list has; `undefined`: a list has it. */
async function nearestOf(model: ModelKey, catalog: Catalog): Promise<ModelKey | null | undefined> {
  const resolution = await catalog.model(model, { network: false });
  return resolution.kind === "gone" ? resolution.suggestions[0] ?? null : undefined;
}

/** Whether a list has the id that is sent: the plan's own name for the model is then nobody else's matter. */
async function isListed(wireModel: string, catalog: Catalog): Promise<boolean> {
  return (await catalog.model(wireModel, { network: false })).kind !== "gone";
}

/** Whether the facts that ship know the model by another name of it, as this provider calls it. */
async function isNamedOtherwise(
  { model, provider, wireModel }: Pick<Endpoint, "model" | "provider" | "wireModel">,
  facts: EmbeddedFacts,
): Promise<boolean> {
  const bare = unlistedRecord(wireModel, provider);
  if (bare === null) return false;
  const asked = [bare, { ...bare, key: model }];
  const told = await facts.enrich(asked);
  return told.some((record, i) => record !== asked[i]);
}

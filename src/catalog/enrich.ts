import type { Capabilities, EndpointRecord, Fact, JsonObject, ModelRecord, Price, PriceOrigin } from "../spec/mod.ts";
import type { EnrichIndex } from "./enrich_index.ts";

/** Fields that belong to the model whoever serves it, and are therefore filled by name. */
const OF_THE_MODEL = ["createdOn", "knowledgeCutoff", "inputModalities", "outputModalities"] as const;
/** Fields that each server has of its own. */
const OF_THE_SERVER = ["contextTokens", "maxOutputTokens", "parameters"] as const;

/** The most digits of a price that somebody has set and not computed. */
const LISTED_DIGITS = 12;

/** Where a field was filled from, under `extra.enriched`. */
interface Filled extends JsonObject {
  /** The key of the record that it comes from. */
  from: string;
  /** When that was fetched. */
  asOf: string;
}

/**
 * A model of a list that tells little, with what other lists are known to say of the very same model. Only what is unknown
 * is filled, and each field that was is named in `extra.enriched` with the record that it comes from and its date.
 *
 * A model is the same by its key, an alias, or the id of its weights, each of them whole and telling one model only:
 * never by a beginning or a part. What a server decides itself (its price, its limits, what it can do) is taken from
 * the router's endpoint that this very provider serves; else from the model where the provider is the model's own author
 * and its weights are not public, so that nobody undersells it. For all others it stays unknown.
 *
 * @example A price comes with where it is from
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { enrich, enrichIndex, loadEmbeddedCatalog, priceOriginOf, readModelPage } from "@tapedeck/tapedeck";
 *
 * const { models: known } = await loadEmbeddedCatalog();
 * const index = enrichIndex({ models: known, endpoints: [] });
 * const facts = { provider: "openai", fetchedAt: "2026-08-02T00:00:00Z" };
 * const { models } = readModelPage("openai", { data: [{ id: "gpt-4o-mini" }] }, facts);
 * const model = enrich(models[0], index);
 * assertEquals(model.contextTokens, 128_000);
 * assertEquals(priceOriginOf(model), { source: "model", asOf: "2026-08-01T00:00:00Z" });
 * ```
 */
export function enrich(record: ModelRecord, index: EnrichIndex): ModelRecord {
  const model = index.modelOf(record);
  if (model === null) return record;
  const endpoint = index.endpointOf(record.provider, model.key);
  const server = endpoint ?? (index.isSoldByItsAuthor(record.provider, model) ? model : null);
  const filled: Record<string, unknown> = {};
  const enriched: Record<string, Filled> = {};
  const fill = (name: string, value: unknown, from: ModelRecord | EndpointRecord) => {
    filled[name] = value;
    enriched[name] = { from: from.key, asOf: from.fetchedAt };
  };
  for (const name of OF_THE_MODEL) if (record[name] === null && model[name] !== null) fill(name, model[name], model);
  if (server !== null) {
    for (const name of OF_THE_SERVER) {
      if (record[name] === null && server[name] !== null) fill(name, server[name], server);
    }
    const price = newestPrice(record, { model, endpoint, index });
    if (record.price === null && price !== null) fill("price", price.price, price);
    const capabilities = merged(record.capabilities, server.capabilities);
    if (capabilities !== null) fill("capabilities", capabilities, server);
  }
  if (Object.keys(filled).length === 0) return record;
  return { ...record, ...filled, extra: { ...record.extra, enriched } } as ModelRecord;
}

/** Of the endpoint's price and that of the model, where both are this provider's, the newer one. */
function newestPrice(
  record: ModelRecord,
  { model, endpoint, index }: {
    readonly model: ModelRecord;
    readonly endpoint: EndpointRecord | null;
    readonly index: EnrichIndex;
  },
): ModelRecord | EndpointRecord | null {
  const isOwn = index.isSoldByItsAuthor(record.provider, model);
  const candidates = isOwn && !isComputed(model.price) ? [endpoint, model] : [endpoint];
  const priced = candidates.filter((each) => each !== null && each.price !== null);
  return priced.sort((a, b) => b!.fetchedAt.localeCompare(a!.fetchedAt))[0] ?? null;
}

/** Whether a router has computed a price out of its author's, as what it gives off at the time: digits tell it. */
function isComputed(price: Price | null): boolean {
  const rates = price?.kind === "tokens" ? [price.inputUsd, price.outputUsd] : [];
  return rates.some((rate) => rate.replace(".", "").replace(/^0+/, "").length > LISTED_DIGITS);
}

/** What was uncertain and no longer is; `null`: nothing. */
function merged(own: Capabilities, other: Capabilities): Capabilities | null {
  const names = Object.keys(own) as (keyof Capabilities)[];
  const news = names.filter((name) => own[name] === "uncertain" && other[name] !== "uncertain");
  if (news.length === 0) return null;
  return { ...own, ...Object.fromEntries(news.map((name): [string, Fact] => [name, other[name]])) };
}

/** Where the price of a model or an endpoint is from: its own list, or the record that `enrich` took it from. */
export function priceOriginOf(record: ModelRecord | EndpointRecord): PriceOrigin {
  if (record.tier === "config") return { source: "user", asOf: null };
  const enriched = record.extra.enriched as { readonly price?: Filled } | undefined;
  const own = { source: "servedBy" in record ? "endpoint" : "model", asOf: record.fetchedAt } as const;
  if (enriched?.price === undefined) return own;
  const { from, asOf } = enriched.price;
  return { source: from.includes("@") ? "endpoint" : "model", asOf };
}

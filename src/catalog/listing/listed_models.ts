import type { EndpointRecord, ModelKey, ModelRecord } from "../../spec/mod.ts";
import { bestRecord } from "../best_record.ts";
import type { Catalog } from "../catalog.ts";
import type { ModelsAnswer, PromotedModel } from "../catalog_answers.ts";
import { curatedModels } from "../curated/mod.ts";
import { meetsFilters, type ModelFilters } from "../search/mod.ts";
import type { ListedKind, ListedModel } from "./listed_model.ts";
import { listedPrice } from "./listed_price.ts";
import { ORDERS } from "./_order.ts";
import { standingOf } from "./standing_of.ts";

/** How models are put in order: see {@linkcode listedModels}. */
export type ModelSort = "relevance" | "name" | "price" | "context" | "newest";

/** Which models, and in which order. */
export interface ListedModelsOptions {
  /** As `ModelSearch` reads it; the empty string finds all. */
  readonly query?: string;
  /** What one list's record of a model must have. */
  readonly filters?: ModelFilters;
  /** No others than these; all unless given. */
  readonly kinds?: readonly ListedKind[];
  /** `relevance` unless given. */
  readonly sort?: ModelSort;
  /** Now: what is new and what is over. */
  readonly at: Date;
  /** Where the lists were asked for already, what they answered; else what is known without a call. */
  readonly answer?: ModelsAnswer;
  /** What is known of endpoints (`knownEndpoints`), as evidence of what does not answer well; none unless given. */
  readonly endpoints?: readonly EndpointRecord[];
}

/**
 * Every model once, however many lists have it, with its kind, its price and what stands out about it. Nothing is fetched.
 *
 * Badges: `new` is a model that came out within the 30 days before `at`; `deprecated` one of which some list says so, or
 * when it goes; `promoted` one that the user chose; `own` one of which the user's configuration declares an endpoint.
 * `limited` is a variant that providers give away or try out (`:free`,
 * `-preview`, `-exp`, `-beta`), of which accounts get fewer calls whatever else the list says, and a model all of whose
 * endpoints are called degraded or down, or lost more than one call in ten lately.
 *
 * The status is `unavailable` where no list has the model any more, where all say that it has gone, or where all of its
 * endpoints are down; else `deprecated` or `limited` as the badge; else `available`.
 *
 * Order: `relevance` is how well the query is met; without one, what was chosen in the order of choosing, what Tapedeck
 * proposes in its order, the user's own, the others with the newest first. `price` has the cheapest input first, `context` the longest,
 * `newest` the newest; what is unknown comes last.
 *
 * @throws {UserError} when there is no provider of the name in the filters.
 *
 * @example What Tapedeck proposes and is cheap
 * ```ts no-assert
 * import { listedModels, openCatalog } from "@tapedeck/tapedeck";
 *
 * using catalog = await openCatalog({ store: ":memory:", offline: true });
 * const cheap = await listedModels(catalog, {
 *   filters: { maxInputUsdPerMillion: "0.2" },
 *   kinds: ["curated"],
 *   sort: "price",
 *   at: new Date(),
 * });
 * console.log(cheap.map(({ key, price }) => `${key} ${price?.perMillion.inputUsd}`));
 * ```
 */
export async function listedModels(catalog: Catalog, options: ListedModelsOptions): Promise<ListedModel[]> {
  const { query = "", filters = {}, kinds, sort = "relevance", at, endpoints = [] } = options;
  const { models } = options.answer ?? await catalog.models({ network: false });
  const promoted = await catalog.promoted();
  const found = query.trim() === "" ? null : await catalog.search(query, filters);
  const byKey = grouped(models.filter((record) => meetsFilters(record, filters)), ({ key }) => key);
  const groups = found === null
    ? inHouseOrder(byKey, promoted, filters)
    : found.flatMap(({ key, providers }): Group[] => {
      const records = (byKey.get(key) ?? []).filter(({ provider }) => providers.includes(provider));
      return records.length === 0 ? [] : [{ key, records, isListed: true }];
    });
  const facts = {
    chosen: new Map(promoted.map(({ key, promotedAt }) => [key, promotedAt])),
    proposed: new Set(curatedModels().map(({ key }) => key)),
    endpoints: grouped(endpoints, ({ model }) => model),
    at,
  };
  const listed = groups.map((group) => listedModel(group, facts))
    .filter(({ kind }) => kinds === undefined || kinds.includes(kind));
  return sort === "relevance" ? listed : listed.sort(ORDERS[sort]);
}

/** What lists say of one model. */
interface Group {
  readonly key: ModelKey;
  readonly records: readonly ModelRecord[];
  readonly isListed: boolean;
}

interface ListingFacts {
  readonly chosen: ReadonlyMap<ModelKey, string>;
  readonly proposed: ReadonlySet<ModelKey>;
  readonly endpoints: ReadonlyMap<ModelKey, readonly EndpointRecord[]>;
  readonly at: Date;
}

function listedModel(
  { key, records, isListed }: Group,
  { chosen, proposed, endpoints, at }: ListingFacts,
): ListedModel {
  const record = bestRecord(records);
  const promotedAt = chosen.get(key) ?? null;
  const isPromoted = promotedAt !== null;
  return {
    key,
    record,
    records,
    providers: isListed ? [...new Set(records.map(({ provider }) => provider))] : [],
    kind: isPromoted ? "promoted" : proposed.has(key) ? "curated" : "discovered",
    ...standingOf({ records, isListed, isPromoted, at, endpoints: endpoints.get(key) ?? [] }),
    price: listedPrice(record.price),
    promotedAt,
  };
}

/** What was chosen first, then what is proposed, then what is declared, then the others, the newest first. */
function inHouseOrder(
  byKey: ReadonlyMap<ModelKey, readonly ModelRecord[]>,
  promoted: readonly PromotedModel[],
  filters: ModelFilters,
): Group[] {
  const left = new Map(byKey);
  const take = (key: ModelKey): Group[] => {
    const records = left.get(key);
    left.delete(key);
    return records === undefined ? [] : [{ key, records, isListed: true }];
  };
  const chosen = promoted.flatMap(({ key, record }): Group[] => {
    const listed = take(key);
    // What no list has any more is still shown, but not as a model of some provider.
    const isGone = listed.length === 0 && !byKey.has(key) && filters.provider === undefined;
    return isGone && meetsFilters(record, filters) ? [{ key, records: [record], isListed: false }] : listed;
  });
  const proposed = curatedModels().flatMap(({ key }) => take(key));
  const declared = [...left].filter(([, records]) => records.some(({ tier }) => tier === "config"))
    .flatMap(([key]) => take(key));
  const others = [...left].map(([key, records]) => ({ key, records, isListed: true, on: newest(records) }))
    .sort((a, b) => a.on > b.on ? -1 : a.on < b.on ? 1 : a.key < b.key ? -1 : 1)
    .map(({ on: _, ...group }) => group);
  return [...chosen, ...proposed, ...declared, ...others];
}

function newest(records: readonly ModelRecord[]): string {
  return bestRecord(records).createdOn ?? "";
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const own = groups.get(keyOf(item));
    if (own === undefined) groups.set(keyOf(item), [item]);
    else own.push(item);
  }
  return groups;
}

import type { EndpointRecord, JsonObject, ModelRecord } from "../../spec/mod.ts";
import { type ColumnTable, unpackColumns } from "./_columns.ts";

/** The models that ship with Tapedeck. */
export interface EmbeddedCatalog {
  /** When the list was fetched, in RFC 3339 in UTC. */
  readonly fetchedAt: string;
  /** Of OpenRouter's list, of the tier `embedded`. */
  readonly models: readonly ModelRecord[];
}

/** The endpoints that ship with Tapedeck. */
export interface EmbeddedEndpoints {
  /** When they were fetched, in RFC 3339 in UTC: earlier than the models. */
  readonly fetchedAt: string;
  /** Of OpenRouter's lists, of the tier `embedded`. */
  readonly endpoints: readonly EndpointRecord[];
}

/**
 * Loads the models that ship with Tapedeck: what a catalog answers with where no list can be fetched. Facts of
 * OpenRouter's list, no prose; `fetchedAt` says of when, and after a quarter one price in four is another.
 *
 * Needs no permission: the file is a module of the package.
 *
 * @example Look a model up without a network
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadEmbeddedCatalog } from "@tapedeck/tapedeck";
 *
 * const { models } = await loadEmbeddedCatalog();
 * const model = models.find(({ key }) => key === "anthropic/claude-haiku-4.5");
 * assertEquals(model?.tier, "embedded");
 * ```
 */
export async function loadEmbeddedCatalog(): Promise<EmbeddedCatalog> {
  const { default: table } = await import("./models.json", { with: { type: "json" } });
  const models = unpackColumns(table as unknown as ColumnTable) as unknown as ModelRecord[];
  return { fetchedAt: models[0].fetchedAt, models };
}

/**
 * Loads the endpoints that ship with Tapedeck: prices, limits and parameters of each serving of each model behind
 * OpenRouter, which differ more than one expects. Needs no permission.
 *
 * Their prices have rates for input and output only (`cacheRatesUnknown`): what cached tokens cost is not known.
 */
export async function loadEmbeddedEndpoints(): Promise<EmbeddedEndpoints> {
  const { default: table } = await import("./endpoints.json", { with: { type: "json" } });
  const endpoints = unpackColumns(table as unknown as ColumnTable).map(endpointOf);
  return { fetchedAt: endpoints[0].fetchedAt, endpoints };
}

/** The names of an endpoint are made of the others; what is of the day is not there. */
function endpointOf(row: JsonObject): EndpointRecord {
  const shipped = row as unknown as Omit<EndpointRecord, "key" | "servedBy" | "wireModel">;
  const { model, provider, tag } = shipped;
  return {
    ...shipped,
    key: `${model}@${provider}/${tag}`,
    servedBy: String(tag).split("/")[0],
    wireModel: model,
    uptime: { last5m: null, last30m: null, last1d: null },
    ttftMs: null,
    outputTps: null,
  };
}

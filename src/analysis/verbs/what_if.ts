// Deferred: the native library is loaded when a frame is first made, not when this room is imported.
import defer * as polars from "nodejs-polars";
import { nearestName, UserError } from "../../base/mod.ts";
import type { Priced } from "../../catalog/cost/mod.ts";
import { tokenizerKind } from "../../catalog/tokens/mod.ts";
import type { Price } from "../../spec/mod.ts";
import { type DataFrame, displayFrame, frameTable, type Table } from "../frames/mod.ts";
import { checkPrices } from "./_check_prices.ts";
import { lookedUpEndpoint, namedEndpoint } from "./_looked_up_price.ts";
import { repricer } from "./_repriced.ts";
import type { WhatIfOptions } from "./what_if_options.ts";

/**
 * What a run would have cost: at other prices, at another endpoint, at another hour. The frame comes back with another
 * `cost_usd`, so every verb and chart says what would have been; computed by the one exact calculator of Tapedeck, try by
 * try, from the tokens that were counted.
 *
 * Beside it stand, in every row:
 *
 * - `cost_before_usd`: what `cost_usd` was; `cost_source`: how the new one was found;
 * - `cost_reason`: why it is unknown, `null` where it is known. A try that was refused was not billed and is not now;
 * - `priced_as`: whose price it is, `null` for one that was given for all; `cost_note`: what it cannot know.
 *
 * Without `prices` or `endpoint`, each call has the catalog's price of its own endpoint. Rows tell no images, sounds,
 * searches, tiers of service or how long a cache was kept, so what these cost is not in it; where the provider had
 * reported a cost, its list price may differ from that. Another model counts the same text otherwise and answers in
 * another length, another endpoint caches otherwise: the tokens stay as they were counted, and `cost_note` says so. Where
 * that matters, send some of the prompts there.
 *
 * @throws {UserError} when nothing or too much is asked, or an endpoint or a model is not there.
 *
 * @example Another price, another hour, another endpoint
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { whatIf } from "@tapedeck/tapedeck";
 * import pl from "nodejs-polars";
 *
 * // What this needs of a run's columns; `loadRun` gives all of them.
 * const frame = pl.DataFrame({
 *   endpoint: ["openai/gpt-4o@openai"],
 *   model: ["openai/gpt-4o"],
 *   status: ["ok"],
 *   started_at: ["2026-01-01T20:00:00.000Z"],
 *   input_tokens: [1000],
 *   cache_read_tokens: [0],
 *   cache_write_tokens: [0],
 *   output_tokens: [500],
 *   reasoning_tokens: [0],
 *   latency_ms: [900],
 *   cost_usd: [0.0075],
 * });
 * const night = { utcStart: "16:30", utcEnd: "00:30", rates: { inputUsd: "0.000001", outputUsd: "0.000002" } };
 * const prices = { kind: "tokens", inputUsd: "0.000002", outputUsd: "0.000004", overrides: [night] } as const;
 * const [asItWas] = (await whatIf(frame, { prices })).toRecords();
 * const [atNoon] = (await whatIf(frame, { prices, at: "12:00" })).toRecords();
 * assertEquals([asItWas.cost_before_usd, asItWas.cost_usd, atNoon.cost_usd], [0.0075, 0.002, 0.004]);
 *
 * const [elsewhere] = (await whatIf(frame, { endpoint: "openai/gpt-4o-mini@openrouter/openai" })).toRecords();
 * assertEquals(elsewhere.cost_reason, null);
 * assertEquals(elsewhere.cost_note, "tokens as of openai/gpt-4o, whose answers have other lengths");
 * ```
 */
export async function whatIf(frame: DataFrame, options: WhatIfOptions): Promise<DataFrame> {
  checkOptions(options);
  const table = frameTable(frame);
  const pricedAs = await pricer(table, options);
  const { at = null, batch = false, inFlight = null } = options;
  const isCached = options.caching !== "none";
  const reprice = repricer(table, { at, batch, inFlight, isCached });
  const [endpoints, models] = [table.codes("endpoint"), table.codes("model")];
  const cached = table.numbers("cache_read_tokens");
  const rows = Array.from({ length: table.height }, (_, row) => {
    const priced = pricedAs[endpoints.codes[row]];
    const cost = reprice(row, priced.priced);
    const told = cost.usd === null ? null : note(priced, {
      endpoint: String(endpoints.values[endpoints.codes[row]]),
      model: String(models.values[models.codes[row]]),
      hasCached: isCached && cached[row] > 0,
    });
    return { ...cost, note: told, pricedAs: priced.key };
  });
  const column = (name: string, values: (string | number | null)[], type: unknown) =>
    polars.Series(name, values, type as typeof polars.Utf8);
  const made = new Map([
    ["cost_usd", column("cost_usd", rows.map(({ usd }) => usd), polars.Float64)],
    ["cost_before_usd", frame.getColumn("cost_usd").alias("cost_before_usd")],
    ["cost_source", column("cost_source", rows.map(({ source }) => source), polars.Utf8)],
    ["cost_reason", column("cost_reason", rows.map(({ reason }) => reason), polars.Utf8)],
    ["priced_as", column("priced_as", rows.map(({ pricedAs }) => pricedAs), polars.Utf8)],
    ["cost_note", column("cost_note", rows.map(({ note }) => note), polars.Utf8)],
  ]);
  const names = frame.columns.flatMap((name) => name === "cost_usd" ? [...made.keys()] : made.has(name) ? [] : [name]);
  return displayFrame(polars.DataFrame(names.map((name) => made.get(name) ?? frame.getColumn(name))));
}

/** A price with the endpoint that it is of. */
interface NamedPrice {
  readonly priced: Priced | null;
  /** `null`: it was given for all. */
  readonly key: string | null;
  /** The model that the price is of; `null`: the user says that it fits. */
  readonly model: string | null;
}

/** The price of each endpoint of a table, by the endpoint's number. */
async function pricer(table: Table, { prices, endpoint, catalog }: WhatIfOptions): Promise<readonly NamedPrice[]> {
  const keys = table.codes("endpoint").values.map(String);
  if (endpoint !== undefined) {
    const record = typeof endpoint === "string" ? await namedEndpoint(endpoint, catalog) : endpoint;
    return keys.map(() => ({ priced: record, key: record.key, model: record.model }));
  }
  if (prices === undefined) {
    return await Promise.all(
      keys.map(async (key) => ({ priced: await lookedUpEndpoint(key, catalog), key, model: null })),
    );
  }
  if (isPrice(prices)) return keys.map(() => ({ priced: prices, key: null, model: null }));
  const models = modelsOf(table);
  const unknown = Object.keys(prices).find((name) => !keys.includes(name) && !models.includes(name));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, [...keys, ...models]);
    throw new UserError(
      "Cannot price the calls as none is of this endpoint or model: current value is " +
        `"${unknown}"${nearest === null ? "" : `; did you mean "${nearest}"?`}`,
    );
  }
  return keys.map((key, i) => ({ priced: prices[key] ?? prices[models[i]] ?? null, key, model: null }));
}

/** The model of each endpoint, by the endpoint's number. */
function modelsOf(table: Table): string[] {
  const [endpoints, models] = [table.codes("endpoint"), table.codes("model")];
  const found: string[] = [];
  endpoints.codes.forEach((code, row) => found[code] ??= String(models.values[models.codes[row]]));
  return found;
}

function isPrice(prices: Price | { readonly [key: string]: Price }): prices is Price {
  return typeof prices.kind === "string";
}

function note(
  { key, model: target }: NamedPrice,
  { endpoint, model, hasCached }: { readonly endpoint: string; readonly model: string; readonly hasCached: boolean },
): string | null {
  if (target === null || key === endpoint) return null;
  if (target !== model) {
    const same = [target, model].every((one) => tokenizerKind(one) === "tokenizer");
    return same
      ? `tokens as of ${model}, whose answers have other lengths`
      : `tokens as ${model} counts them, whose tokenizer and answers are others`;
  }
  return hasCached ? `cached tokens as at ${endpoint}` : null;
}

function checkOptions({ prices, endpoint, at, batch, caching }: WhatIfOptions): void {
  if ([prices, endpoint, at, batch, caching].every((option) => option === undefined)) {
    throw new UserError(
      "Cannot say what if as one of prices, endpoint, at, batch and caching must be given: current value is {}",
    );
  }
  if (prices !== undefined && endpoint !== undefined) {
    throw new UserError("Cannot price the calls as both prices and an endpoint are given: one of them decides");
  }
  if (prices !== undefined) checkPrices(prices);
  if (at === undefined || /^([01]\d|2[0-3]):[0-5]\d$/.test(at)) return;
  if (!/^\d{4}-\d\d-\d\dT/.test(at) || Number.isNaN(Date.parse(at))) {
    throw new UserError(`Cannot price the calls as at must be an RFC 3339 time or HH:MM: current value is "${at}"`);
  }
}

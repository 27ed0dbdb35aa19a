import { isThere, nearestName, systemClock, UserError } from "../../base/mod.ts";
import {
  Catalog,
  catalogPath,
  embeddedFacts,
  openCatalogStore,
  openrouterEndpoints,
  readModelPage,
} from "../../catalog/mod.ts";
import { providerRows } from "../../provider/mod.ts";
import type { Clock } from "../../spec/mod.ts";
import { type CatalogRow, ENDPOINT_COLUMNS, MODEL_COLUMNS } from "./_catalog_columns.ts";
import type { DataFrame } from "./data_frame.ts";
import { displayFrame } from "./display_frame.ts";
import { frameOfRows, type RowColumn } from "./_frame_of_rows.ts";

/** Options of {@linkcode loadCatalog}. */
export interface LoadCatalogOptions {
  /** An open catalog, which stays open; one that makes no calls unless given. */
  readonly catalog?: Catalog;
  /** The SQLite file of the catalog, where none is given; the user's own, if there is one, unless given. */
  readonly store?: string;
  /** Only what this provider lists. */
  readonly provider?: string;
  /** What ages are counted to. The machine's own unless given. */
  readonly clock?: Clock;
}

/** What the catalog knows, as data frames. */
export interface CatalogFrames {
  /** A model stands in it once for each provider that lists it. */
  readonly models: DataFrame;
  /** Who serves which model, and for what. */
  readonly endpoints: DataFrame;
}

/**
 * Models and endpoints with their prices, limits and capabilities, as two data frames.
 *
 * No call is made: facts are those of the catalog's file, as old as they are, and where it has none those that ship. `tier`
 * and `age_days` say which. To have them fresh, refresh the catalog first (`tapedeck catalog refresh`, `openCatalog`).
 *
 * Prices are US dollars per million tokens as doubles, made exactly from the decimal they are listed as. A rate that a list
 * does not tell is `null`, though the calculator of costs has rules for it; a capability that nobody is sure of is `null`,
 * and not `false`. `frameSchema` says what each column means.
 *
 * @throws {UserError} when there is no provider of that name, or the file cannot be opened.
 *
 * @example The cheapest endpoints that take tools
 * ```ts
 * import { assert } from "@std/assert";
 * import { loadCatalog } from "@tapedeck/tapedeck";
 * import pl from "nodejs-polars";
 *
 * const { endpoints } = await loadCatalog({ store: ":memory:" });
 * const cheap = endpoints.filter(pl.col("can_tools").eq(pl.lit(true))).sort("output_usd_per_mtok");
 * assert(cheap.height > 0);
 * ```
 */
export async function loadCatalog(options: LoadCatalogOptions = {}): Promise<CatalogFrames> {
  const { catalog, clock = systemClock } = options;
  if (catalog !== undefined) return await framesOf(catalog, options.provider, clock);
  using opened = await openKnown(options.store, clock);
  return await framesOf(opened, options.provider, clock);
}

async function framesOf(catalog: Catalog, provider: string | undefined, clock: Clock): Promise<CatalogFrames> {
  const { models, lists } = await catalog.models({ network: false });
  if (provider !== undefined && !lists.some((list) => list.provider === provider)) {
    const nearest = nearestName(provider, lists.map((list) => list.provider));
    const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
    throw new UserError(`Cannot load the catalog as no provider has this name${hint}: current value is "${provider}"`);
  }
  const isMeant = (fact: { readonly provider: string }) => provider === undefined || fact.provider === provider;
  const nowMs = clock.date().getTime();
  const frame = <Fact>(facts: readonly Fact[], columns: readonly RowColumn<CatalogRow<Fact>>[]) =>
    displayFrame(frameOfRows(facts.map((fact) => ({ fact, nowMs })), columns));
  return {
    models: frame(models.filter(isMeant), MODEL_COLUMNS),
    endpoints: frame((await catalog.knownEndpoints()).filter(isMeant), ENDPOINT_COLUMNS),
  };
}

/** A catalog that makes no calls, and no file where there is none. */
async function openKnown(given: string | undefined, clock: Clock): Promise<Catalog> {
  const own = given ?? catalogPath({ env: permittedEnv });
  const store = await openCatalogStore(given !== undefined || await isThere(own) ? own : ":memory:", { clock });
  return new Catalog({
    store,
    clock,
    providers: providerRows,
    readPage: readModelPage,
    embedded: embeddedFacts(),
    endpointListings: { openrouter: openrouterEndpoints },
    offline: true,
    fetch: () => Promise.reject(new Error("Cannot fetch a list as this catalog makes no calls")),
    secretOf: () => null,
    headersOf: () => ({}),
    owner: crypto.randomUUID(),
  });
}

/** A variable of the process, where it may be read: nobody is asked. */
function permittedEnv(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}

import { type Catalog, catalogPath, type EmbeddedFacts, embeddedFacts } from "../catalog/mod.ts";
import { providerRows } from "../provider/mod.ts";
import type { ProviderAdapter, ProviderKey } from "../spec/mod.ts";
import { openCatalog } from "./open_catalog.ts";
import { placedFacts } from "./_placed_facts.ts";
import { placedRow } from "./_placed_row.ts";

/** A server that is not its provider's own, or under a name of its own. */
export interface PlacedServer {
  /** The name that it goes by. */
  readonly name: ProviderKey;
  readonly kind: ProviderAdapter;
  readonly baseUrl: string;
}

/** What a catalog without calls is opened with. */
export interface OfflineCatalogOptions {
  readonly store: string | undefined;
  readonly env: (name: string) => string | undefined;
  /** A provider beside those of the table, or in the place of the one with the same name. */
  readonly server?: PlacedServer | null;
  /** What ships; loaded unless given. */
  readonly facts?: EmbeddedFacts;
}

/** A catalog that makes no calls and no file: of the user's own store where there is one, else of what ships alone. */
export async function offlineCatalog(
  { store, env, server = null, facts = embeddedFacts() }: OfflineCatalogOptions,
): Promise<Catalog> {
  const places = server === null ? [] : [server];
  return await openCatalog({
    store: store ?? await existing(catalogPath({ env })),
    offline: true,
    env,
    providers: [
      ...providerRows.filter(({ key }) => key !== server?.name),
      ...places.map((place) => placedRow(place.kind, place)),
    ],
    embedded: placedFacts(facts, places.map((place) => ({ ...place, catalogFallback: true }))),
  });
}

async function existing(path: string): Promise<string> {
  try {
    await Deno.stat(path);
    return path;
  } catch {
    return ":memory:";
  }
}

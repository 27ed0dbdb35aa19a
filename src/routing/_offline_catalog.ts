import { type Catalog, catalogPath } from "../catalog/mod.ts";
import { providerRows } from "../provider/mod.ts";
import type { ProviderAdapter } from "../spec/mod.ts";
import { openCatalog } from "./open_catalog.ts";

/** What a catalog without calls is opened with. */
export interface OfflineCatalogOptions {
  readonly store: string | undefined;
  readonly env: (name: string) => string | undefined;
  /** Providers beside those of the table, and in the place of those with the same names. */
  readonly rows?: readonly ProviderAdapter[];
}

/** A catalog that makes no calls and no file: of the user's own store where there is one, else of what ships alone. */
export async function offlineCatalog({ store, env, rows = [] }: OfflineCatalogOptions): Promise<Catalog> {
  return await openCatalog({
    store: store ?? await existing(catalogPath({ env })),
    offline: true,
    env,
    providers: [...providerRows.filter(({ key }) => !rows.some((row) => row.key === key)), ...rows],
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

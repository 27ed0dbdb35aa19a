import type { Catalog } from "../catalog/mod.ts";
import { catalogPath } from "./catalog_path.ts";
import { openCatalog } from "./open_catalog.ts";

/** A catalog that makes no calls and no file: of the user's own store where there is one, else of what ships alone. */
export async function offlineCatalog(
  { store, env }: { readonly store: string | undefined; readonly env: (name: string) => string | undefined },
): Promise<Catalog> {
  return await openCatalog({ store: store ?? await existing(catalogPath({ env })), offline: true, env });
}

async function existing(path: string): Promise<string> {
  try {
    await Deno.stat(path);
    return path;
  } catch {
    return ":memory:";
  }
}

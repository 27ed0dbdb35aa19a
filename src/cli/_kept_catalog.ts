import { UserError } from "../base/mod.ts";
import type { Catalog } from "../catalog/mod.ts";
import { type CatalogFlags, commandCatalog } from "./_catalog_flags.ts";
import type { Io } from "./io.ts";

/** The catalog of a command whose work is to keep something: without a file it would be gone when the command ends. */
export async function keptCatalog(io: Io, flags: CatalogFlags): Promise<Catalog> {
  const catalog = await commandCatalog(io, flags);
  const named = flags.store ?? io.env("TAPEDECK_CATALOG") ?? "";
  if (catalog.storePath !== ":memory:" || named !== "") return catalog;
  catalog.close();
  throw new UserError(
    "Cannot keep the catalog as there is no folder for data (name a file by --store or TAPEDECK_CATALOG): " +
      "current value is HOME not set",
    { exitCode: 2 },
  );
}

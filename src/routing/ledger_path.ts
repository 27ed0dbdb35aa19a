import { join } from "node:path";
import { catalogPath, type CatalogPathOptions } from "./catalog_path.ts";

/** What {@linkcode ledgerPath} needs to know of the machine: the same as for the catalog. */
export type LedgerPathOptions = CatalogPathOptions;

/**
 * Where the choices of calls are kept that belong to no run: what `TAPEDECK_LEDGER` names, else `tapedeck/ledger.sqlite`
 * in the folder for data (`XDG_DATA_HOME`, else `~/.local/share`; on Windows `LOCALAPPDATA`). `null` where there is no
 * home, or `TAPEDECK_LEDGER` is `none`.
 */
export function ledgerPath({ env, ...options }: LedgerPathOptions): string | null {
  const given = env("TAPEDECK_LEDGER");
  if (given) return given === "none" ? null : given;
  const catalog = catalogPath({ ...options, env: (name) => name === "TAPEDECK_CATALOG" ? undefined : env(name) });
  return catalog === ":memory:" ? null : join(catalog, "..", "ledger.sqlite");
}

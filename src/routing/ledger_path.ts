import { join } from "node:path";
import { userFolder } from "../base/mod.ts";
import type { CatalogPathOptions } from "../catalog/mod.ts";

/** What {@linkcode ledgerPath} needs to know of the machine: the same as for the catalog. */
export type LedgerPathOptions = CatalogPathOptions;

/**
 * Where the choices of calls are kept that belong to no run: what `TAPEDECK_LEDGER` names (a file, or the
 * URL of a database), else `tapedeck/ledger.sqlite`
 * in the folder for data (`XDG_DATA_HOME`, else `~/.local/share`; on Windows `LOCALAPPDATA`). `null` where there is no
 * home, or `TAPEDECK_LEDGER` is `none`.
 */
export function ledgerPath(options: LedgerPathOptions): string | null {
  const given = options.env("TAPEDECK_LEDGER");
  if (given) return given === "none" ? null : given;
  const folder = userFolder("data", options);
  return folder === null ? null : join(folder, "ledger.sqlite");
}

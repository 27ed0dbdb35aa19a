import { join } from "node:path";
import { userFolder } from "../base/mod.ts";

/** What {@linkcode catalogPath} needs to know of the machine. */
export interface CatalogPathOptions {
  /** Looks an environment variable up. */
  readonly env: (name: string) => string | undefined;
  /** `linux`, `darwin`, `windows`; the machine's own unless given. */
  readonly os?: string;
}

/**
 * Where the catalog's file is: what `TAPEDECK_CATALOG` names, else `tapedeck/catalog.sqlite` in the folder for data
 * (`XDG_DATA_HOME`, else `~/.local/share`; on Windows `LOCALAPPDATA`). Where there is no home, it is `:memory:`.
 */
export function catalogPath(options: CatalogPathOptions): string {
  const given = options.env("TAPEDECK_CATALOG");
  if (given) return given;
  const folder = userFolder("data", options);
  return folder === null ? ":memory:" : join(folder, "catalog.sqlite");
}

import { join } from "node:path";

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
export function catalogPath({ env, os = Deno.build.os }: CatalogPathOptions): string {
  const given = env("TAPEDECK_CATALOG");
  if (given) return given;
  const home = env("HOME") || env("USERPROFILE");
  const data = env("XDG_DATA_HOME") || (os === "windows" ? env("LOCALAPPDATA") : undefined) ||
    (home ? join(home, ".local", "share") : undefined);
  return data === undefined ? ":memory:" : join(data, "tapedeck", "catalog.sqlite");
}

import { isAbsolute, join } from "node:path";

/** What the folders of a user are found by. */
export interface UserFolderOptions {
  /** Looks an environment variable up. */
  readonly env: (name: string) => string | undefined;
  /** `linux`, `darwin`, `windows`; the machine's own unless given. */
  readonly os?: string;
}

const PLACES = {
  config: { xdg: "XDG_CONFIG_HOME", windows: "APPDATA", home: [".config"] },
  data: { xdg: "XDG_DATA_HOME", windows: "LOCALAPPDATA", home: [".local", "share"] },
  state: { xdg: "XDG_STATE_HOME", windows: "LOCALAPPDATA", home: [".local", "state"] },
} as const;

/**
 * Tapedeck's folder for the user's settings, data or state: `tapedeck` in the folder of the XDG Base Directory
 * Specification, on Windows in that for applications. `null` where there is no home. Nothing is looked up on disk.
 */
export function userFolder(
  kind: keyof typeof PLACES,
  { env, os = Deno.build.os }: UserFolderOptions,
): string | null {
  const place = PLACES[kind];
  const given = env(place.xdg);
  const home = env("HOME") || env("USERPROFILE");
  // The specification says that a relative path is to be ignored.
  const folder = (given && isAbsolute(given) ? given : undefined) ||
    (os === "windows" ? env(place.windows) : undefined) ||
    (home ? join(home, ...place.home) : undefined);
  return folder === undefined ? null : join(folder, "tapedeck");
}

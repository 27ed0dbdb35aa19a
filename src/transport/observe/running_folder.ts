import { isAbsolute, join } from "node:path";

/** What {@linkcode runningFolder} needs to know of the machine. */
export interface RunningFolderOptions {
  /** Looks an environment variable up. */
  readonly env: (name: string) => string | undefined;
  /** `linux`, `darwin`, `windows`; the machine's own unless given. */
  readonly os?: string;
}

/**
 * Where running commands write how they stand: `tapedeck/running` in the folder for state (`XDG_STATE_HOME`, else
 * `~/.local/state`; on Windows `LOCALAPPDATA`). `null` where there is no home.
 */
export function runningFolder({ env, os = Deno.build.os }: RunningFolderOptions): string | null {
  const home = env("HOME") || env("USERPROFILE");
  const xdg = env("XDG_STATE_HOME");
  // The standard says that a relative path there is to be ignored.
  const state = (xdg && isAbsolute(xdg) ? xdg : undefined) || (os === "windows" ? env("LOCALAPPDATA") : undefined) ||
    (home ? join(home, ".local", "state") : undefined);
  return state ? join(state, "tapedeck", "running") : null;
}

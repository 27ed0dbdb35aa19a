import { join } from "node:path";
import { userFolder } from "../../base/mod.ts";

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
export function runningFolder(options: RunningFolderOptions): string | null {
  const folder = userFolder("state", options);
  return folder === null ? null : join(folder, "running");
}

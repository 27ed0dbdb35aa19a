import { dirname, join, resolve } from "node:path";
import { UserError, userFolder } from "../base/mod.ts";

/** The name of a project's configuration file. */
export const PROJECT_FILE = "tapedeck.toml";

/** What {@linkcode configPaths} needs to know of the machine. */
export interface ConfigPathOptions {
  /** The folder that the search for the project's file begins in, as an absolute path. */
  readonly cwd: string;
  /** Looks an environment variable up. */
  readonly env: (name: string) => string | undefined;
  /** `linux`, `darwin`, `windows`; the machine's own unless given. */
  readonly os?: string;
}

/** Where configuration files stand. */
export interface ConfigPaths {
  /** The user's file, there or not; `null` where there is no home. */
  readonly user: string | null;
  /** The project's file; `null`: there is none. */
  readonly project: string | null;
}

/**
 * Where the configuration files are. The user's is what `TAPEDECK_CONFIG` names, else `tapedeck/config.toml` in the folder
 * for settings (`XDG_CONFIG_HOME`, else `~/.config`; on Windows `APPDATA`). The project's is the nearest `tapedeck.toml`
 * from the working directory upwards, up to the home directory where that is above, else up to the root.
 *
 * @throws {UserError} when a folder on the way cannot be looked into.
 */
export async function configPaths({ cwd, env, os = Deno.build.os }: ConfigPathOptions): Promise<ConfigPaths> {
  const home = env("HOME") || env("USERPROFILE") || null;
  const user = userPath({ cwd, env, os });
  const project = await nearestFile(cwd, home);
  return { user, project: project === user ? null : project };
}

function userPath({ cwd, ...machine }: ConfigPathOptions): string | null {
  const given = machine.env("TAPEDECK_CONFIG");
  if (given) return resolve(cwd, given);
  const folder = userFolder("config", machine);
  return folder === null ? null : join(folder, "config.toml");
}

async function nearestFile(cwd: string, home: string | null): Promise<string | null> {
  for (let folder = cwd;; folder = dirname(folder)) {
    const path = join(folder, PROJECT_FILE);
    if (await isThere(path)) return path;
    if (folder === home || dirname(folder) === folder) return null;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw new UserError(
      `Cannot look for the project's configuration as its folder may not be read: current value is "${dirname(path)}"`,
      { cause: error, exitCode: 2 },
    );
  }
}

import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../base/mod.ts";
import { type ConfigPaths, configPaths, loadConfig, type LoadedConfig, PROJECT_FILE } from "../config/mod.ts";
import type { Io } from "./io.ts";

/** Which of the two files a command writes. */
export const fileFlags = {
  user: z.boolean().default(false)
    .describe("Write the user's own file, also where the project has one"),
  project: z.boolean().default(false)
    .describe("Write the project's file; where there is none it is made in this folder"),
};

/** What the configuration files say, seen from where the command line is. */
export async function loadedConfig({ cwd, env }: Pick<Io, "cwd" | "env">): Promise<LoadedConfig> {
  return await loadConfig({ cwd: cwd ?? Deno.cwd(), env });
}

/**
 * The file that a change goes into: the one that a flag says, else the project's where there is one, else the user's.
 * @throws {UserError} when there is nowhere to write to.
 */
export function writtenFile(
  { project, user }: ConfigPaths,
  flags: { readonly user: boolean; readonly project?: boolean; readonly cwd?: string | null },
): string {
  if (flags.user && flags.project) {
    throw new UserError("Cannot write the change as it goes into one file: current value is --user and --project", {
      exitCode: 2,
    });
  }
  const path = flags.user ? user : project ?? (flags.project ? join(flags.cwd ?? Deno.cwd(), PROJECT_FILE) : user);
  if (path !== null) return path;
  throw new UserError(
    "Cannot write the configuration as there is no file for it: TAPEDECK_CONFIG or HOME would say where; current " +
      "value is none",
    { exitCode: 2 },
  );
}

/** Where configuration files are looked for, the weakest first; those of the project only where there is one. */
export async function configFiles(
  { cwd, env }: Pick<Io, "cwd" | "env">,
): Promise<readonly { readonly role: "user" | "project"; readonly path: string }[]> {
  const { user, project } = await configPaths({ cwd: cwd ?? Deno.cwd(), env });
  return [
    ...(user === null ? [] : [{ role: "user" as const, path: user }]),
    ...(project === null ? [] : [{ role: "project" as const, path: project }]),
  ];
}

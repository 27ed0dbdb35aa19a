import { UserError } from "../base/mod.ts";
import { DEFAULT_PROFILE, looksLikeSecret } from "../config/mod.ts";
import { openCredentials, type OpenedCredentials } from "../routing/mod.ts";
import { commandPath } from "./_command_path.ts";
import type { Io } from "./io.ts";
import { printable } from "./_printable.ts";

/** The user's credentials, of which none is printed from now on. */
export async function commandCredentials(io: Io, command: string): Promise<OpenedCredentials> {
  return await openCredentials({
    cwd: commandFolder(io),
    env: io.env,
    clock: io.clock,
    command,
    onSecret: (secret) => io.secrets.add(secret),
    onProblem: (message) => io.stderr.write(`note: ${printable(message)}\n`),
  });
}

/** The folder that a command works in. */
export function commandFolder(io: Io): string {
  return io.cwd ?? Deno.cwd();
}

/** The name of a credential as somebody has typed it: `openai` is `openai/default`. A key that was typed is not repeated. */
export function credentialName(given: string): string {
  const name = given.includes("/") ? given : `${given}/${DEFAULT_PROFILE}`;
  if (looksLikeSecret(given) || !/^[^\s/@:]+\/[^\s/@:]+$/.test(name)) {
    const current = looksLikeSecret(given) ? "" : `: current value is "${given}"`;
    throw new UserError(
      `Cannot use this as the name of a credential as it must be "provider/profile", and never the key itself${current}`,
      { exitCode: 2 },
    );
  }
  return name;
}

/** A path as it is kept: from the home directory where it is below that, so that it means the same on other machines. */
export function keptPath(io: Io, path: string): string {
  if (path.startsWith("~/")) return path;
  const absolute = commandPath({ cwd: commandFolder(io) }, path);
  const home = io.env("HOME");
  return home && absolute.startsWith(`${home}/`) ? `~${absolute.slice(home.length)}` : absolute;
}

/** The user's own configuration file. */
export function userFile({ loaded }: OpenedCredentials): string {
  const { user } = loaded.paths;
  if (user !== null) return user;
  throw new UserError(
    "Cannot keep it as there is no folder for settings (name a file by TAPEDECK_CONFIG): current value is HOME not set",
    { exitCode: 2 },
  );
}

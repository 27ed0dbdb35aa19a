import { dirname } from "node:path";
import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import { type ConfigFile, editConfig, PROJECT_FILE } from "../../config/mod.ts";
import { keptPath } from "../_command_credentials.ts";
import { commandPath } from "../_command_path.ts";
import { loadedConfig } from "../_config_file.ts";
import { printable } from "../_printable.ts";
import { shellWords } from "../_shell_words.ts";
import { type CommandResult, defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

/** Allows what a project's file says. */
export const configTrust = defineCommand({
  name: "config trust",
  summary: "Let a project's tapedeck.toml run code and say where keys go, or take that back",
  description:
    "Until then its plugins, its routing policies and the commands of its credentials are not run, and no key is sent to " +
    "a server that it alone names. What it says of that is shown: look at it first. The folder, with all below it, goes " +
    "into your own configuration; TAPEDECK_TRUST names folders for a single command, as in CI.",
  args: [{
    name: "FOLDER",
    description: "The project's folder; the one whose file holds here unless given",
    default: "",
  }],
  flags: z.strictObject({
    remove: z.boolean().default(false).describe("Trust it no more"),
    dryRun: z.boolean().default(false).describe("Only show what it would be allowed"),
  }),
  examples: [
    { line: "tapedeck config trust --dry-run", does: "What the file of this project asks for" },
    { line: "tapedeck config trust", does: "Allow it" },
    { line: "tapedeck config trust ~/projects/old --remove", does: "Take it back" },
  ],
  run: ({ io }, { args: [folder], flags }) => run(io, folder, flags),
});

async function run(
  io: Io,
  given: string,
  { remove, dryRun }: { readonly remove: boolean; readonly dryRun: boolean },
): Promise<CommandResult> {
  const cwd = given === "" ? io.cwd : commandPath(io, given);
  const loaded = await loadedConfig({ cwd, env: io.env });
  const { user, project } = loaded.paths;
  const folder = project === null ? cwd : dirname(project);
  if (folder === null || (project === null && !remove)) {
    const current = `current value is "${cwd ?? Deno.cwd()}"`;
    throw new UserError(`Cannot trust the project as there is no ${PROJECT_FILE} here: ${current}`, { exitCode: 2 });
  }
  if (user === null) {
    throw new UserError(
      "Cannot keep whom you trust as there is no folder for settings (TAPEDECK_TRUST names folders for one command): " +
        "current value is HOME not set",
      { exitCode: 2 },
    );
  }
  const asked = askedBy(loaded.files.find(({ role }) => role === "project")?.config ?? {});
  if (!dryRun) await keep(user, { folder, kept: keptPath(io, folder), remove });
  const after = await loadedConfig({ cwd, env: io.env });
  const isTrusted = project !== null && after.untrusted === null;
  const verb = isTrusted ? "may run code and say where keys go" : "may neither run code nor say where keys go";
  return {
    text: [`${project ?? folder} ${verb} (${user}).\n`, ...asked.map((line) => `  ${printable(line)}\n`)].join(""),
    document: { project: project ?? null, folder, trusted: isTrusted, config: user, asks_for: asked },
  };
}

async function keep(
  user: string,
  { folder, kept, remove }: { readonly folder: string; readonly kept: string; readonly remove: boolean },
): Promise<void> {
  await editConfig(user, ({ trust }) => {
    const others = (trust?.projects ?? []).filter((one) => one !== kept && one !== folder);
    return [{ path: ["trust", "projects"], value: remove ? others : [...others, kept] }];
  });
}

/** What a project's file needs trust for. */
function askedBy({ plugins = [], routing, credentials = {}, providers = {}, endpoints = [] }: ConfigFile): string[] {
  const commands = Object.entries(credentials).filter(([, { command }]) => command !== undefined);
  const servers = [
    ...Object.entries(providers).map(([name, { base_url: url }]) => [name, url] as const),
    ...endpoints.map(({ key, base_url: url }) => [key, url] as const),
  ];
  return [
    ...plugins.map((one) => `runs the plugin ${one}`),
    ...(routing?.policies ?? []).map((one) => `runs the policies of ${one}`),
    ...commands.map(([name, { command }]) => `runs a command for the key ${name}: ${shellWords(command!)}`),
    ...servers.filter(([, url]) => url !== undefined).map(([name, url]) => `has ${name} at ${url}`),
  ];
}

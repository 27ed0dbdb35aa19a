import { z } from "zod";
import { UserError } from "../base/mod.ts";
import { editConfig, type LoadedConfig } from "../config/mod.ts";
import { fileFlags, loadedConfig, writtenFile } from "./_config_file.ts";
import { textTable } from "./_text_table.ts";
import { type Command, type CommandResult, defineCommand } from "./command.ts";
import type { Io } from "./io.ts";

const flags = z.strictObject({
  remove: z.boolean().default(false).describe("Take the alias back"),
  ...fileFlags,
});

/** What tells the aliases of models from those of providers. */
export interface AliasKind {
  readonly section: "models" | "providers";
  /** `model` */
  readonly noun: string;
  readonly examples: Command["examples"];
  readonly description: string;
  /** @throws {UserError} when the target cannot have the alias. */
  check(alias: { readonly name: string; readonly target: string }, loaded: LoadedConfig): void;
}

/** The command that lists, sets and removes aliases of one kind. */
export function aliasCommand(kind: AliasKind): Command<typeof flags> {
  const { noun, description, examples } = kind;
  return defineCommand({
    name: `${noun} alias`,
    summary: `Give a ${noun} a short name, or list those that there are`,
    description:
      `${description} It goes into the project's tapedeck.toml where there is one, else into the user's file.`,
    args: [
      { name: "NAME", description: "The short name; all are listed without one", default: "" },
      { name: "TARGET", description: `The ${noun} that it stands for`, default: "" },
    ],
    flags,
    examples,
    run: ({ io }, { args: [name, target], flags: given }) => run(kind, { io, name, target, given }),
  });
}

interface Given {
  readonly io: Io;
  readonly name: string;
  readonly target: string;
  readonly given: z.infer<typeof flags>;
}

async function run(kind: AliasKind, { io, name, target, given }: Given): Promise<CommandResult> {
  const loaded = await loadedConfig(io);
  if (given.remove) return await remove(kind, loaded, { io, name, target, given });
  if (name === "") return list(kind, loaded);
  if (target === "") return show(kind, loaded, name);
  kind.check({ name, target }, loaded);
  const file = writtenFile(loaded.paths, { ...given, cwd: io.cwd });
  const { path } = await editConfig(file, [{ path: ["aliases", kind.section, name], value: target }]);
  return { text: `${name} means ${target} (${path}).\n`, document: { name, target, path } };
}

async function remove(
  { section, noun }: AliasKind,
  loaded: LoadedConfig,
  { io, name, target, given }: Given,
): Promise<CommandResult> {
  if (name === "" || target !== "") {
    throw new UserError(`Cannot remove an alias as NAME alone must be given: current value is "${name} ${target}"`, {
      exitCode: 2,
    });
  }
  const file = writtenFile(loaded.paths, { ...given, cwd: io.cwd });
  const keys = ["aliases", section, name];
  const sources = loaded.sourcesOf(keys);
  if (!sources.some(({ origin }) => origin.path === file)) {
    const where = sources[0] === undefined
      ? `there is no ${noun} of the name`
      : `it stands in another file, ${sources[0].origin.path} (--${sources[0].origin.role} writes that one)`;
    throw new UserError(`Cannot remove the alias from ${file} as ${where}: current value is "${name}"`, {
      exitCode: 2,
    });
  }
  const { path } = await editConfig(file, [{ path: keys }]);
  return { text: `${name} is no alias any more (${path}).\n`, document: { name, target: null, path } };
}

function aliasesOf({ section }: AliasKind, loaded: LoadedConfig) {
  return Object.entries(loaded.config.aliases?.[section] ?? {}).map(([name, target]) => {
    const { path = null, line = null } = loaded.originOf(["aliases", section, name]) ?? {};
    return { name, target, path, line };
  });
}

function list(kind: AliasKind, loaded: LoadedConfig): CommandResult {
  const aliases = aliasesOf(kind, loaded);
  const titles = ["alias", kind.noun, "from"].map((title) => ({ title, align: "left" } as const));
  const rows = aliases.map(({ name, target, path, line }) => [name, target, `${path}:${line}`]);
  return {
    text: rows.length === 0 ? `No ${kind.noun} has an alias.\n` : textTable(titles, rows),
    document: { aliases },
  };
}

function show(kind: AliasKind, loaded: LoadedConfig, name: string): CommandResult {
  const alias = aliasesOf(kind, loaded).find((one) => one.name === name);
  if (alias === undefined) {
    throw new UserError(`Cannot show the alias as there is none of the name: current value is "${name}"`, {
      exitCode: 2,
    });
  }
  return { text: `${name} means ${alias.target} (${alias.path}:${alias.line}).\n`, document: alias };
}

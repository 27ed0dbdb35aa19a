import { z } from "zod";
import {
  checkConfig,
  checkReferences,
  type FileProblem,
  type KnownNames,
  loadConfigFile,
  type LoadedConfig,
  problemLine,
  readTomlFile,
  readTomlFileIfAny,
} from "../../config/mod.ts";
import { rowNames, wireFormats } from "../../provider/mod.ts";
import { POLICY_NAMES } from "../../routing/mod.ts";
import { commandPath } from "../_command_path.ts";
import { configFiles, loadedConfig } from "../_config_file.ts";
import { formatCount } from "../_format.ts";
import { type CommandResult, defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

/** Checks configuration files. */
export const configCheck = defineCommand({
  name: "config check",
  summary: "Check the configuration: every mistake with its file, line and key",
  description:
    "Without FILE, what the project's file and the user's say together: each by itself, and what they name that is not " +
    "there (profiles, credentials, kinds of providers, policies). Nothing is called, and no plugin is run. The exit code " +
    "is 1 where anything is wrong.",
  args: [{ name: "FILE", description: "A configuration file; those that hold here unless given", default: "" }],
  flags: z.strictObject({}),
  examples: [
    { line: "tapedeck config check", does: "What holds in this folder" },
    { line: "tapedeck config check ./tapedeck.toml --json", does: "One file, for programs" },
  ],
  run: ({ io }, { args: [file] }) => file === "" ? checkAll(io) : checkOne(io, file),
});

async function checkOne(io: Io, file: string): Promise<CommandResult> {
  const path = commandPath(io, file);
  const problems = checkConfig(await readTomlFile(path, "configuration"), { path: file });
  if (problems.length > 0) return resultOf([file], problems);
  const found = checkReferences(await loadConfigFile(path), known({ anyCredential: true }));
  return resultOf([file], found.map((problem) => ({ ...problem, file })));
}

async function checkAll(io: Io): Promise<CommandResult> {
  const problems: FileProblem[] = [];
  const files: string[] = [];
  for (const { path } of await configFiles(io)) {
    const text = await readTomlFileIfAny(path, "configuration");
    if (text === null) continue;
    files.push(path);
    problems.push(...checkConfig(text, { path }));
  }
  // What files say together is known where each is valid.
  if (problems.length === 0) problems.push(...references(await loadedConfig(io)));
  return resultOf(files, problems);
}

function references(loaded: LoadedConfig): readonly FileProblem[] {
  return checkReferences(loaded, known({}));
}

function known(others: Partial<KnownNames>): KnownNames {
  return { kinds: rowNames(), wires: wireFormats.map(({ name }) => name), policies: POLICY_NAMES, ...others };
}

function resultOf(files: readonly string[], problems: readonly FileProblem[]): CommandResult {
  const lines = problems.map((problem) => `${problemLine(problem)}\n`).join("");
  const end = problems.length > 0
    ? `${formatCount(problems.length, "problem")}\n`
    : files.length === 0
    ? "There is no configuration file, so nothing is wrong with one.\n"
    : `${files.join(", ")}: nothing is wrong.\n`;
  return {
    text: `${lines}${end}`,
    document: {
      ok: problems.length === 0,
      files: [...files],
      problems: problems.map(({ file, line, where, rule }) => ({ file, line, key: where, rule })),
    },
    exitCode: problems.length === 0 ? 0 : 1,
  };
}

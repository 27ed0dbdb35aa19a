import type { CommandResult, ExitCode } from "./command.ts";
import { COMMAND_INDEX, type CommandEntry } from "./command_index.ts";
import { indexHelp } from "./_index_help.ts";
import type { Io, Output } from "./io.ts";
import { printable, printableJson } from "./_printable.ts";
import { urlPasswords } from "./_url_passwords.ts";

/**
 * The whole command line, without the process around it: runs what `argv` asks for and gives the exit code. Under
 * `--json` stdout gets exactly one JSON document, also when the work fails.
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  for (const password of urlPasswords([...argv, io.env("TAPEDECK_LEDGER") ?? ""])) io.secrets.add(password);
  const safe = { ...io, stdout: withoutSecrets(io.stdout, io), stderr: withoutSecrets(io.stderr, io) };
  try {
    return await dispatch(argv, safe);
  } catch (error) {
    const { reportError } = await import("./_report_error.ts");
    return reportError(error, { io: safe, json: wantsJson(argv) });
  }
}

/** A stream that no key gets into, whatever writes to it. */
function withoutSecrets(output: Output, { secrets }: Io): Output {
  return {
    write: (text) => output.write(typeof text === "string" ? secrets.scrub(text) : text),
    get isTerminal() {
      return output.isTerminal;
    },
    get color() {
      return output.color;
    },
    get columns() {
      return output.columns;
    },
  };
}

async function dispatch(argv: readonly string[], io: Io): Promise<ExitCode> {
  // `tapedeck --json version` is as good as `tapedeck version --json`.
  const words = argv[0] === "--json" && argv.length > 1 ? [...argv.slice(1), "--json"] : argv;
  if (words[0] === "--version") return await run("version", words.slice(1), io);
  if (words[0] === "help") return await help(words.slice(1), io);
  if (HELP.has(words[0])) return printIndex(null, words, io);
  const entry = findEntry(words);
  if (entry !== null) return await run(entry.name, words.slice(entry.name.split(" ").length), io);
  if (isGroup(words[0]) && HELP.has(words[1])) return printIndex(words[0], words, io);
  throw await wrongWords(words);
}

const HELP: ReadonlySet<string> = new Set(["--help", "-h"]);

/** `tapedeck help sweep run` */
async function help(words: readonly string[], io: Io): Promise<ExitCode> {
  const plain = words.filter((word) => !word.startsWith("-"));
  const entry = findEntry(plain);
  if (entry !== null) return await run(entry.name, ["--help", ...words.filter((word) => word === "--json")], io);
  if (plain.length === 0) return printIndex(null, words, io);
  if (plain.length === 1 && isGroup(plain[0])) return printIndex(plain[0], words, io);
  throw await wrongWords(plain);
}

/** Words that are no command. */
async function wrongWords(words: readonly string[]): Promise<Error> {
  const { missingCommand, unknownCommand, unknownTopFlag } = await import("./_unknown_command.ts");
  const group = isGroup(words[0]) ? words[0] : null;
  const [next] = group === null ? words : words.slice(1);
  if (next === undefined || next === "--json") return missingCommand(indexHelp(COMMAND_INDEX, group));
  return next.startsWith("-") ? await unknownTopFlag(next) : unknownCommand(words);
}

/** The help of the program or of a group, which was asked for. */
function printIndex(group: string | null, argv: readonly string[], io: Io): ExitCode {
  const commands = COMMAND_INDEX.filter(({ hidden, name }) => !hidden && isIn(group, name))
    .map(({ name, summary }) => ({ name, summary }));
  return print({ text: indexHelp(COMMAND_INDEX, group), document: { commands } }, { io, json: wantsJson(argv) });
}

function isGroup(word: string | undefined): boolean {
  return word !== undefined && COMMAND_INDEX.some(({ name }) => isIn(word, name));
}

function isIn(group: string | null, name: string): boolean {
  return group === null || name.startsWith(`${group} `);
}

async function run(name: string, argv: readonly string[], io: Io): Promise<ExitCode> {
  const command = await COMMAND_INDEX.find((entry) => entry.name === name)!.load();
  const { readCommandLine } = await import("./_read_command_line.ts");
  const { help, json, args, flags } = readCommandLine(command, argv);
  if (help) {
    const { commandHelp } = await import("./_command_help.ts");
    const text = commandHelp(command);
    return print({ text, document: { command: name, help: text } }, { io, json });
  }
  return print(await command.run({ io, json }, { args, flags }), { io, json });
}

function print(result: CommandResult, { io, json }: { io: Io; json: boolean }): ExitCode {
  const { text, document, isPrinted = false, exitCode = 0 } = result;
  if (!isPrinted) io.stdout.write(json ? printableJson(document) : printable(text));
  return exitCode;
}

/** The entry whose name the words begin with, the longest of them. */
function findEntry(words: readonly string[]): CommandEntry | null {
  const length = ({ name }: CommandEntry) => name.split(" ").length;
  const fitting = COMMAND_INDEX.filter(({ name }) => name.split(" ").every((word, i) => words[i] === word));
  // `worker merge` is no `worker`.
  return fitting.reduce<CommandEntry | null>((a, b) => a === null || length(b) > length(a) ? b : a, null);
}

function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return argv.slice(0, end < 0 ? argv.length : end).some((word) => word === "--json" || word === "--json=true");
}

if (import.meta.main) {
  const [{ systemClock }, { processIo }] = await Promise.all([import("../base/mod.ts"), import("./process_io.ts")]);
  Deno.exit(await main(Deno.args, processIo(systemClock)));
}

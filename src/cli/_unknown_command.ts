import { nearestName, UserError } from "../base/mod.ts";
import { COMMAND_INDEX } from "./command_index.ts";

/** The mistake of a command that there is not, with the one that was probably meant. */
export function unknownCommand(words: readonly string[]): UserError {
  const names = COMMAND_INDEX.filter(({ hidden }) => !hidden).map(({ name }) => name);
  const plain = words.filter((word) => !word.startsWith("-"));
  const given = plain.slice(0, 2).join(" ");
  const nearest = nearestName(given, names) ?? nearestName(plain[0], names) ??
    names.find((name) => name.split(" ").includes(plain[0]));
  const hint = nearest === undefined ? "" : `: did you mean "${nearest}"?`;
  return new UserError(`"${given}" is not a command${hint}\nSee tapedeck --help`, { exitCode: 2 });
}

/** The mistake of a flag where a command should stand. */
export function unknownTopFlag(flag: string): UserError {
  const nearest = nearestName(flag.replace(/^-+/, ""), ["help", "json", "version"]);
  const hint = nearest === null ? "" : `: did you mean --${nearest}?`;
  return new UserError(`${flag} is not a flag of tapedeck itself${hint}\nSee tapedeck --help`, { exitCode: 2 });
}

/** The mistake of no command at all: the help, on stderr. */
export function missingCommand(help: string): UserError {
  return new UserError(`a command is missing\n\n${help.trimEnd()}`, { exitCode: 2 });
}

import { nearestName, UserError } from "../base/mod.ts";
import { flagFacts } from "./_flag_facts.ts";
import { HelpedError } from "./_helped_error.ts";
import { COMMAND_INDEX } from "./command_index.ts";

const SHOWN = COMMAND_INDEX.filter(({ hidden }) => !hidden);

/** More than so many would be no help. */
const MOST_MEANT = 3;

/** The mistake of a command that there is not, with those that were probably meant. */
export function unknownCommand(words: readonly string[]): UserError {
  const given = words.filter((word) => !word.startsWith("-")).slice(0, 2);
  const meant = probablyMeant(given).map((name) => `"${name}"`).join(" or ");
  const hint = meant === "" ? "" : `: did you mean ${meant}?`;
  return new UserError(`"${given.join(" ")}" is not a command${hint}\nSee tapedeck --help`, { exitCode: 2 });
}

/** The nearest command, else those that have the most words near to a given one. */
function probablyMeant(given: readonly string[]): string[] {
  const names = SHOWN.map(({ name }) => name);
  const whole = nearestName(given.join(" "), names) ?? nearestName(given[0], names);
  if (whole !== null) return [whole];
  const parts = names.flatMap((name) => name.split(" "));
  const near = given.flatMap((word) => nearestName(word, parts) ?? []);
  const hits = names.map((name) => name.split(" ").filter((part) => near.includes(part)).length);
  return names.filter((_, i) => hits[i] > 0 && hits[i] === Math.max(...hits)).slice(0, MOST_MEANT);
}

/** The mistake of a flag where a command should stand. */
export async function unknownTopFlag(word: string): Promise<UserError> {
  const [flag] = word.split("=");
  const name = flag.replace(/^-+/, "");
  const nearest = nearestName(name, ["help", "json", "version"]);
  const owners = await commandsWith(name);
  const hint = owners.length > 0
    ? `: name the command first, as in tapedeck ${owners[0]} ${flag}`
    : nearest === null
    ? ""
    : `: did you mean --${nearest}?`;
  return new UserError(`${flag} is not a flag of tapedeck itself${hint}\nSee tapedeck --help`, { exitCode: 2 });
}

/** The commands that have a flag, by its name or its letter. */
async function commandsWith(flag: string): Promise<string[]> {
  const commands = await Promise.all(SHOWN.map((entry) => entry.load()));
  return commands.filter(({ flags }) => flagFacts(flags).some(({ name, alias }) => name === flag || alias === flag))
    .map(({ name }) => name);
}

/** The mistake of no command at all. */
export function missingCommand(help: string): UserError {
  return new HelpedError("a command is missing", help.trimEnd());
}

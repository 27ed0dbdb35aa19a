import { parseArgs, type ParseOptions } from "@std/cli";
import { issueRule, nearestName, UserError } from "../base/mod.ts";
import { type FlagFacts, flagFacts } from "./_flag_facts.ts";
import type { Command } from "./command.ts";

/** What stands behind a command's name. */
export interface CommandLine {
  readonly help: boolean;
  readonly json: boolean;
  readonly args: readonly string[];
  readonly flags: { readonly [key: string]: unknown };
}

/** The flags that every command takes. */
const COMMON = ["help", "json"];

/**
 * Reads the arguments and flags of a command. With `--help` among them nothing is checked but the values of switches.
 * @throws {UserError} with exit code 2 that names everything that is wrong.
 */
export function readCommandLine(command: Command, argv: readonly string[]): CommandLine {
  const facts = flagFacts(command.flags);
  const words = withBareValues(argv, facts);
  const switches = [...COMMON, ...namesOf(facts, ({ type }) => type === "boolean")];
  const withValue = namesOf(facts, ({ type }) => type !== "boolean");
  const problems = wrongSwitches(words, switches);
  const areSwitchesRight = problems.length === 0;
  const options: ParseOptions = {
    "--": true,
    string: ["_", ...withValue],
    // Every value is kept, so that a second one is seen.
    collect: withValue,
    boolean: switches,
    alias: { help: "h", ...Object.fromEntries(facts.flatMap(({ name, alias }) => alias ? [[name, alias]] : [])) },
    negatable: namesOf(facts, ({ negatable }) => negatable === true),
    default: Object.fromEntries(facts.filter(({ negatable }) => negatable).map((flag) => [flag.name, flag.default])),
    unknown: (arg, key) => {
      if (key === undefined) return true;
      problems.push(unknownFlag(arg, command, facts));
      return false;
    },
  };
  const parsed: { readonly [name: string]: unknown } = parseArgs(withDashes(words, withValue), options);
  if (parsed.help === true && areSwitchesRight) return { help: true, json: parsed.json === true, args: [], flags: {} };
  const args = readArgs([...parsed._ as string[], ...parsed["--"] as string[]], command, problems);
  const flags = readFlags(parsed, { command, facts, problems });
  if (problems.length > 0) {
    throw new UserError(`${problems.join("\n")}\nSee tapedeck ${command.name} --help`, { exitCode: 2 });
  }
  return { help: false, json: parsed.json === true, args, flags };
}

/** `--out -` as `--out=-`: the parser takes a dash by itself for an argument. */
function withDashes(argv: readonly string[], withValue: readonly string[]): string[] {
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  const isValue = (word: string, i: number) =>
    word === "-" && i > 0 && i < end && withValue.includes(argv[i - 1].slice(2));
  return argv.flatMap((word, i) => isValue(word, i) ? [] : isValue(argv[i + 1], i + 1) ? [`${word}=-`] : [word]);
}

/** What a flag that needs no value means without one. */
function withBareValues(argv: readonly string[], facts: readonly FlagFacts[]): readonly string[] {
  const values = new Map(facts.flatMap(({ name, bare }) => bare === undefined ? [] : [[`--${name}`, bare]]));
  const end = argv.indexOf("--");
  return argv.map((word, i) => values.has(word) && (end < 0 || i < end) ? `${word}=${values.get(word)}` : word);
}

function namesOf(facts: readonly FlagFacts[], choose: (flag: FlagFacts) => boolean): string[] {
  return facts.filter(choose).map(({ name }) => name);
}

/** Switches with a value that is neither true nor false; `--no-x` takes none at all. */
function wrongSwitches(argv: readonly string[], switches: readonly string[]): string[] {
  const end = argv.indexOf("--");
  return argv.slice(0, end < 0 ? argv.length : end).flatMap((word) => {
    const [, name, value] = /^--([^=]+)=(.*)$/s.exec(word) ?? [];
    if (value === undefined) return [];
    const isNegated = name.startsWith("no-") && switches.includes(name.slice(3));
    if (isNegated) return [`--${name} takes no value: current value is ${JSON.stringify(value)}`];
    const isWrong = switches.includes(name) && value !== "true" && value !== "false";
    return isWrong ? [`--${name} must be true or false: current value is ${JSON.stringify(value)}`] : [];
  });
}

function unknownFlag(arg: string, command: Command, facts: readonly FlagFacts[]): string {
  const [given] = arg.split("=");
  const names = [...COMMON, ...facts.flatMap(({ name, negatable }) => negatable ? [name, `no-${name}`] : [name])];
  const nearest = nearestName(given.replace(/^-+/, ""), names);
  return `${given} is not a flag of "${command.name}"${nearest === null ? "" : `: did you mean --${nearest}?`}`;
}

function readArgs(given: readonly string[], { name, args }: Command, problems: string[]): string[] {
  const rest = args.at(-1)?.many ? given.slice(args.length) : [];
  for (const extra of rest.length > 0 ? [] : given.slice(args.length)) {
    const count = args.length === 0 ? "no arguments" : args.length === 1 ? "one argument" : `${args.length} arguments`;
    problems.push(`"${name}" takes ${count}: current value is "${extra}"`);
  }
  const named = args.flatMap((argument, i) => {
    const value = given[i] ?? argument.default;
    if (value === undefined) problems.push(`"${name}" needs ${argument.name}: ${argument.description}`);
    return value ?? [];
  });
  return [...named, ...rest];
}

function readFlags(
  parsed: { readonly [name: string]: unknown },
  { command, facts, problems }: { command: Command; facts: readonly FlagFacts[]; problems: string[] },
): { [key: string]: unknown } {
  const given: { [key: string]: unknown } = {};
  const refused = new Set<string>();
  for (const { key, name, type, many } of facts) {
    const values = [...new Set([parsed[name]].flat())];
    const value = many && values[0] !== undefined ? values : values[0];
    const problem = values.includes("")
      ? `--${name} needs a value`
      : values.length > 1 && !many
      ? `--${name} can be given once: current values are ${values.map((one) => JSON.stringify(one)).join(" and ")}`
      : null;
    if (problem !== null) {
      problems.push(problem);
      refused.add(key);
    } else if (value !== undefined) given[key] = type === "number" ? numberOrText(String(value)) : value;
  }
  const result = command.flags.safeParse(given);
  for (const issue of result.error?.issues ?? []) {
    const flag = facts.find(({ key }) => key === issue.path[0]);
    const value = given[String(issue.path[0])];
    if (flag === undefined || refused.has(flag.key)) continue;
    if (value === undefined && issue.path.length === 1 && issue.code === "invalid_type") {
      problems.push(`"${command.name}" needs --${flag.name}: ${flag.description}`);
      continue;
    }
    const current = value === undefined ? "" : `: current value is ${JSON.stringify(value)}`;
    problems.push(`--${flag.name} ${issueRule(issue, value)}${current}`);
  }
  return result.data ?? {};
}

/** Text that is no number stays as it is, for the schema to refuse. */
function numberOrText(text: string): number | string {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}

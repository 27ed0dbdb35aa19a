import { flagRules } from "./_flag_rules.ts";
import { hasNested, type Nested, setNested } from "./_nested.ts";
import { Parser } from "./_parser.ts";
import type { Args, Values } from "./args.ts";
import type { Aliases, BooleanNames, Names, ParseOptions } from "./parse_options.ts";

/**
 * Command line arguments as an object of flags. What belongs to no flag is under `_`; values that look like numbers
 * are numbers, unless their flag is a string; `--a.b 1` gives `{ a: { b: 1 } }`; a flag without a value is `true`.
 */
export function parseArgs<
  TArgs extends Values<TBooleans, TStrings, TCollectable, TNegatable, TDefaults, TAliases>,
  TDoubleDash extends boolean | undefined = undefined,
  TBooleans extends BooleanNames = undefined,
  TStrings extends Names = undefined,
  TCollectable extends Names = undefined,
  TNegatable extends Names = undefined,
  TDefaults extends Record<string, unknown> | undefined = undefined,
  TAliases extends Aliases<TAliasArgNames, TAliasNames> | undefined = undefined,
  TAliasArgNames extends string = string,
  TAliasNames extends string = string,
>(
  args: string[],
  options?: ParseOptions<TBooleans, TStrings, TCollectable, TNegatable, TDefaults, TAliases, TDoubleDash>,
): Args<TArgs, TDoubleDash> {
  const given = (options ?? {}) as ParseOptions;
  const rules = flagRules(given);
  const parser = new Parser(rules);
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  parser.parse(args.slice(0, end), given.stopEarly ?? false);
  const { flags } = parser;

  for (const [key, value] of Object.entries(given.default ?? {})) {
    if (hasNested(flags, key)) continue;
    for (const name of [key, ...rules.aliases.get(key) ?? []]) setNested(flags, name, value, false);
  }
  for (const key of rules.booleans) fill(flags, key, rules.collected.has(key) ? [] : false);
  for (const key of rules.strings) if (rules.collected.has(key)) fill(flags, key, []);

  const after = args.slice(end + 1);
  flags._ = given["--"] ? parser.rest : [...parser.rest, ...after];
  if (given["--"]) flags["--"] = after;
  return flags as Args<TArgs, TDoubleDash>;
}

function fill(flags: Nested, key: string, value: unknown): void {
  if (!hasNested(flags, key)) setNested(flags, key, value, false);
}

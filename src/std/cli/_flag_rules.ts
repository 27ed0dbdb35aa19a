import type { ParseOptions } from "./parse_options.ts";

/** The options, made ready for look-ups: every set holds the aliases of its flags too. */
export interface FlagRules {
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  readonly booleans: ReadonlySet<string>;
  readonly strings: ReadonlySet<string>;
  readonly collected: ReadonlySet<string>;
  readonly negatable: ReadonlySet<string>;
  readonly allBooleans: boolean;
  readonly unknown?: ParseOptions["unknown"];
}

/** Makes the rules of some options. */
export function flagRules(options: ParseOptions): FlagRules {
  const aliases = aliasMap(options.alias ?? {});
  const named = (names: unknown) => new Set(list(names).flatMap((name) => [name, ...aliases.get(name) ?? []]));
  return {
    aliases,
    booleans: named(options.boolean),
    strings: named(options.string),
    collected: named(options.collect),
    negatable: named(options.negatable),
    allBooleans: options.boolean === true,
    unknown: options.unknown,
  };
}

/** From each name to all others of the same flag. */
function aliasMap(alias: NonNullable<ParseOptions["alias"]>): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const [key, value] of Object.entries(alias)) {
    if (value === undefined) throw new TypeError("Alias value must be defined");
    const names = [key, ...list(value)];
    for (const name of names) map.set(name, names.filter((other) => other !== name));
  }
  return map;
}

function list(names: unknown): string[] {
  if (typeof names === "string") return names === "" ? [] : [names];
  return Array.isArray(names) ? names.filter(Boolean) : [];
}

import type { FlagRules } from "./_flag_rules.ts";
import { type Nested, setNested } from "./_nested.ts";

const LONG = /^--(?<no>no-)?(?<key>.+?)(?:=(?<value>.*))?$/s;
const SHORT = /^-./s;
const PLAIN_LONG = /^--[^=]+$/;
const LETTER = /[A-Za-z]/;
const SPECIAL = /\W/;
const ENDS_AS_NUMBER = /-?\d+(\.\d*)?(e-?\d+)?$/;
const FLAG_AHEAD = /^(-|--)[^-]/;

type Value = string | boolean;

/** Reads arguments one after the other. `-` alone is no flag; `--` must not be among the arguments. */
export class Parser {
  readonly flags: Nested = {};
  readonly rest: (string | number)[] = [];
  #rules: FlagRules;

  constructor(rules: FlagRules) {
    this.#rules = rules;
  }

  /** `stopEarly`: everything from the first argument that is no flag on is left as it is. */
  parse(args: readonly string[], stopEarly: boolean): void {
    for (let index = 0; index < args.length; index++) {
      const arg = args[index];
      const long = LONG.exec(arg)?.groups;
      if (long) {
        index += this.#long(arg, long, args[index + 1]);
      } else if (SHORT.test(arg)) {
        index += this.#short(arg, args[index + 1]);
      } else {
        this.#other(arg);
        if (!stopEarly) continue;
        this.rest.push(...args.slice(index + 1));
        return;
      }
    }
  }

  /** Reads `--key`, `--key=value`, `--no-key`, `--key value`; gives how many arguments more than one were used. */
  #long(arg: string, { no, key, value }: Record<string, string>, next: string | undefined): number {
    if (value !== undefined) {
      this.#set(key, this.#rules.booleans.has(key) ? value !== "false" : value, arg);
      return 0;
    }
    if (no && this.#rules.negatable.has(key)) {
      this.#set(key, false, arg, false);
      return 0;
    }
    const name = no ? `no-${key}` : key;
    const takesValue = !this.#isBoolean(name) && !this.#rules.allBooleans && !next?.startsWith("-");
    return this.#setFrom(name, next, takesValue, arg);
  }

  /** Reads `-abc`, `-n5`, `-n=5`, `-I/usr`, `-n 5`; gives how many arguments more than one were used. */
  #short(arg: string, next: string | undefined): number {
    const letters = arg.slice(1, -1);
    for (const [index, letter] of [...letters.split("")].entries()) {
      const rest = arg.slice(index + 2);
      const value = attachedValue(letter, rest, letters.at(index + 1));
      this.#set(letter, value ?? (rest === "-" ? rest : this.#bare(letter)), arg);
      if (value !== null) return 0;
    }
    const key = arg.slice(-1);
    if (key === "-") return 0;
    const takesValue = next !== undefined && !FLAG_AHEAD.test(next) && !this.#isBoolean(key);
    return this.#setFrom(key, next, takesValue, arg);
  }

  /** A flag without an equals sign: the next argument is its value, or `true` or `false` may follow, or nothing. */
  #setFrom(key: string, next: string | undefined, takesValue: boolean, arg: string): number {
    const value = next && takesValue ? next : next === "true" || next === "false" ? next === "true" : null;
    this.#set(key, value ?? this.#bare(key), arg);
    return value === null ? 0 : 1;
  }

  #bare(key: string): Value {
    return this.#rules.strings.has(key) ? "" : true;
  }

  #isBoolean(key: string): boolean {
    const { aliases, booleans } = this.#rules;
    return booleans.has(key) || (aliases.get(key)?.some((alias) => booleans.has(alias)) ?? false);
  }

  #set(key: string, value: Value, arg: string, collect = true): void {
    const { aliases, collected, strings, unknown } = this.#rules;
    if (!this.#isKnown(key, arg) && unknown?.(arg, key, value) === false) return;
    const set = typeof value === "string" && !strings.has(key) ? numberOrText(value) : value;
    for (const name of [key, ...aliases.get(key) ?? []]) {
      setNested(this.flags, name, set, collect && collected.has(key));
    }
  }

  #isKnown(key: string, arg: string): boolean {
    const { aliases, allBooleans, booleans, collected, strings } = this.#rules;
    return booleans.has(key) || strings.has(key) || collected.has(key) || aliases.has(key) ||
      (allBooleans && PLAIN_LONG.test(arg));
  }

  #other(arg: string): void {
    if (this.#rules.unknown?.(arg) === false) return;
    this.rest.push(this.#rules.strings.has("_") ? arg : numberOrText(arg));
  }
}

/** The value that is written right behind a letter; `null` when another letter follows. */
function attachedValue(letter: string, rest: string, following: string | undefined): string | null {
  if (rest === "-") return null;
  if (rest === "=") return "";
  if (LETTER.test(letter)) {
    const equals = rest.indexOf("=");
    if (equals >= 0 && equals < rest.length - 1) return rest.slice(equals + 1);
    if (ENDS_AS_NUMBER.test(rest)) return rest;
  }
  return following !== undefined && SPECIAL.test(following) ? rest : null;
}

function numberOrText(text: string): string | number {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

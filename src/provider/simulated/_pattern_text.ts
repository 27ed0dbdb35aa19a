import { between, pick, type Random } from "./_draws.ts";

const DIGITS = "0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const WORD = LOWER + LOWER.toUpperCase() + DIGITS + "_";
const PRINTED = WORD + " .,:;-+/()[]{}!?@#$%&*=<>\"'";
/** How often `*` and `+` repeat at most beyond what they must. */
const MORE = 3;
const TRIES = 30;

/** A text that a regular expression matches; `undefined` where none is found: lookarounds and back references. */
export function patternText(pattern: string, random: Random): string | undefined {
  const matches = new RegExp(pattern, "u");
  for (let i = 0; i < TRIES; i++) {
    const text = new PatternWriter(pattern, random).write();
    if (matches.test(text)) return text;
  }
  return undefined;
}

/** Reads a pattern from left to right and writes what it asks for. */
class PatternWriter {
  readonly #pattern: string;
  readonly #random: Random;
  #at = 0;

  constructor(pattern: string, random: Random) {
    this.#pattern = pattern;
    this.#random = random;
  }

  write(): string {
    return this.#choice();
  }

  /** Alternatives, of which one is taken. */
  #choice(): string {
    const alternatives = [this.#sequence()];
    while (this.#take("|")) alternatives.push(this.#sequence());
    return pick(this.#random, alternatives);
  }

  #sequence(): string {
    let text = "";
    while (this.#at < this.#pattern.length && !"|)".includes(this.#pattern[this.#at])) {
      const from = this.#at;
      const first = this.#atom();
      const to = this.#at;
      const times = this.#quantifier();
      const behind = this.#at;
      if (times > 0) text += first;
      // Each repetition is written anew: [a-z]{3} need not be one letter three times.
      for (let i = 1; i < times; i++) {
        this.#at = from;
        text += this.#atom();
      }
      this.#at = times > 1 ? behind : Math.max(to, behind);
    }
    return text;
  }

  #atom(): string {
    const character = this.#next();
    switch (character) {
      case "^":
      case "$":
        return "";
      case ".":
        return pick(this.#random, [...WORD]);
      case "(":
        return this.#group();
      case "[":
        return this.#oneOf(this.#class());
      case "\\":
        return this.#oneOf(this.#escape());
      default:
        return character;
    }
  }

  #group(): string {
    const isLookaround = /^\?<?[=!]/.test(this.#pattern.slice(this.#at));
    const opening = /^\?(?::|<?[=!]|<\w+>)/.exec(this.#pattern.slice(this.#at));
    this.#at += opening?.[0].length ?? 0;
    const text = this.#choice();
    this.#take(")");
    return isLookaround ? "" : text;
  }

  /** The characters of a class, behind its bracket. */
  #class(): string {
    const isNegated = this.#take("^");
    let characters = "";
    while (this.#at < this.#pattern.length && !this.#take("]")) {
      const first = this.#classMember();
      const isRange = first.length === 1 && /^-[^\]]/.test(this.#pattern.slice(this.#at));
      if (!isRange) {
        characters += first;
        continue;
      }
      this.#at++;
      const [low, high] = [first.charCodeAt(0), this.#classMember().charCodeAt(0)];
      for (let code = low; code <= high; code++) characters += String.fromCharCode(code);
    }
    return isNegated ? [...PRINTED].filter((one) => !characters.includes(one)).join("") : characters;
  }

  #classMember(): string {
    const character = this.#next();
    return character === "\\" ? this.#escape() : character;
  }

  /** What an escape stands for, behind its backslash. */
  #escape(): string {
    const character = this.#next();
    switch (character) {
      case "d":
        return DIGITS;
      case "w":
        return WORD;
      case "s":
        return " ";
      case "D":
      case "S":
        return LOWER;
      case "W":
        return " -";
      case "b":
      case "B":
        return "";
      case "n":
        return "\n";
      case "t":
        return "\t";
      case "r":
        return "\r";
      case "p":
        return this.#property();
      case "u":
        return this.#code();
      default:
        return character;
    }
  }

  #property(): string {
    const [whole, name] = /^\{([^}]*)\}/.exec(this.#pattern.slice(this.#at)) ?? ["", ""];
    this.#at += whole.length;
    if (/^(?:N|Nd|Number)$/.test(name)) return DIGITS;
    return /^Lu|Uppercase/.test(name) ? LOWER.toUpperCase() : LOWER;
  }

  #code(): string {
    const [whole, braced, plain] = /^(?:\{([\da-fA-F]+)\}|([\da-fA-F]{4}))/.exec(this.#pattern.slice(this.#at)) ?? [""];
    this.#at += whole.length;
    return String.fromCodePoint(Number.parseInt(braced ?? plain ?? "75", 16));
  }

  /** How often the atom in front stands. */
  #quantifier(): number {
    const [whole, sign, low, comma, high] = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(this.#pattern.slice(this.#at)) ??
      [""];
    this.#at += whole.length;
    if (whole === "") return 1;
    if (sign === "?") return between(this.#random, [0, 1]);
    if (sign !== undefined) return between(this.#random, [sign === "+" ? 1 : 0, MORE]);
    const least = Number(low);
    if (comma === "") return least;
    return between(this.#random, [least, high === "" ? least + MORE : Number(high)]);
  }

  #oneOf(characters: string): string {
    return characters === "" ? "" : pick(this.#random, [...characters]);
  }

  #next(): string {
    const character = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0x20);
    this.#at += character.length;
    return character;
  }

  #take(character: string): boolean {
    if (this.#pattern[this.#at] !== character) return false;
    this.#at++;
    return true;
  }
}

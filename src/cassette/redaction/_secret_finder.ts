import { Buffer } from "node:buffer";
import { type Range, toLatin1, unescapedViews } from "./_views.ts";

/** Escapes within escapes: a tool call's arguments are JSON in a JSON string in an event's JSON in a line of a tape. */
const ESCAPE_DEPTH = 4;

/**
 * Finds secrets in every spelling: as they are, escaped in JSON strings (also needlessly, also several times), encoded in
 * URLs and forms, in base64 of both alphabets and within a longer encoded text.
 */
export class SecretFinder {
  /** How the secrets are spelled in a text of characters. */
  readonly #inText: readonly string[];
  /** How they are spelled in UTF-8 bytes seen as Latin-1. */
  readonly #inBytes: readonly string[];
  readonly #oddEscape: RegExp;

  constructor(secrets: readonly string[]) {
    this.#inText = longestFirst(secrets.flatMap(spellings));
    this.#inBytes = longestFirst([...this.#inText.map(toLatin1), ...secrets.filter(isLatin1)]);
    this.#oddEscape = oddEscape(this.#inText);
  }

  /** Whether a text spells a secret. Fast for a text without escapes that could hide one. */
  isIn(text: string): boolean {
    for (const needle of this.#inText) if (text.includes(needle)) return true;
    return this.#mayHide(text) && this.ranges(toLatin1(text)).length > 0;
  }

  /** Where a text of bytes, seen as Latin-1, spells a secret: in order, without overlaps. */
  ranges(latin1: string, depth: number = ESCAPE_DEPTH): Range[] {
    const found: Range[] = [];
    for (const needle of this.#inBytes) {
      for (let at = latin1.indexOf(needle); at !== -1; at = latin1.indexOf(needle, at + 1)) {
        found.push({ start: wholeEscape(latin1, at), end: at + needle.length });
      }
    }
    if (depth > 0 && this.#mayHide(latin1)) {
      for (const view of unescapedViews(latin1)) {
        for (const range of this.ranges(view.text, depth - 1)) found.push(view.source(range));
      }
    }
    return merged(found);
  }

  #mayHide(text: string): boolean {
    return (text.includes("\\") || text.includes("%")) && this.#oddEscape.test(text);
  }
}

/** Every way in which a secret may be spelled without needless escapes. */
function spellings(secret: string): string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const inForm = new URLSearchParams([["", secret]]).toString().slice(1);
  // A header carries bytes; those above ASCII come out as one character each.
  const inHeader = toLatin1(secret);
  const plain = [secret, escaped, encodeURIComponent(secret.toWellFormed()), inForm, inHeader];
  return [...plain, ...[secret, escaped].flatMap((text) => [0, 1, 2].flatMap((shift) => base64Core(text, shift)))];
}

/**
 * The escapes that a text must have where it spells a secret and none of the needles is in it: those of a character of a
 * needle that needs none, those of the characters that begin an escape, and, where a needle has escapes, escapes in escapes.
 */
function oddEscape(needles: readonly string[]): RegExp {
  const all = needles.join("") + "\\%";
  const units = new Set(Array.from({ length: all.length }, (_, i) => hex(all.charCodeAt(i), 4)));
  const bytes = new Set(Array.from(Buffer.from(all), (byte) => hex(byte, 2)));
  const behindBackslash = [`u(?:${[...units].join("|")})`];
  if (all.includes("/")) behindBackslash.push("/");
  if (needles.some((needle) => needle.includes("\\"))) behindBackslash.push("\\\\");
  return new RegExp(`\\\\(?:${behindBackslash.join("|")})|%(?:${[...bytes].join("|")})`, "i");
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

/**
 * The base64 characters that depend on the text alone when it begins `shift` bytes into a group of three, in both
 * alphabets. Both ends may share a character with their neighbours; those are left out.
 */
function base64Core(text: string, shift: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text, "utf8")]);
  const start = shift === 0 ? 0 : shift + 1;
  const core = bytes.toString("base64").slice(start, Math.floor(bytes.length * 8 / 6));
  return [core, core.replaceAll("+", "-").replaceAll("/", "_")];
}

function isLatin1(text: string): boolean {
  return /^[\0-\xff]*$/.test(text);
}

function longestFirst(needles: readonly string[]): string[] {
  return [...new Set(needles)].sort((a, b) => b.length - a.length);
}

/** Where the escape begins that ends at the first character of a find: the `n` of `\nabc` must not go without its `\`. */
function wholeEscape(text: string, at: number): number {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1 ? at - 1 : at;
}

/** In order; those that overlap become one, as no part of either may stay. */
function merged(ranges: Range[]): Range[] {
  ranges.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Range[] = [];
  for (const range of ranges) {
    const last = kept.at(-1);
    if (last === undefined || range.start >= last.end) kept.push(range);
    else if (range.end > last.end) kept[kept.length - 1] = { start: last.start, end: range.end };
  }
  return kept;
}

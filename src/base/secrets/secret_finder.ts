import { Buffer } from "node:buffer";
import { base64Cores, isBase64 } from "./base64.ts";
import { NeedleSet } from "./needle_set.ts";
import { foldedViews, isFolded, type Range, toLatin1, unescapedViews } from "./views.ts";

/** Escapes within escapes: a tool call's arguments are JSON in a JSON string in an event's JSON in a line of a tape. */
const ESCAPE_DEPTH = 4;

/** A way in which a secret may stand in a text. */
interface Spelling {
  readonly text: string;
  /** Whether a character of base64 in front of it, or behind it, holds some of the secret's bits. */
  readonly before: boolean;
  readonly after: boolean;
}

/**
 * Finds secrets in every spelling: as they are, escaped in JSON strings (also needlessly, also several times), encoded in
 * URLs and forms, in base64 of both alphabets and within a longer encoded text (also over several lines), and in
 * hexadecimal digits.
 */
export class SecretFinder {
  /** How the secrets are spelled in a text of characters. */
  readonly #inText: NeedleSet;
  /** How they are spelled in UTF-8 bytes seen as Latin-1. */
  readonly #inBytes: NeedleSet;
  readonly #spellings: readonly Spelling[];
  readonly #oddEscape: RegExp;

  constructor(secrets: readonly string[]) {
    const spellings = secrets.flatMap(spellingsOf);
    const texts = unique(spellings.map(({ text }) => text));
    this.#inText = new NeedleSet(texts);
    this.#spellings = uniqueSpellings([
      ...spellings.map((spelling) => ({ ...spelling, text: toLatin1(spelling.text) })),
      ...secrets.filter(isLatin1).map(bare),
    ]);
    this.#inBytes = new NeedleSet(this.#spellings.map(({ text }) => text));
    this.#oddEscape = oddEscape(texts);
  }

  /** Whether a text spells a secret. Fast for a text without escapes that could hide one. */
  isIn(text: string): boolean {
    if (this.#inText.isIn(text)) return true;
    return (this.#mayHide(text) || isFolded(text)) && this.ranges(toLatin1(text)).length > 0;
  }

  /** Where a text of bytes, seen as Latin-1, spells a secret: in order, without overlaps. */
  ranges(latin1: string, depth: number = ESCAPE_DEPTH): Range[] {
    const found: Range[] = [];
    this.#inBytes.each(latin1, (at, index) => {
      const { text, before, after } = this.#spellings[index];
      const start = before && isBase64(latin1.charCodeAt(at - 1)) ? at - 1 : at;
      const end = at + text.length;
      found.push({
        start: wholeEscape(latin1, start),
        end: after && isBase64(latin1.charCodeAt(end)) ? end + 1 : end,
      });
    });
    if (depth > 0) {
      const views = this.#mayHide(latin1) ? unescapedViews(latin1) : [];
      for (const view of [...views, ...foldedViews(latin1)]) {
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
function spellingsOf(secret: string): Spelling[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const inForm = new URLSearchParams([["", secret]]).toString().slice(1);
  // A header carries bytes; those above ASCII come out as one character each.
  const inHeader = toLatin1(secret);
  const hex = Buffer.from(secret, "utf8").toString("hex");
  const plain = [secret, escaped, encodeURIComponent(secret.toWellFormed()), inForm, inHeader, hex, hex.toUpperCase()];
  const encoded = unique([secret, escaped]).flatMap(base64Cores);
  return [...plain.map(bare), ...encoded.map(({ core, before, after }) => ({ text: core, before, after }))];
}

function bare(text: string): Spelling {
  return { text, before: false, after: false };
}

/**
 * The escapes that a text must have where it spells a secret and none of the needles is in it: those of a character of a
 * needle that needs none, those of the characters that begin an escape, and, where a needle has escapes, escapes in escapes.
 */
function oddEscape(needles: readonly string[]): RegExp {
  const all = unique([...(needles.join("") + "\\%\r\n")]).join("");
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

function isLatin1(text: string): boolean {
  return /^[\0-\xff]*$/.test(text);
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function uniqueSpellings(spellings: readonly Spelling[]): Spelling[] {
  return [...new Map(spellings.map((spelling) => [JSON.stringify(spelling), spelling])).values()];
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

import { Buffer } from "node:buffer";
import type { Credential } from "../spec/mod.ts";
import { base64Cores, fromLatin1, isSecret, type Range, SecretFinder, toLatin1 } from "./secrets/mod.ts";

/**
 * A text in which `[secret openai/work]` stands wherever a credential did: as it is, escaped in JSON, encoded for URLs, in
 * base64 or hexadecimal digits, also the beginning of one where the text was cut off within it. Values of fewer than six
 * characters, and those that everybody gives to local servers, are words and stay.
 *
 * @example A key that a server repeats
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scrub, Secret } from "@tapedeck/tapedeck";
 *
 * const key = new Secret("openai/work", "sk-123456");
 * assertEquals(scrub("Wrong key: sk-123456", [key]), "Wrong key: [secret openai/work]");
 * ```
 */
export function scrub(text: string, secrets: Iterable<Credential>, options: ScrubTextOptions = {}): string {
  return new Scrubber(secrets).text(text, options);
}

/** Options of {@linkcode scrub}. */
export interface ScrubTextOptions {
  /** Whether the text is whole, and so none can be cut off at its end; it may be cut off unless given. */
  readonly isWhole?: boolean;
}

/** A beginning of a secret that is shorter is a prefix that all keys of its provider have. */
const LEAST_BEGINNING = 9;
/** What stands at the end of a text that was cut off. */
const CUT_MARK = /(?:…|\.{3})?["'\\\])}\s]*$/;

/** One of the credentials that are looked for. */
interface Known {
  /** What stands in its place. */
  readonly shown: string;
  readonly finder: SecretFinder;
  /** The spellings of which a beginning is told at the end of a text. */
  readonly spellings: readonly string[];
}

/** Scrubs many texts of the same credentials. */
export class Scrubber {
  readonly #known: readonly Known[];

  /** Those whose value is no secret are left out. */
  constructor(secrets: Iterable<Credential>) {
    const byValue = new Map<string, Credential>();
    for (const secret of secrets) {
      const value = secret.reveal();
      if (isSecret(value) && !byValue.has(value)) byValue.set(value, secret);
    }
    this.#known = [...byValue].map(([value, { name }]) => ({
      shown: `[secret ${name}]`,
      finder: new SecretFinder([value]),
      spellings: spellingsOf(value),
    }));
  }

  /** Whether there is nothing to look for. */
  get isIdle(): boolean {
    return this.#known.length === 0;
  }

  /** The text without the credentials; the very same one where it has none. */
  text(text: string, { isWhole = false }: ScrubTextOptions = {}): string {
    const scrubbed = this.#scrubbed(text);
    return isWhole ? scrubbed : this.#endScrubbed(scrubbed);
  }

  #scrubbed(text: string): string {
    const known = this.#known.filter(({ finder }) => finder.isIn(text));
    if (known.length === 0) return text;
    const latin1 = toLatin1(text);
    const found = known.flatMap(({ finder, shown }) => finder.ranges(latin1).map((range) => ({ ...range, shown })));
    found.sort((a, b) => a.start - b.start || b.end - a.end);
    let scrubbed = "";
    let at = 0;
    for (const { start, end, shown } of found) {
      if (start >= at) scrubbed += latin1.slice(at, start) + toLatin1(shown);
      at = Math.max(at, end);
    }
    return fromLatin1(scrubbed + latin1.slice(at));
  }

  /** A key that was cut off within a text is told by most of its characters all the same. */
  #endScrubbed(text: string): string {
    const end = text.length - CUT_MARK.exec(text)![0].length;
    for (const { shown, spellings } of this.#known) {
      for (const spelling of spellings) {
        const begun = beginningAt(text, end, spelling);
        if (begun !== null) return text.slice(0, begun.start) + shown + text.slice(begun.end);
      }
    }
    return text;
  }
}

function spellingsOf(value: string): string[] {
  const hex = Buffer.from(value, "utf8").toString("hex");
  const plain = [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value.toWellFormed()), hex];
  return [...new Set([...plain, ...base64Cores(value).map(({ core }) => core)])];
}

/** Where a text that ends at `end` has only the beginning of a spelling, the longest there is. */
function beginningAt(text: string, end: number, spelling: string): Range | null {
  for (let length = Math.min(spelling.length, end); length >= LEAST_BEGINNING; length--) {
    if (text.startsWith(spelling.slice(0, length), end - length)) return { start: end - length, end };
  }
  return null;
}

import { Buffer } from "node:buffer";
import type { Cut } from "../spec/mod.ts";
import { splitSecretEdits } from "./_split_secret.ts";
import { applyEdits, type Edit, moveCuts } from "./_edits.ts";

/** What stands where a secret was. */
export const REDACTED = "[redacted]";

/** The version of these rules; it is in every cassette's header. */
export const REDACTION_VERSION = 1;

/** Shorter values are words, not secrets: replacing them would tear texts apart. */
const MIN_SECRET_LENGTH = 6;

/** A body with its secrets replaced. */
export interface RedactedBody {
  readonly bytes: Uint8Array;
  readonly cuts: Cut[];
  /** Whether anything was replaced. */
  readonly changed: boolean;
}

/**
 * Replaces every known secret wherever it occurs: as it is, URL-encoded, escaped in JSON strings, in base64 (also within
 * a longer encoded text), and split across the events of a stream.
 *
 * All search is done on bytes seen as Latin-1 text, so that a place in the text is a place in the body.
 */
export class Redactor {
  readonly #secrets: readonly string[];
  readonly #needles: readonly string[];
  /** The last redactor that `with` made: the calls of a client carry the same credential again and again. */
  #extended: { readonly secrets: readonly string[]; readonly redactor: Redactor } | null = null;

  constructor(secrets: Iterable<string>) {
    const distinct = new Set([...secrets].filter((secret) => secret.length >= MIN_SECRET_LENGTH));
    // The longest first: a secret that contains another one must go as a whole.
    this.#secrets = [...distinct].sort((a, b) => b.length - a.length);
    this.#needles = [...new Set(this.#secrets.flatMap(spellings))].sort((a, b) => b.length - a.length);
  }

  /** A redactor that knows these secrets too; itself where it knows them already. */
  with(secrets: readonly string[]): Redactor {
    if (secrets.length === 0) return this;
    const last = this.#extended;
    if (
      last !== null && last.secrets.length === secrets.length &&
      last.secrets.every((secret, i) => secret === secrets[i])
    ) {
      return last.redactor;
    }
    const fresh = secrets.filter((secret) => secret.length >= MIN_SECRET_LENGTH && !this.#secrets.includes(secret));
    const redactor = fresh.length === 0 ? this : new Redactor([...this.#secrets, ...fresh]);
    this.#extended = { secrets: [...secrets], redactor };
    return redactor;
  }

  /** The text with every secret replaced. */
  text(text: string): string {
    if (this.#secrets.length === 0 || !this.finds(text)) return text;
    return this.#redact(Buffer.from(text, "utf8"), []).text();
  }

  /** A body with every secret replaced, and the cuts moved to where their chunks now begin. */
  body(bytes: Uint8Array, cuts: readonly Cut[]): RedactedBody {
    if (this.#secrets.length === 0) return { bytes, cuts: [...cuts], changed: false };
    const result = this.#redact(bytes, cuts);
    return result.changed
      ? { bytes: Buffer.from(result.latin1, "latin1"), cuts: result.cuts, changed: true }
      : { bytes, cuts: [...cuts], changed: false };
  }

  /** Whether a secret can be found in the text, in any spelling. */
  finds(text: string): boolean {
    if (this.#secrets.length === 0) return false;
    return this.#findsIn(Buffer.from(text, "utf8").toString("latin1"));
  }

  /**
   * Whether a secret stands in the text in a spelling that needs no parsing: enough for text that is known to have no
   * needless escapes, and fast.
   */
  findsPlain(text: string): boolean {
    for (const secret of this.#secrets) if (text.includes(secret)) return true;
    for (const needle of this.#needles) if (text.includes(needle)) return true;
    return false;
  }

  #redact(bytes: Uint8Array, cuts: readonly Cut[]) {
    let latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
    let moved: Cut[] = [...cuts];
    let changed = false;
    for (const edits of [this.#needleEdits, this.#literalEdits, this.#splitEdits]) {
      const found = edits.call(this, latin1);
      if (found.length === 0) continue;
      moved = moveCuts(moved, found);
      latin1 = applyEdits(latin1, found);
      changed = true;
    }
    return { latin1, cuts: moved, changed, text: () => Buffer.from(latin1, "latin1").toString("utf8") };
  }

  #findsIn(latin1: string): boolean {
    return this.#needles.some((needle) => latin1.includes(needle)) ||
      this.#literalEdits(latin1).length > 0 || this.#splitEdits(latin1).length > 0;
  }

  #needleEdits(latin1: string): Edit[] {
    const edits: Edit[] = [];
    for (const needle of this.#needles) {
      for (let at = latin1.indexOf(needle); at !== -1; at = latin1.indexOf(needle, at + needle.length)) {
        edits.push({ start: at, end: at + needle.length, replacement: REDACTED });
      }
    }
    return withoutOverlaps(edits);
  }

  /** JSON strings that spell a secret with escapes. */
  #literalEdits(latin1: string): Edit[] {
    if (!latin1.includes("\\")) return [];
    const edits: Edit[] = [];
    for (const match of latin1.matchAll(/"(?:[^"\\]|\\.)*\\(?:[^"\\]|\\.)*"/g)) {
      const value = parsedString(match[0]);
      if (value === null || !this.#secrets.some((secret) => value.includes(secret))) continue;
      let clean = value;
      for (const secret of this.#secrets) clean = clean.replaceAll(secret, REDACTED);
      edits.push({
        start: match.index,
        end: match.index + match[0].length,
        replacement: toLatin1(JSON.stringify(clean)),
      });
    }
    return edits;
  }

  #splitEdits(latin1: string): Edit[] {
    return splitSecretEdits(latin1, [...this.#secrets, ...this.#needles], REDACTED);
  }
}

/** Every way in which a secret may be spelled without being escaped, as Latin-1 text of its UTF-8 bytes. */
function spellings(secret: string): string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const plain = [secret, escaped, encodeURIComponent(secret)].map(toLatin1);
  const encoded = [0, 1, 2].flatMap((shift) => base64Core(secret, shift));
  return [...new Set([...plain, ...encoded])];
}

/**
 * The base64 characters that depend on the secret alone when it begins `shift` bytes into a group of three, in both
 * alphabets. Both ends may share a character with their neighbours; those are left out.
 */
function base64Core(secret: string, shift: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret, "utf8")]);
  const start = shift === 0 ? 0 : shift + 1;
  const core = bytes.toString("base64").slice(start, Math.floor(bytes.length * 8 / 6));
  return [core, core.replaceAll("+", "-").replaceAll("/", "_")];
}

function toLatin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

function parsedString(latin1Literal: string): string | null {
  try {
    return JSON.parse(Buffer.from(latin1Literal, "latin1").toString("utf8"));
  } catch {
    return null;
  }
}

/** In the order of their places; of two that overlap, the one that begins first and is longest. */
function withoutOverlaps(edits: Edit[]): Edit[] {
  edits.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Edit[] = [];
  for (const edit of edits) {
    const last = kept.at(-1);
    if (last === undefined || edit.start >= last.end) kept.push(edit);
    // An overlapping one makes the kept one longer: no part of either may stay.
    else if (edit.end > last.end) kept[kept.length - 1] = { ...last, end: edit.end };
  }
  return kept;
}

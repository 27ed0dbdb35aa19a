import { Buffer } from "node:buffer";
import { isSecret, type Range, SecretFinder, toLatin1 } from "../../base/mod.ts";
import type { Cut, JsonValue } from "../../spec/mod.ts";
import { applyEdits, type Edit, moveCuts } from "./_edits.ts";
import { decoded, unpacked } from "./packed.ts";
import { splitSecretEdits } from "./_split_secret.ts";
import type { SecretDetector } from "./secret_detector.ts";

/** What stands where a secret was. */
export const REDACTED = "[redacted]";

/** The version of these rules; it is in every cassette's header. */
export const REDACTION_VERSION = 2;

/** Edits may bring parts of secrets together; a body that is still not clean after so many rounds is given up. */
const MOST_ROUNDS = 6;
/** What is compressed within what is compressed, and so on: some packed bytes hold themselves. */
export const MOST_PACKED = 3;
/** A process has a handful of credentials; one that has more makes its redactors anew. */
const MOST_EXTENDED = 64;

/** A body with its secrets replaced. */
export interface RedactedBody {
  /** The body's bytes; the very same ones when nothing was replaced. */
  readonly bytes: Uint8Array;
  /** Where its chunks begin now. */
  readonly cuts: Cut[];
  /** Whether anything was replaced. */
  readonly changed: boolean;
}

/**
 * Replaces every known secret wherever it occurs: as it is, escaped in JSON strings, encoded in URLs and forms, in base64
 * (also within a longer encoded text), and split across the events of a stream. Values of fewer than six characters and
 * the keys that everybody gives to local servers (`ollama`, `lm-studio`, …) are words and no secrets.
 *
 * @example A key that a server repeats
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Redactor } from "@tapedeck/tapedeck";
 *
 * const redactor = new Redactor(["sk-123456"]);
 * assertEquals(redactor.text("no such key: sk-123456"), "no such key: [redacted]");
 * assertEquals(redactor.text('{"key":"\\u0073k-123456"}'), '{"key":"[redacted]"}');
 * ```
 */
export class Redactor {
  readonly #secrets: readonly string[];
  readonly #finder: SecretFinder;
  readonly #detector: SecretDetector | null;
  /** What `with` made: the calls of a client carry the same credential again and again. */
  readonly #extended = new Map<string, Redactor>();

  /** `secrets` are the values themselves, in any order. With a detector, those that it finds are replaced as well. */
  constructor(secrets: Iterable<string>, detector: SecretDetector | null = null) {
    this.#secrets = [...new Set(secrets)].filter(isSecret);
    this.#finder = new SecretFinder(this.#secrets);
    this.#detector = detector;
  }

  /** A redactor that knows these secrets too; itself where it knows them already. */
  with(secrets: readonly string[]): Redactor {
    if (secrets.length === 0) return this;
    const key = secrets.length === 1 ? secrets[0] : secrets.join("\n");
    let extended = this.#extended.get(key);
    if (extended === undefined) {
      const isKnown = secrets.every((secret) => !isSecret(secret) || this.#secrets.includes(secret));
      extended = isKnown ? this : new Redactor([...this.#secrets, ...secrets], this.#detector);
      if (this.#extended.size === MOST_EXTENDED) this.#extended.clear();
      this.#extended.set(key, extended);
    }
    return extended;
  }

  /** A redactor that also knows what looks like a credential in these texts; itself where nothing does. */
  withThoseIn(...texts: readonly (string | Uint8Array)[]): Redactor {
    if (this.#detector === null) return this;
    return this.with(texts.flatMap((text) => this.#detected(latin1Of(text))));
  }

  /** The text with every secret replaced. */
  text(text: string): string {
    if (!this.finds(text)) return text;
    return Buffer.from(this.#redacted(Buffer.from(text, "utf8"), []).latin1, "latin1").toString("utf8");
  }

  /** As `text`, of a text whose own looks have been gone by already. */
  knownText(text: string): string {
    return this.knowsOneIn(text) ? this.text(text) : text;
  }

  /** A JSON value with every secret replaced in its strings and its names. */
  json(value: JsonValue): JsonValue {
    if (typeof value === "string") return this.text(value);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => this.json(item));
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [this.text(name), this.json(item)]));
  }

  /**
   * A body with every secret replaced, and the cuts moved to where their chunks now begin. One that is compressed (gzip,
   * zlib, Zstandard) is read unpacked, and packed again where that has a secret.
   */
  body(bytes: Uint8Array, cuts: readonly Cut[]): RedactedBody {
    return this.#packedBody(bytes, cuts, MOST_PACKED) ?? this.#plainBody(bytes, cuts);
  }

  /** As `body`, of one with this `content-encoding`; `null` where it cannot be read, and so may hide anything. */
  encodedBody(bytes: Uint8Array, contentEncoding: string): RedactedBody | null {
    const packed = decoded(bytes, contentEncoding);
    if (packed === null) return null;
    const inner = this.withThoseIn(packed.content).body(packed.content, []);
    return inner.changed
      ? { bytes: new Uint8Array(packed.pack(inner.bytes)), cuts: [], changed: true }
      : this.body(bytes, []);
  }

  /** `null` where it is not compressed, or its content has no secret. */
  #packedBody(bytes: Uint8Array, cuts: readonly Cut[], depth: number): RedactedBody | null {
    const packed = depth === 0 ? null : unpacked(bytes);
    if (packed === null) return null;
    const { content, pack } = packed;
    const inner = this.#packedBody(content, [], depth - 1) ?? this.#plainBody(content, []);
    if (!inner.changed) return null;
    const repacked = new Uint8Array(pack(inner.bytes));
    return { bytes: repacked, cuts: cuts.filter(([offset]) => offset < repacked.length), changed: true };
  }

  #plainBody(bytes: Uint8Array, cuts: readonly Cut[]): RedactedBody {
    const { latin1, cuts: moved, changed } = this.#redacted(bytes, cuts);
    if (changed) return { bytes: new Uint8Array(Buffer.from(latin1, "latin1")), cuts: moved, changed };
    return { bytes, cuts: [...cuts], changed: false };
  }

  /** Whether a text spells a secret, in one piece. Fast for a text without needless escapes. */
  finds(text: string): boolean {
    return this.knowsOneIn(text) || this.#detected(text).length > 0;
  }

  /** As `finds`, but only of the secrets that are known: nothing is told by its looks. */
  knowsOneIn(text: string): boolean {
    return this.#secrets.length > 0 && this.#finder.isIn(text);
  }

  /** What looks like a credential; the keys that everybody gives to local servers do not. */
  #detected(text: string): string[] {
    const found = this.#detector?.detect(text) ?? [];
    return found.length === 0 ? [] : found.map(({ value }) => value).filter(isSecret);
  }

  /** Where a text spells a secret that is known, or that its own looks give away. */
  readonly #ranges = (latin1: string): Range[] => {
    const detected = this.#detected(latin1);
    const known = detected.length === 0 ? this : this.with(detected);
    return known.#secrets.length === 0 ? [] : known.#finder.ranges(latin1);
  };

  /** All search is done on bytes seen as Latin-1 text, so that a place in the text is a place in the body. */
  #redacted(bytes: Uint8Array, cuts: readonly Cut[]) {
    let latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
    let moved: readonly Cut[] = cuts;
    let round = 0;
    for (; round < MOST_ROUNDS; round++) {
      const edits = this.#edits(latin1);
      if (edits.length === 0) break;
      moved = moveCuts(moved, edits);
      latin1 = applyEdits(latin1, edits);
    }
    return { latin1, cuts: [...moved], changed: round > 0 };
  }

  #edits(latin1: string): Edit[] {
    const ranges = this.#ranges(latin1);
    if (ranges.length === 0) return splitSecretEdits(latin1, this.#ranges, REDACTED);
    return ranges.map((range) => ({ ...range, replacement: REDACTED }));
  }
}

function latin1Of(text: string | Uint8Array): string {
  if (typeof text === "string") return toLatin1(text);
  return Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString("latin1");
}

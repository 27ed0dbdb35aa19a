import { Buffer } from "node:buffer";
import { joinBytes } from "../base/mod.ts";
import type { Cut } from "../spec/mod.ts";
import { isPacked, type Redactor } from "./redaction/mod.ts";

const WINDOW_BYTES = 2 ** 20;
/** Windows share so much: a secret that is spelled across events is found as long as it does not spread further. */
const SHARED_BYTES = 128 * 1024;

const utf8 = new TextEncoder();

/**
 * A body that is too large to be handled in one go. It is redacted while it comes, and kept as it will be written; as
 * text where it is UTF-8, JSON too, since nobody parses a hundred megabytes to see whether it prints the same.
 */
export class LargeBody {
  /** Whether anything was replaced. */
  changed = false;
  /** Whether a secret is left that could not be replaced. */
  hasSecret = false;
  readonly cuts: Cut[] = [];
  readonly #redactor: Redactor;
  readonly #pieces: Uint8Array[] = [];
  readonly #decoder = strictDecoder();
  #isText = true;
  #length = 0;
  /** What the next window begins with: the end of the last one, redacted, then what has come since. */
  #pending: Uint8Array[] = [];
  #pendingLength = 0;
  #pendingCuts: Cut[] = [];

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** In bytes, when all have come. */
  get length(): number {
    return this.#length;
  }

  /** All of the body, in one piece. */
  bytes(): Uint8Array {
    return joinBytes(this.#pieces);
  }

  /** A chunk that came, and when. */
  push(chunk: Uint8Array, ms: number): void {
    this.#pendingCuts.push([this.#pendingLength, ms]);
    for (let at = 0; at < chunk.length;) {
      const piece = chunk.subarray(at, at + WINDOW_BYTES);
      this.#pending.push(piece);
      this.#pendingLength += piece.length;
      at += piece.length;
      if (this.#pendingLength >= WINDOW_BYTES + SHARED_BYTES) this.#redact(SHARED_BYTES);
    }
  }

  /** All chunks have come. */
  end(): void {
    this.#redact(0);
    this.#decode(new Uint8Array(), true);
    // What is compressed is not read in windows: it is refused whole where it has a secret.
    if (isPacked(this.#pieces[0]) && (this.changed || this.#redactor.body(this.bytes(), []).changed)) {
      this.hasSecret = true;
    }
  }

  /** The body as it is written in a line, in pieces. */
  *written(): Generator<Uint8Array> {
    yield* this.#isText ? this.#writtenText() : this.#writtenBase64();
  }

  #redact(shared: number): void {
    const clean = this.#redactor.body(joinBytes(this.#pending), this.#pendingCuts);
    if (clean.changed) {
      this.changed = true;
      if (this.#redactor.body(clean.bytes, []).changed) this.hasSecret = true;
    }
    const end = Math.max(0, clean.bytes.length - shared);
    const done = clean.bytes.subarray(0, end);
    this.#decode(done, false);
    this.#pieces.push(done);
    for (const [offset, ms] of clean.cuts) {
      if (offset < end || shared === 0) this.cuts.push([this.#length + offset, ms]);
    }
    this.#pendingCuts = shared === 0
      ? []
      : clean.cuts.filter(([offset]) => offset >= end).map(([o, ms]) => [o - end, ms]);
    this.#pending = [clean.bytes.subarray(end)];
    this.#pendingLength = clean.bytes.length - end;
    this.#length += end;
  }

  /** Look whether it is text, and once more whether that spells a secret. */
  #decode(bytes: Uint8Array, isLast: boolean): void {
    if (!this.#isText) return;
    try {
      const text = this.#decoder.decode(bytes, { stream: !isLast });
      if (this.#redactor.knowsOneIn(text)) this.hasSecret = true;
    } catch {
      this.#isText = false;
    }
  }

  *#writtenText(): Generator<Uint8Array> {
    const decoder = strictDecoder();
    yield utf8.encode('{"text":"');
    for (const piece of this.#pieces) {
      yield utf8.encode(JSON.stringify(decoder.decode(piece, { stream: true })).slice(1, -1));
    }
    yield utf8.encode('"}');
  }

  *#writtenBase64(): Generator<Uint8Array> {
    yield utf8.encode('{"base64":"');
    let rest: Uint8Array = new Uint8Array();
    for (const piece of this.#pieces) {
      const bytes = joinBytes([rest, piece]);
      // Three bytes are four characters.
      const whole = bytes.length - bytes.length % 3;
      yield utf8.encode(Buffer.from(bytes.buffer, 0, whole).toString("base64"));
      rest = bytes.subarray(whole);
    }
    yield utf8.encode(Buffer.from(rest).toString("base64") + '"}');
  }
}

/** `ignoreBOM` keeps a byte order mark in the text, so that the bytes come back whole. */
function strictDecoder(): TextDecoder {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
}

import { joinBytes } from "../base/mod.ts";
import { LargeBody } from "./_large_body.ts";
import type { Redactor } from "./redaction/mod.ts";

/** A body of more bytes is redacted and written in windows, so that no turn of the event loop takes long. */
const MOST_AT_ONCE = 4 * 2 ** 20;

/** The bytes of a body as they come; what has become large is redacted at once. */
export class BodyBytes {
  readonly #redactor: Redactor;
  #chunks: Uint8Array[] = [];
  readonly #times: number[] = [];
  #length = 0;
  #large: LargeBody | null = null;
  #count = 0;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** How many chunks have come. */
  get count(): number {
    return this.#count;
  }

  /** A chunk that came, and when. */
  push(given: Uint8Array, ms: number): void {
    // A copy: the caller owns the chunk that it gets, and may change it.
    const chunk = given.slice();
    this.#count++;
    if (this.#large !== null) return this.#large.push(chunk, ms);
    this.#chunks.push(chunk);
    this.#times.push(ms);
    this.#length += chunk.length;
    if (this.#length <= MOST_AT_ONCE) return;
    this.#large = new LargeBody(this.#redactor);
    this.#chunks.forEach((chunk, i) => this.#large!.push(chunk, this.#times[i]));
    this.#chunks = [];
  }

  /** All that has come, when no more will. */
  end(): Uint8Array | LargeBody {
    this.#large?.end();
    return this.#large ?? joinBytes(this.#chunks);
  }
}

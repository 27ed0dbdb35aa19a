import { Scrubber } from "../base/mod.ts";
import type { Credential } from "../spec/mod.ts";

/** Keys that a command has come to know: nothing that is printed has one of them in it. */
export class KnownSecrets {
  readonly #secrets = new Set<Credential>();
  #scrubber: Scrubber | null = null;

  /** From now on it is not printed. */
  add(secret: Credential): void {
    this.#secrets.add(secret);
    this.#scrubber = null;
  }

  /** All of them. */
  [Symbol.iterator](): Iterator<Credential> {
    return this.#secrets.values();
  }

  /** A text without them. */
  scrub(text: string): string {
    if (this.#secrets.size === 0) return text;
    return (this.#scrubber ??= new Scrubber(this.#secrets)).text(text, { isWhole: true });
  }
}

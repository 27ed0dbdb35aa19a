import { Scrubber } from "../base/mod.ts";
import type { Credential } from "../spec/mod.ts";

/** What the names of keys begin with that came with a request: there is no end of them, and none is kept for long. */
const PASSING = "caller:";
/** Nothing says a key that is gone from memory: the latest are more than can be in use at a time. */
const MOST_PASSING = 1000;

/** Keys that a command has come to know: nothing that is printed has one of them in it. */
export class KnownSecrets {
  /** By their values, in the order of coming. */
  readonly #secrets = new Map<string, Credential>();
  readonly #passing = new Map<string, Credential>();
  #scrubber: Scrubber | null = null;

  /** From now on it is not printed. */
  add(secret: Credential): void {
    const value = secret.reveal();
    const known = secret.name.startsWith(PASSING) ? this.#passing : this.#secrets;
    const isKnown = known.delete(value);
    known.set(value, secret);
    if (!isKnown) this.#scrubber = null;
    if (this.#passing.size > MOST_PASSING) this.#passing.delete(this.#passing.keys().next().value!);
  }

  /** All of them. */
  *[Symbol.iterator](): Iterator<Credential> {
    yield* this.#secrets.values();
    yield* this.#passing.values();
  }

  /** A text without them. */
  scrub(text: string): string {
    if (this.#secrets.size + this.#passing.size === 0) return text;
    return (this.#scrubber ??= new Scrubber(this)).text(text, { isWhole: true });
  }
}

import type { LineParts } from "./_line_parts.ts";
import { mintedIn } from "./_minted_in.ts";
import type { MintedNames } from "./minted_names.ts";

/** A session that mints more forgets the oldest: requests that bring them back are then recorded as they stand. */
const MOST_REMEMBERED = 200_000;
/** A string with more sources is no id but a count (`call_0`), and stands for itself alone. */
const MOST_SOURCES = 8;
/** Too short for an id that nobody else would think of: such a string may be anybody's number, and stands for itself. */
const ORDINARY = /^(?:.{0,5}|\d{1,8})$/s;
const NONE: readonly string[] = [];

/**
 * Which answers minted a string: as `key/occurrence/n`, the n-th string that the answer minted, which is the
 * occurrence-th current recording of its key. A later recording of the same answer gives other strings and the same
 * sources, so that the one stands for the other.
 */
export class Sources {
  readonly #names: MintedNames;
  readonly #countOf: (key: string) => number;
  readonly #limit: number;
  readonly #byString = new Map<string, string | readonly string[]>();
  readonly #occurrences = new Map<string, number>();

  /** `countOf` tells how many current recordings of a key there were beforehand. */
  constructor(names: MintedNames, countOf: (key: string) => number = () => 0, limit: number = MOST_REMEMBERED) {
    this.#names = names;
    this.#countOf = countOf;
    this.#limit = limit;
  }

  /** Learn what the answer on a line minted; lines come in the order of the file. */
  add(parts: LineParts): void {
    const { replaces } = parts;
    const key = copyOf(parts.key);
    const occurrence = replaces ? 0 : this.#occurrences.get(key) ?? this.#countOf(key);
    this.#occurrences.set(key, occurrence + 1);
    mintedIn(parts, this.#names).forEach((value, n) => this.learn(copyOf(value), `${key}/${occurrence}/${n}`));
  }

  /** What minted a string: nothing, in nearly all cases one answer, or several where ids are counted up anew. */
  of(value: string): readonly string[] {
    const known = this.#byString.get(value);
    if (known === undefined) return NONE;
    return typeof known === "string" ? [known] : known;
  }

  /** Learn that a string came from there. */
  learn(value: string, source: string): void {
    if (ORDINARY.test(value)) return;
    const known = this.of(value);
    if (known.includes(source) || known.length === MOST_SOURCES) return;
    this.#byString.set(value, known.length === 0 ? source : [...known, source]);
    if (this.#byString.size > this.#limit) this.#byString.delete(this.#byString.keys().next().value!);
  }
}

/** A slice keeps the text alive that it was cut from, and this one is remembered for long. */
function copyOf(slice: string): string {
  // Put together anew, and what was put before it left out.
  return ` ${slice}`.slice(1);
}

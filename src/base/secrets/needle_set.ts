/** Hashes of two characters, and of three; powers of two. */
const TABLE_SIZE = 4096;
const HEADS_SIZE = 8192;
const NO_NEEDLE = -1;

/**
 * Searches a text for many needles at once (Wu and Manber's algorithm): the time does not grow with their number, and
 * where they are long most characters are not even looked at.
 */
export class NeedleSet {
  readonly #needles: readonly string[];
  /** How many characters of each needle the search goes by. */
  readonly #window: number;
  /** How far a window that ends with two characters of this hash may move on; 0 where a needle may end there. */
  readonly #shifts = new Uint8Array(TABLE_SIZE);
  /** The first needle whose window ends with three characters of this hash, and the next one of the same hash. */
  readonly #heads = new Int32Array(HEADS_SIZE).fill(NO_NEEDLE);
  readonly #next: Int32Array;

  /** Each needle has at least three characters. */
  constructor(needles: readonly string[]) {
    this.#needles = needles;
    this.#window = Math.min(255, ...needles.map(({ length }) => length));
    this.#next = new Int32Array(needles.length).fill(NO_NEEDLE);
    this.#shifts.fill(this.#window - 1);
    needles.forEach((needle, index) => {
      for (let at = 1; at < this.#window; at++) {
        const hash = hashAt(needle, at);
        this.#shifts[hash] = Math.min(this.#shifts[hash], this.#window - 1 - at);
      }
      const hash = longHashAt(needle, this.#window - 1);
      this.#next[index] = this.#heads[hash];
      this.#heads[hash] = index;
    });
  }

  /** Whether any needle is in a text. */
  isIn(text: string): boolean {
    return this.#search(text, () => false);
  }

  /** Tells every place of every needle, in the order of the text. */
  each(text: string, visit: (start: number, needle: number) => void): void {
    this.#search(text, (start, needle) => {
      visit(start, needle);
      return true;
    });
  }

  /** Whether the visitor ended the search, which it does by `false`. */
  #search(text: string, visit: (start: number, needle: number) => boolean): boolean {
    if (this.#needles.length === 0) return false;
    const shifts = this.#shifts;
    const heads = this.#heads;
    const last = this.#window - 1;
    const { length } = text;
    for (let at = last; at < length;) {
      const shift = shifts[hashAt(text, at)];
      if (shift > 0) {
        at += shift;
        continue;
      }
      for (let needle = heads[longHashAt(text, at)]; needle !== NO_NEEDLE; needle = this.#next[needle]) {
        if (text.startsWith(this.#needles[needle], at - last) && !visit(at - last, needle)) return true;
      }
      at++;
    }
    return false;
  }
}

/** Of the character at a place and the one in front of it. */
function hashAt(text: string, at: number): number {
  return ((text.charCodeAt(at - 1) << 5) ^ text.charCodeAt(at)) & (TABLE_SIZE - 1);
}

/** Of the character at a place and the two in front of it. */
function longHashAt(text: string, at: number): number {
  return ((text.charCodeAt(at - 2) << 7) ^ (text.charCodeAt(at - 1) << 4) ^ text.charCodeAt(at)) & (HEADS_SIZE - 1);
}

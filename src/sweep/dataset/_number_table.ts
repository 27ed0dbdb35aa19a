import { hash } from "node:crypto";

const EMPTY = -1;

/**
 * Numbers by texts, of which only a hash of 52 bits is kept, so that those of a million texts take little room. Two texts
 * in a million have the same hash once in some ten thousand files: whom that harms must look at the texts again.
 */
export class NumberTable {
  #keys = new Float64Array(1024).fill(EMPTY);
  #values = new Uint32Array(1024);
  #count = 0;

  /** Sets the number of a text, and gives the one that it had; `undefined`: none. */
  set(text: string, change: (before: number | undefined) => number): number | undefined {
    if (this.#count * 2 > this.#keys.length) this.#grow();
    const key = keyOf(text);
    const slot = slotOf(this.#keys, key);
    const before = this.#keys[slot] === EMPTY ? undefined : this.#values[slot];
    if (before === undefined) this.#count++;
    this.#keys[slot] = key;
    this.#values[slot] = change(before);
    return before;
  }

  #grow(): void {
    const keys = new Float64Array(this.#keys.length * 2).fill(EMPTY);
    const values = new Uint32Array(keys.length);
    for (let i = 0; i < this.#keys.length; i++) {
      if (this.#keys[i] === EMPTY) continue;
      const slot = slotOf(keys, this.#keys[i]);
      keys[slot] = this.#keys[i];
      values[slot] = this.#values[i];
    }
    this.#keys = keys;
    this.#values = values;
  }
}

function keyOf(text: string): number {
  return Number.parseInt(hash("sha256", text, "hex").slice(0, 13), 16);
}

/** Where the key is, or would be. The length of the table is a power of two. */
function slotOf(keys: Float64Array, key: number): number {
  let slot = key % keys.length;
  while (keys[slot] !== EMPTY && keys[slot] !== key) slot = (slot + 1) % keys.length;
  return slot;
}

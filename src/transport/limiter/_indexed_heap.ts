/** What stands in an {@linkcode IndexedHeap}; the heap alone writes `slot`. */
export interface HeapItem {
  /** Its place; -1 where it is in none. */
  slot: number;
}

/** A binary heap that can take out and move any of its items in O(log n). The least comes first. */
export class IndexedHeap<T extends HeapItem> {
  readonly #items: T[] = [];
  readonly #before: (a: T, b: T) => boolean;

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  get first(): T | null {
    return this.#items[0] ?? null;
  }

  add(item: T): void {
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  remove(item: T): void {
    const { slot } = item;
    const last = this.#items.pop()!;
    item.slot = -1;
    if (last === item) return;
    this.#put(last, slot);
    this.moved(last);
  }

  /** To be called when an item goes before, or behind, others than it did. */
  moved(item: T): void {
    this.#rise(item, item.slot);
    this.#sink(item, item.slot);
  }

  #put(item: T, slot: number): void {
    this.#items[slot] = item;
    item.slot = slot;
  }

  #rise(item: T, from: number): void {
    let slot = from;
    while (slot > 0) {
      const above = (slot - 1) >> 1;
      if (!this.#before(item, this.#items[above])) break;
      this.#put(this.#items[above], slot);
      slot = above;
    }
    this.#put(item, slot);
  }

  #sink(item: T, from: number): void {
    let slot = from;
    for (;;) {
      let below = 2 * slot + 1;
      if (below >= this.#items.length) break;
      if (below + 1 < this.#items.length && this.#before(this.#items[below + 1], this.#items[below])) below += 1;
      if (!this.#before(this.#items[below], item)) break;
      this.#put(this.#items[below], slot);
      slot = below;
    }
    this.#put(item, slot);
  }
}

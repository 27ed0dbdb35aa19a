/**
 * Several sorted streams as one: of each key, in order, what the streams have under it. At most one item of each stream is
 * in memory.
 */
export async function* aligned<Item>(
  streams: readonly AsyncIterable<Item>[],
  compare: (a: Item, b: Item) => number,
): AsyncGenerator<Item[]> {
  const readers = streams.map((stream) => stream[Symbol.asyncIterator]());
  try {
    const heads = await Promise.all(readers.map((reader) => reader.next()));
    for (;;) {
      let least: Item | undefined;
      for (const head of heads) {
        if (!head.done && (least === undefined || compare(head.value, least) < 0)) least = head.value;
      }
      if (least === undefined) return;
      const group: Item[] = [];
      for (const [i, head] of heads.entries()) {
        if (head.done || compare(head.value, least) !== 0) continue;
        group.push(head.value);
        heads[i] = await readers[i].next();
      }
      yield group;
    }
  } finally {
    for (const reader of readers) await reader.return?.();
  }
}

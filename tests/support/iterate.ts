/** An array as an async iterable, which is how a ledger gives its rows. */
export async function* iterate<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

/** All items of an async iterable. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Rows that are handed over together. */
const PAGE_ROWS = 256;

/**
 * One pass over rows for several readers: each gets an iterable of all rows, and the source is read once. The readers
 * must read at the same time, as the slowest decides when the next rows are taken; who stops early holds up nobody. An
 * error of the source is every reader's.
 */
export function sharedRows<Row>(source: AsyncIterable<Row>, readers: number): AsyncIterable<Row>[] {
  const pages = new Pages(source, readers);
  return Array.from({ length: readers }, () => pages.reader());
}

class Pages<Row> {
  readonly #rows: AsyncIterator<Row>;
  #readers: number;
  /** Readers that have read the page, and wait for the next one. */
  #waiting = 0;
  #next = Promise.withResolvers<readonly Row[] | null>();

  constructor(source: AsyncIterable<Row>, readers: number) {
    this.#rows = source[Symbol.asyncIterator]();
    this.#readers = readers;
    // Who does not read any more is not told of an error either.
    this.#next.promise.catch(() => {});
  }

  async *reader(): AsyncGenerator<Row> {
    try {
      for (;;) {
        const { promise } = this.#next;
        this.#waiting++;
        this.#takeIfAllWait();
        const page = await promise;
        if (page === null) return;
        yield* page;
      }
    } finally {
      this.#readers--;
      if (this.#readers === 0) await this.#rows.return?.();
      else this.#takeIfAllWait();
    }
  }

  #takeIfAllWait(): void {
    if (this.#waiting < this.#readers || this.#waiting === 0) return;
    const { resolve, reject } = this.#next;
    this.#waiting = 0;
    this.#next = Promise.withResolvers();
    this.#next.promise.catch(() => {});
    this.#take().then(resolve, reject);
  }

  async #take(): Promise<readonly Row[] | null> {
    const page: Row[] = [];
    while (page.length < PAGE_ROWS) {
      const { done, value } = await this.#rows.next();
      if (done) break;
      page.push(value);
    }
    return page.length === 0 ? null : page;
  }
}

/** Where a row is, in numbers. */
export interface IndexedRow {
  /** Which of the files it is in, from 0. */
  readonly file: number;
  /** Which of the sources its bytes are in, from 0. */
  readonly source: number;
  /** Of its bytes. */
  readonly at: number;
  readonly length: number;
  readonly checksum: number;
  /** From 1; `null`: the file has none. */
  readonly line: number | null;
  /** Of the rows of its file, from 1. */
  readonly numberInFile: number;
  /** Of all rows, from 1. */
  readonly number: number;
}

const COLUMNS = ["length", "checksum", "line", "numberInFile", "number"] as const;

/** The places of rows, some thirty bytes for each. */
export class RowIndex {
  #files = new Uint16Array(64);
  #sources = new Uint16Array(64);
  #places = new Float64Array(64);
  #rest = new Uint32Array(64 * COLUMNS.length);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(row: IndexedRow): void {
    if (this.#length === this.#places.length) this.#grow();
    const index = this.#length++;
    this.#files[index] = row.file;
    this.#sources[index] = row.source;
    this.#places[index] = row.at;
    COLUMNS.forEach((name, i) => this.#rest[index * COLUMNS.length + i] = row[name] ?? 0);
  }

  at(index: number): IndexedRow {
    const [length, checksum, line, numberInFile, number] = this.#rest.subarray(
      index * COLUMNS.length,
      (index + 1) * COLUMNS.length,
    );
    return {
      file: this.#files[index],
      source: this.#sources[index],
      at: this.#places[index],
      length,
      checksum,
      line: line === 0 ? null : line,
      numberInFile,
      number,
    };
  }

  /** Of all rows, from 1. */
  numberOf(index: number): number {
    return this.#rest[index * COLUMNS.length + COLUMNS.indexOf("number")];
  }

  #grow(): void {
    const grown = <T extends Uint16Array | Uint32Array | Float64Array>(of: T): T => {
      const next = new (of.constructor as new (length: number) => T)(of.length * 2);
      next.set(of);
      return next;
    };
    this.#files = grown(this.#files);
    this.#sources = grown(this.#sources);
    this.#places = grown(this.#places);
    this.#rest = grown(this.#rest);
  }
}

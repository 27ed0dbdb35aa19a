/** Bytes that a row can be read from again. */
export interface ByteSource {
  /**
   * So many bytes from a place on; fewer where it ends before.
   * @throws {Error} when the file cannot be read.
   */
  read(at: number, length: number): Uint8Array;
}

/** Bytes that are in memory as a whole. */
export class MemoryBytes implements ByteSource {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(at: number, length: number): Uint8Array {
    return this.#bytes.subarray(at, at + length);
  }
}

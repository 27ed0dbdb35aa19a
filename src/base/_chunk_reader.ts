const BUFFER_BYTES = 64 * 1024;
const MOST_KEPT = 32;

type Chunk = Uint8Array<ArrayBuffer>;

/** What of a stream's reader is used. */
export interface ChunkReader {
  read(): Promise<ReadableStreamReadResult<Chunk>>;
  cancel(reason: unknown): Promise<void>;
}

/**
 * Buffers into which bodies are read, again and again. Left to itself the runtime makes one of 64 KB for each chunk,
 * which then lives as long as the chunk: with many calls in flight that is half of what reading costs.
 */
export class ChunkBuffers {
  readonly #free: ArrayBuffer[] = [];

  /** A reader of a body, whose chunks are no larger than what is in them. */
  reader(body: ReadableStream<Chunk>): ChunkReader {
    let reader: ReadableStreamBYOBReader;
    try {
      reader = body.getReader({ mode: "byob" });
    } catch {
      // Only streams of bytes read into what they are given. One that is locked says so here.
      return body.getReader();
    }
    const copied = (part: ReadableStreamReadResult<Uint8Array>): ReadableStreamReadResult<Chunk> => {
      const { done, value } = part as ReadableStreamReadResult<Chunk>;
      const chunk = done ? undefined : value.slice();
      // A body that was cancelled has kept it.
      if (value !== undefined && this.#free.length < MOST_KEPT) this.#free.push(value.buffer);
      return chunk === undefined ? { done: true, value: undefined } : { done: false, value: chunk };
    };
    return {
      read: () => reader.read(new Uint8Array(this.#free.pop() ?? new ArrayBuffer(BUFFER_BYTES))).then(copied),
      cancel: (reason) => reader.cancel(reason),
    };
  }
}

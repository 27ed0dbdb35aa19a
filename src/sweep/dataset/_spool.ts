import { joinBytes } from "../../base/mod.ts";
import type { ByteSource } from "./_byte_source.ts";

const encoder = new TextEncoder();

/**
 * Rows of files that cannot be read from the middle, as lines of JSON. They are kept in memory as long as they are few, and
 * beyond that in a temporary file that has no name and so goes with the process.
 */
export class Spool implements ByteSource {
  readonly #mostInMemory: number;
  #chunks: Uint8Array[] = [];
  #chunkBytes = 0;
  #memory: Uint8Array = new Uint8Array();
  #file: Deno.FsFile | null = null;
  /** How many bytes are in the file, or in `#memory`. */
  #settled = 0;

  constructor(mostInMemory: number) {
    this.#mostInMemory = mostInMemory;
  }

  /** Keeps a row; the place is for `read`. */
  add(row: unknown): { readonly at: number; readonly bytes: Uint8Array } {
    const bytes = encoder.encode(JSON.stringify(row));
    const at = this.#settled + this.#chunkBytes;
    this.#chunks.push(bytes);
    this.#chunkBytes += bytes.length;
    if (this.#chunkBytes > this.#mostInMemory) this.#settle();
    return { at, bytes };
  }

  read(at: number, length: number): Uint8Array {
    if (this.#chunks.length > 0) this.#settle();
    if (this.#file === null) return this.#memory.subarray(at, at + length);
    const bytes = new Uint8Array(length);
    this.#file.seekSync(at, Deno.SeekMode.Start);
    let filled = 0;
    while (filled < length) {
      const count = this.#file.readSync(bytes.subarray(filled));
      if (count === null) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  }

  #settle(): void {
    const added = joinBytes(this.#chunks);
    this.#chunks = [];
    this.#chunkBytes = 0;
    if (this.#file === null && this.#settled + added.length <= this.#mostInMemory) {
      this.#memory = joinBytes([this.#memory, added]);
    } else {
      this.#file ??= this.#openFile();
      this.#file.seekSync(0, Deno.SeekMode.End);
      for (let at = 0; at < added.length;) at += this.#file.writeSync(added.subarray(at));
    }
    this.#settled += added.length;
  }

  #openFile(): Deno.FsFile {
    const path = Deno.makeTempFileSync({ prefix: "tapedeck-rows-" });
    const file = Deno.openSync(path, { read: true, write: true });
    Deno.removeSync(path);
    for (let at = 0; at < this.#memory.length;) at += file.writeSync(this.#memory.subarray(at));
    this.#memory = new Uint8Array();
    return file;
  }
}

import type { ByteSource } from "./_byte_source.ts";

/** What is read ahead where rows are asked for one after the other, by several endpoints each at a place of its own. */
const AHEAD_BYTES = 128 * 1024;
/** Line ends and empty lines between two rows. */
const GAP_BYTES = 1024;
const MOST_BLOCKS = 32;

interface Block {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** The bytes of a file, of which a few blocks are in memory. It is open only while it is read. */
export class FileBytes implements ByteSource {
  readonly #path: string;
  /** The latest used last. */
  #blocks: Block[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  read(at: number, length: number): Uint8Array {
    const found = this.#blocks.findIndex((block) => at >= block.at && at + length <= block.at + block.bytes.length);
    const block = found === -1 ? this.#readBlock(at, length) : this.#blocks.splice(found, 1)[0];
    this.#blocks.push(block);
    return block.bytes.subarray(at - block.at, at - block.at + length);
  }

  #readBlock(at: number, length: number): Block {
    // What begins in a block or soon behind it goes on where somebody has read.
    const before = this.#blocks.findIndex((block) => at >= block.at && at <= block.at + block.bytes.length + GAP_BYTES);
    if (before !== -1) this.#blocks.splice(before, 1);
    else if (this.#blocks.length >= MOST_BLOCKS) this.#blocks.shift();
    return { at, bytes: this.#readFile(at, before === -1 ? length : Math.max(length, AHEAD_BYTES)) };
  }

  #readFile(at: number, length: number): Uint8Array {
    using file = Deno.openSync(this.#path);
    const bytes = new Uint8Array(length);
    file.seekSync(at, Deno.SeekMode.Start);
    let filled = 0;
    while (filled < length) {
      const count = file.readSync(bytes.subarray(filled));
      if (count === null) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  }
}

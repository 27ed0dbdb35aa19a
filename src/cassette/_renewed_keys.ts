import { Buffer } from "node:buffer";
import type { TapeLine } from "./_tape_writer.ts";

const REPLACING = /^\{"key":"([^"]+)","replaces":true/;
const HEAD_BYTES = 120;
const BLOCK_BYTES = 64 * 1024;
const NEWLINE = 10;

/** Reads a stretch of the cassette. */
type Read = (offset: number, length: number) => Promise<Uint8Array>;

/**
 * The keys that other sessions have recorded anew since this one began. What this session records of them stands beside:
 * a line that took the place of all lines above would take away what a session records that is still under way.
 */
export class RenewedKeys {
  /** Up to here the file is known. */
  #seen: number;
  readonly #keys = new Set<string>();

  /** `start` is where the file ended when the session began. */
  constructor(start: number) {
    this.#seen = start;
  }

  /** The lines as they are to be written at `end`, when the others' lines up to there have been looked through. */
  async settle(lines: readonly TapeLine[], end: number, read: Read): Promise<readonly TapeLine[]> {
    if (!lines.some((line) => typeof line !== "string" || REPLACING.test(line))) return lines;
    await this.#look(end, read);
    if (this.#keys.size === 0) return lines;
    return lines.map((line) => typeof line === "string" ? this.#settled(line) : this.#settledPieces(line));
  }

  /** The session's own lines stand between these places. */
  wrote(from: number, to: number): void {
    if (this.#seen === from) this.#seen = to;
  }

  /** The cassette was tidied, and what takes a place in it now was recorded since. */
  restart(): void {
    this.#seen = 0;
  }

  #settled(text: string): string {
    const key = REPLACING.exec(text)?.[1];
    return key === undefined || !this.#keys.has(key) ? text : text.replace(',"replaces":true', "");
  }

  *#settledPieces(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
    let isFirst = true;
    for (const piece of pieces) {
      yield isFirst ? Buffer.from(this.#settled(Buffer.from(piece).toString("utf8")), "utf8") : piece;
      isFirst = false;
    }
  }

  async #look(end: number, read: Read): Promise<void> {
    let head = "";
    while (this.#seen < end) {
      const block = Buffer.from(await read(this.#seen, Math.min(BLOCK_BYTES, end - this.#seen)));
      if (block.length === 0) return;
      for (let start = 0; start < block.length;) {
        const newline = block.indexOf(NEWLINE, start);
        const stop = newline === -1 ? block.length : newline;
        head += block.toString("latin1", start, Math.min(stop, start + HEAD_BYTES));
        start = stop + 1;
        if (newline === -1) continue;
        const key = REPLACING.exec(head)?.[1];
        if (key !== undefined) this.#keys.add(key);
        head = "";
      }
      this.#seen += block.length;
    }
  }
}

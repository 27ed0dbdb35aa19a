import { Buffer } from "node:buffer";
import { RESPONSE_MARK } from "../_playable_line.ts";
import type { Piece } from "./_target_pieces.ts";

export const WORD_BYTES = 4;
/** How many bytes tell a place of the request: fewer are the same by chance in too many places. */
export const WINDOW_BYTES = 4 * WORD_BYTES;
/** What comes behind a request on most lines: where it is found, the request is over. */
const BEHIND = `${RESPONSE_MARK}200,"statusText":"OK","headers":{"`;
/** Of a longer request only the beginning is looked for, as only the beginning of a long line is seen. */
const MOST_BYTES = 1 << 18;
/** The table has so many places for each that is taken, as a power of two. */
const SPARSENESS = 2;

/** A request as the bytes that the tape would hold, in which any short stretch of a line is looked up at once. */
export interface RequestWindows {
  readonly bytes: Uint8Array;
  /** The four bytes from each place on, as one number. */
  readonly words: Int32Array;
  /** Where the request ends and what is likely to stand behind it begins. */
  readonly end: number;
  /** The last place that has as many bytes behind it as tell a place. */
  readonly lastWindow: number;
  /** At the hash of a stretch the place at which the request has it, plus one; 0 where it has none. */
  readonly table: Int32Array;
  /** How far a hash is shifted to be an index of the table. */
  readonly shift: number;
  /** The first piece that begins at a place or behind it. */
  readonly firstFrom: Int32Array;
  /** How many pieces are over before a place: one that ends there may go on differently, as a number does. */
  readonly overAt: Int32Array;
}

/** Make a request ready for being compared with many lines. */
export function requestWindows(pieces: readonly Piece[]): RequestWindows {
  const texts = pieces.map(({ text }) => text);
  const bytes = Buffer.from(texts.join("") + BEHIND).subarray(0, MOST_BYTES);
  const words = new Int32Array(bytes.length);
  let word = 0;
  for (let at = bytes.length - 1; at >= 0; at--) {
    // As the processor reads four bytes, which is little-endian wherever Deno runs.
    word = word << 8 | bytes[at];
    words[at] = word;
  }
  const lastWindow = bytes.length - WINDOW_BYTES;
  const bits = Math.ceil(Math.log2(bytes.length)) + SPARSENESS;
  const table = new Int32Array(1 << bits);
  const shift = 32 - bits;
  for (let at = lastWindow; at >= 0; at--) table[windowHash(words, at, WORD_BYTES) >>> shift] = at + 1;
  const ends: number[] = [];
  for (const text of texts) ends.push((ends.at(-1) ?? 0) + Buffer.byteLength(text));
  return { bytes, words, end: ends.at(-1) ?? 0, lastWindow, table, shift, ...pieceBounds(ends, bytes.length) };
}

/** Of four words from one on; `step` tells how far they are apart. */
export function windowHash(words: Int32Array, at: number, step: number): number {
  const first = Math.imul(words[at], 0x9e3779b1) ^ words[at + step];
  const second = Math.imul(words[at + 2 * step], 0x9e3779b1) ^ words[at + 3 * step];
  return Math.imul(first, 0x85ebca6b) ^ Math.imul(second, 0xc2b2ae35);
}

function pieceBounds(ends: readonly number[], length: number): Pick<RequestWindows, "firstFrom" | "overAt"> {
  const firstFrom = new Int32Array(length + 1);
  const overAt = new Int32Array(length + 1);
  let first = 0;
  let over = 0;
  for (let at = 0; at <= length; at++) {
    while (over < ends.length && ends[over] < at) over++;
    while (first < ends.length && (first === 0 ? 0 : ends[first - 1]) < at) first++;
    firstFrom[at] = first;
    overAt[at] = over;
  }
  return { firstFrom, overAt };
}

import type { LinePlace } from "../_tape_file.ts";
import { type RequestWindows, WINDOW_BYTES, windowHash, WORD_BYTES } from "./_request_windows.ts";

/** So far behind a long stretch that is the same every place is looked at, as what differs is mostly short. */
const CLOSE_WORDS = 16;
/** A stretch that is shorter may be the same by chance. */
const LONG_BYTES = 40;
/** So far back what was found before is compared again: two pieces may begin alike, and either may be the one. */
const OVERLAP_BYTES = 64;
/** Something was put in where a piece ends: that is a part more that differs. */
const PUT_IN = 1;
/** All that the two have in common beside whole pieces is less than any piece. */
const MOST_FOR_BYTES = 0.01;

/** How like a request the lines of a block are. */
export class Likeness {
  readonly #request: RequestWindows;
  readonly #weights: Float64Array;
  readonly #strideWords: number;
  readonly #perByte: number;
  /** The last line on which each piece was found. */
  readonly #foundOn: Int32Array;
  #block = new Uint8Array(0);
  #blockWords = new Int32Array(0);

  /** `weights` are those of the pieces; where nothing is the same, one place in so many bytes is looked at. */
  constructor(request: RequestWindows, weights: readonly number[], strideBytes: number) {
    this.#request = request;
    this.#weights = Float64Array.from(weights);
    this.#strideWords = Math.max(1, Math.floor(strideBytes / WORD_BYTES));
    this.#perByte = MOST_FOR_BYTES / request.bytes.length;
    this.#foundOn = new Int32Array(weights.length).fill(-1);
  }

  /**
   * The weights of the pieces that a line has, wherever they stand on it. Stretches of the line are looked up in the
   * request, and what stands around one that is found is compared as far as it is the same.
   */
  of(block: Uint8Array<ArrayBuffer>, { line, start, end }: LinePlace): number {
    if (block !== this.#block) {
      this.#block = block;
      this.#blockWords = new Int32Array(block.buffer);
    }
    const { bytes, end: requestEnd } = this.#request;
    const last = Math.floor((end - WINDOW_BYTES) / WORD_BYTES);
    let like = 0;
    let behind = start;
    let reached = 0;
    let closeUntil = 0;
    for (let at = Math.ceil(start / WORD_BYTES); at <= last;) {
      const here = at * WORD_BYTES;
      const place = this.#placeOf(at, reached + here - behind);
      if (place === -1) {
        at += at < closeUntil ? 1 : this.#strideWords;
        continue;
      }
      const before = this.#sameBefore(here, place, Math.min(here - Math.max(start, behind - OVERLAP_BYTES), place));
      const from = place - before;
      const same = this.#sameFrom(at, place, Math.min(end - here, bytes.length - place));
      const to = place + same;
      like += this.#weightOf(from, to, line) + this.#perByte * Math.max(0, to - Math.max(from, reached));
      const isPutIn = from <= reached && from > reached - OVERLAP_BYTES && here - before - behind > from - reached;
      if (isPutIn && this.#isPieceStart(from)) like -= PUT_IN;
      // The response is not looked at.
      if (to > requestEnd + WINDOW_BYTES) break;
      behind = here + same;
      reached = to;
      at = Math.ceil(behind / WORD_BYTES);
      if (to - from > LONG_BYTES) closeUntil = at + CLOSE_WORDS;
    }
    return like;
  }

  /** Where the request has the stretch that begins at a word of the block, or -1: first it is looked for where it should be. */
  #placeOf(at: number, expected: number): number {
    const { words, table, shift, lastWindow } = this.#request;
    const block = this.#blockWords;
    if (
      expected <= lastWindow && words[expected] === block[at] && words[expected + WORD_BYTES] === block[at + 1]
    ) return expected;
    const place = table[windowHash(block, at, 1) >>> shift] - 1;
    return place !== -1 && words[place] === block[at] && words[place + WORD_BYTES] === block[at + 1] &&
        words[place + 2 * WORD_BYTES] === block[at + 2] && words[place + 3 * WORD_BYTES] === block[at + 3]
      ? place
      : -1;
  }

  /** How many bytes are the same from a word of the block and a place of the request on. */
  #sameFrom(at: number, place: number, most: number): number {
    const { bytes, words } = this.#request;
    const block = this.#block;
    const blockWords = this.#blockWords;
    const wordsEnd = at + (most >> 2);
    let word = at;
    let next = place;
    while (word < wordsEnd && blockWords[word] === words[next]) {
      word++;
      next += WORD_BYTES;
    }
    let same = next - place;
    const here = at * WORD_BYTES;
    while (same < most && block[here + same] === bytes[place + same]) same++;
    return same;
  }

  #sameBefore(here: number, place: number, most: number): number {
    const { bytes } = this.#request;
    const block = this.#block;
    let same = 0;
    while (same < most && block[here - 1 - same] === bytes[place - 1 - same]) same++;
    return same;
  }

  /** The weight of the pieces between two places that had not been found on the line. */
  #weightOf(from: number, to: number, line: number): number {
    const { firstFrom, overAt } = this.#request;
    let weight = 0;
    for (let piece = firstFrom[from]; piece < overAt[to]; piece++) {
      if (this.#foundOn[piece] === line) continue;
      this.#foundOn[piece] = line;
      weight += this.#weights[piece];
    }
    return weight;
  }

  #isPieceStart(place: number): boolean {
    const { firstFrom } = this.#request;
    return place > 0 && firstFrom[place] !== firstFrom[place + 1];
  }
}

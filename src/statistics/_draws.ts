import { seededRandom } from "../base/mod.ts";

/**
 * What resampling draws: the same numbers for the same seed on any machine. The generator is that of `seededRandom`
 * (sfc32), unrolled into loops as a call per number would take longer than all the rest.
 */
export class Draws {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #places = new Int32Array(0);

  constructor(seed: string) {
    const random = seededRandom(seed);
    [this.#a, this.#b, this.#c, this.#d] = [0, 1, 2, 3].map(() => (random() * 2 ** 32) | 0);
  }

  /**
   * As many whole numbers below `count` as it says, valid until the next call: which of `count` things a resample has.
   * They are the upper part of a product with 32 random bits, so one is at most `count` / 2³² more likely than another.
   */
  places(count: number): Int32Array {
    if (this.#places.length !== count) this.#places = new Int32Array(count);
    const into = this.#places;
    let [a, b, c, d] = [this.#a, this.#b, this.#c, this.#d];
    const scale = count / 2 ** 32;
    for (let i = 0; i < into.length; i++) {
      const sum = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + sum) | 0;
      into[i] = (sum >>> 0) * scale;
    }
    [this.#a, this.#b, this.#c, this.#d] = [a, b, c, d];
    return into;
  }

  /** A number in (0, 1) of 52 random bits. */
  uniform(): number {
    const high = this.#next() >>> 6;
    return (high * 2 ** 26 + (this.#next() >>> 6) + 0.5) / 2 ** 52;
  }

  /** An exponential variate of mean 1. */
  exponential(): number {
    return -Math.log(this.uniform());
  }

  /** A standard normal variate (Marsaglia & Bray 1964, the polar method). */
  normal(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square < 1 && square > 0) return x * Math.sqrt(-2 * Math.log(square) / square);
    }
  }

  /** A gamma variate of a shape from 1 on (Marsaglia & Tsang 2000, "A simple method for generating gamma variables"). */
  gamma(shape: number): number {
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}

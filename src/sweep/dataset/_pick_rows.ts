import { hash } from "node:crypto";

/** How many rows are taken, and by which seed. */
export interface RowSample {
  /** How many, from 1; absent: `fraction` says. */
  readonly count?: number;
  /** Above 0, to 1: the share of the rows, rounded to a whole number. */
  readonly fraction?: number;
  readonly seed: string;
}

/** The rows that samples are taken of. */
export interface RowPool {
  readonly length: number;
  /** The number of a row in its data set, from 1: rows are known by it, whatever else is left out. */
  numberOf(index: number): number;
  /** Which stratum a row is in, from 0; absent: all are in one. */
  stratumOf?(index: number): number;
}

/**
 * The places of the rows that are taken, in order. Each row has a rank, which is a hash of the seed and of its number;
 * the lowest ranks are taken. So a larger sample has all rows of a smaller one, and a row more at the end of the file
 * changes one row of the sample at most. With strata each gives its share, rounded down; what is then missing comes of those
 * with the largest remainders, the earlier first.
 */
export function pickRows(pool: RowPool, { count, fraction = 1, seed }: RowSample): Uint32Array {
  const most = Math.min(pool.length, count ?? Math.round(pool.length * fraction));
  const ranked = rankedRows(pool, `sample/${seed}`);
  if (pool.stratumOf === undefined) return ranked.slice(0, most).sort();
  const sizes: number[] = [];
  for (let i = 0; i < pool.length; i++) {
    const stratum = pool.stratumOf(i);
    sizes[stratum] = (sizes[stratum] ?? 0) + 1;
  }
  const left = shares(sizes, most);
  return ranked.filter((index) => left[pool.stratumOf!(index)]-- > 0).sort();
}

/** The places of all rows in an order that follows from the seed and the rows' numbers alone. */
export function shuffleRows(pool: RowPool, seed: string): Uint32Array {
  return rankedRows(pool, `shuffle/${seed}`);
}

function rankedRows(pool: RowPool, seed: string): Uint32Array {
  const ranks = new Float64Array(pool.length);
  for (let i = 0; i < ranks.length; i++) ranks[i] = rankOf(`${seed}/${pool.numberOf(i)}`);
  // Ranks that are alike, which no seed is known to make, go by the rows' order.
  return Uint32Array.from(ranks.keys()).sort((a, b) => ranks[a] - ranks[b] || a - b);
}

/** The first 52 bits of a SHA-256: what a double holds. */
function rankOf(text: string): number {
  return Number.parseInt(hash("sha256", text, "hex").slice(0, 13), 16);
}

/** How many of each stratum, in proportion to their sizes. */
function shares(sizes: readonly number[], count: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const whole = sizes.map((size) => Math.floor(count * size / total));
  const missing = count - whole.reduce((sum, share) => sum + share, 0);
  const byRemainder = sizes.map((_, i) => i).sort((a, b) =>
    (count * sizes[b]) % total - (count * sizes[a]) % total || a - b
  );
  for (const i of byRemainder.slice(0, missing)) whole[i]++;
  return whole;
}

import { UserError } from "../../base/mod.ts";

/** One of several parts of a grid, which processes or machines run at the same time. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  /** How many parts there are. */
  readonly of: number;
}

const MOST = 10_000;

/**
 * Read `2/4`, the second of four parts.
 * @throws {UserError} with exit code 2 when it is no such thing.
 *
 * @example The second of four
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseShard } from "@tapedeck/tapedeck";
 *
 * assertEquals(parseShard("2/4"), { index: 2, of: 4 });
 * ```
 */
export function parseShard(text: string): Shard {
  const [, index, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index >= 1 && index <= of && of <= MOST) return { index, of };
  throw new UserError(
    `Cannot run a shard as it must be a number of so many, such as 2/4: current value is "${text}"`,
    { exitCode: 2 },
  );
}

/**
 * Whether a cell is of a shard. Of as many neighbours in the grid as there are shards each has one, so that all shards
 * have as many cells and all endpoints; which one it is differs from neighbours to neighbours, as repeats or a parameter
 * that recurs just as often would else all be one shard's.
 */
export function isOfShard(cellIndex: number, { index, of }: Shard): boolean {
  const turn = scrambled(Math.floor(cellIndex / of)) % of;
  return (cellIndex + turn) % of === index - 1;
}

/** How many of so many cells are a shard's. */
export function cellsOfShard(cells: number, shard: Shard): number {
  const whole = Math.floor(cells / shard.of);
  let count = whole;
  for (let index = whole * shard.of; index < cells; index++) if (isOfShard(index, shard)) count++;
  return count;
}

/** A whole number of 32 bits that says nothing of the one that it was made from (the last step of MurmurHash3). */
function scrambled(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

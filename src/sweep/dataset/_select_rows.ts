import type { Prompts } from "./_prompts_schema.ts";
import { pickRows, type RowPool, shuffleRows } from "./_pick_rows.ts";

/** Whether all rows must be known before it can be said which are wanted. */
export function needsAllRows({ sample, shuffle }: Prompts): boolean {
  return sample !== undefined || shuffle !== undefined;
}

/** The places of the rows that are wanted, in the order in which they are: sampled, then shuffled, then cut. */
export function selectRows(pool: RowPool, { sample, shuffle, offset, limit = Infinity }: Prompts): Uint32Array {
  const taken = sample === undefined
    ? Uint32Array.from({ length: pool.length }, (_, i) => i)
    : pickRows(pool, { ...sample, seed: String(sample.seed) });
  const order = shuffle === undefined ? taken : shuffleRows(
    { length: taken.length, numberOf: (index) => pool.numberOf(taken[index]) },
    String(shuffle),
  ).map((index) => taken[index]);
  return order.slice(offset, offset + limit);
}

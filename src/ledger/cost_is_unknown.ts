import type { Attempt } from "../spec/mod.ts";

/**
 * Whether a try may have cost something that nobody knows: a server took it, and no cost was found. A try that was
 * refused (a status of 400 or more) or that got no response has no cost, which is another thing.
 */
export function costIsUnknown({ costUsd, httpStatus }: Pick<Attempt, "httpStatus"> & { costUsd: unknown }): boolean {
  return costUsd === null && httpStatus !== null && httpStatus < 400;
}

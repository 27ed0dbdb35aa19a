import type { Attempt, ErrorKind, Ledger } from "../../spec/mod.ts";

/** Which cells are tried again: all that failed, or those whose last try failed in one of these ways. */
export type RetryFailed = true | readonly ErrorKind[];

/** So many cells are reopened at once. */
const GROUP = 4096;

/**
 * Take back that cells have ended which failed, so that they are tried again; how many they were. An answer that could
 * not be kept is paid for, and is asked for again only where its kind is named.
 */
export async function reopenFailed(
  ledger: Ledger,
  runId: string,
  { kinds, isOwn }: { readonly kinds: RetryFailed; readonly isOwn: (index: number) => boolean },
): Promise<number> {
  const isMeant = ({ status, errorKind }: Attempt) =>
    kinds === true ? status === "failed" : errorKind !== null && kinds.includes(errorKind);
  let count = 0;
  let group: number[] = [];
  const reopen = async () => {
    await ledger.reopenCells(runId, group);
    count += group.length;
    group = [];
  };
  for await (const attempt of ledger.attempts(runId)) {
    if (!attempt.final || !isMeant(attempt) || !isOwn(attempt.cellIndex)) continue;
    group.push(attempt.cellIndex);
    if (group.length === GROUP) await reopen();
  }
  await reopen();
  return count;
}

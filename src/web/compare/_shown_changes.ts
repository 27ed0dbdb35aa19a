import type { AnswerChange, AnswerChangeKind } from "../../analysis/mod.ts";
import type { Shown } from "./_compare_query.ts";

/** So many answers stand on one page. */
const PAGE_SIZE = 20;

/** One page of answers. */
export interface ShownChanges {
  readonly changes: readonly AnswerChange[];
  /** How many there are of each kind of list. */
  readonly counts: { readonly [show in Shown]: number };
  /** From 1, and no more than `pages`. */
  readonly page: number;
  /** At least 1. */
  readonly pages: number;
}

const CHANGED: readonly AnswerChangeKind[] = ["changed", "lost", "gained"];

const LISTS: { readonly [show in Shown]: (change: AnswerChange) => boolean } = {
  changed: ({ kind }) => CHANGED.includes(kind),
  worse: ({ kind, scoreChange }) => kind === "lost" || (scoreChange ?? 0) < 0,
  better: ({ kind, scoreChange }) => kind === "gained" || (scoreChange ?? 0) > 0,
  all: () => true,
};

/** A page of a list: what got worst stands first, but in the list of what got better. */
export function shownChanges(
  pairs: readonly AnswerChange[],
  { show, page }: { readonly show: Shown; readonly page: number },
): ShownChanges {
  const counts = Object.fromEntries(
    Object.entries(LISTS).map(([name, fits]) => [name, pairs.filter(fits).length]),
  ) as { [show in Shown]: number };
  const sign = show === "better" ? -1 : 1;
  const list = pairs.filter(LISTS[show]).sort((x, y) => sign * (weight(x) - weight(y)));
  const pages = Math.max(1, Math.ceil(list.length / PAGE_SIZE));
  const shown = Math.min(page, pages);
  return { changes: list.slice((shown - 1) * PAGE_SIZE, shown * PAGE_SIZE), counts, page: shown, pages };
}

/** Below 0 is worse. An answer that is lost is as bad as one that is wrong now. */
function weight({ kind, scoreChange }: AnswerChange): number {
  return scoreChange ?? (kind === "lost" ? -1 : kind === "gained" ? 1 : 0);
}

import { UserError } from "../../base/mod.ts";
import { type CostGrouping, sinceTime } from "../../ledger/mod.ts";

/** What the page is asked for, as its address says it. */
export interface CostQuery {
  readonly by: CostGrouping;
  /** As it was given: `30d`, `2026-11-01`; `all`. */
  readonly since: string;
  /** The first day that counts: `2026-11-01`; `null`: all do. */
  readonly from: string | null;
}

/** What costs are summed by, in the order in which it is shown. */
export const GROUPINGS: readonly CostGrouping[] = ["day", "provider", "model", "endpoint", "run"];
/** How far back people look, with what that is called. */
export const PERIODS: readonly (readonly [since: string, words: string])[] = [
  ["7d", "7 days"],
  ["30d", "30 days"],
  ["90d", "90 days"],
  ["365d", "365 days"],
  ["all", "everything"],
];

/**
 * What an address asks for.
 * @throws {UserError} when it asks for what there is not.
 */
export function readCostQuery(query: (name: string) => string | undefined, now: Date): CostQuery {
  const by = query("by") || "day";
  const since = query("since") || "30d";
  if (!GROUPINGS.some((one) => one === by)) {
    throw new UserError(`Cannot sum costs as "by" must be one of ${GROUPINGS.join(", ")}: current value is "${by}"`);
  }
  return { by: by as CostGrouping, since, from: since === "all" ? null : firstDay(since, now) };
}

function firstDay(since: string, now: Date): string {
  const time = sinceTime(since, now);
  if (time !== null) return time.slice(0, 10);
  throw new UserError(
    `Cannot sum costs as "since" must be a date such as 2026-11-01, an age such as 30d, or all: current value is "${since}"`,
  );
}

import type { RunRecord } from "../../spec/mod.ts";

/** What a run is called where it stands among others: its plan, when it began, in UTC, and the end of its id. */
export function runName({ runId, plan, startedAt, status }: RunRecord): string {
  const at = startedAt.slice(0, 16).replace("T", " ");
  // Two runs of a plan may begin in the same second.
  const end = /^run_\d{8}-\d{6}-(.+)$/.exec(runId)?.[1];
  return `${plan}, ${at}${end === undefined ? "" : `, ${end}`}${status === "done" ? "" : ` (${status})`}`;
}

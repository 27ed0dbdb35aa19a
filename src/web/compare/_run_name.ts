import type { RunRecord } from "../../spec/mod.ts";

/** What a run is called where it stands among others: its plan and when it began, in UTC. */
export function runName({ plan, startedAt, status }: RunRecord): string {
  const at = startedAt.slice(0, 16).replace("T", " ");
  return `${plan}, ${at}${status === "done" ? "" : ` (${status})`}`;
}

import { displayTable, formatDuration, formatUsd, UNKNOWN } from "../base/mod.ts";
import type { RunSummary } from "./run_summary.ts";

/** Lets a notebook show what a run came to as a small table. */
export function displaySummary(summary: RunSummary): RunSummary {
  return displayTable(summary, () => ({
    caption: `${summary.plan}: ${ending(summary)}`,
    rows: facts(summary).filter((fact) => fact !== null),
  }));
}

function ending({ ok, failed, cells, interrupted }: RunSummary): string {
  const count = (value: number) => value.toLocaleString("en-US");
  const failures = failed === 0 ? "" : `, ${count(failed)} failed`;
  return `${count(ok)} of ${count(cells)} cells ok${failures}${interrupted ? "; ended before all were done" : ""}`;
}

function facts(summary: RunSummary): ([string, string] | null)[] {
  const { costUsd, wallMs, mode, recorded, resumed, unplayed, warnings, problems } = summary;
  const count = (name: string, value: number): [string, string] | null =>
    value === 0 ? null : [name, value.toLocaleString("en-US")];
  return [
    ["cost", costUsd === null ? UNKNOWN : `$${formatUsd(costUsd)}`],
    ["took", formatDuration(wallMs)],
    ["mode", mode],
    count("resumed", resumed),
    count("recorded", recorded),
    count("recordings not asked for", unplayed),
    count("warnings", warnings.length + problems.length),
    ["run", summary.runId],
    ["hash", summary.resultsHash],
    ["results", summary.out],
  ];
}

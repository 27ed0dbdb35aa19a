import type { CostSums } from "../ledger/mod.ts";
import type { JsonObject } from "../spec/mod.ts";
import type { RunOverview, RunState } from "../sweep/mod.ts";
import { formatCount, formatUsd, UNKNOWN } from "./_format.ts";
import { type FittedColumn, fittedTable } from "./_fitted_table.ts";
import type { Output } from "./io.ts";
import { snakeKeys } from "./_snake_keys.ts";

const COLUMNS: readonly FittedColumn[] = [
  { title: "endpoint", align: "left", least: 12 },
  { title: "ok", align: "right" },
  { title: "failed", align: "right" },
  { title: "to try again", align: "right", leaves: 1 },
  { title: "tries", align: "right", leaves: 2 },
  { title: "USD", align: "right" },
];

/** What a ledger says of a run, for people. */
export function overviewText({ run, endpoints, open, costs, scorings }: RunOverview, state: RunState, output: Output) {
  const spent = new Map(costs.rows.map((row) => [row.name, row]));
  const rows = endpoints.map(({ endpoint, ok, failed, reopened, tries }) => [
    endpoint,
    ...[ok, failed, reopened, tries].map((count) => count.toLocaleString("en-US")),
    spentText(spent.get(endpoint), "+"),
  ]);
  const failures = new Map<string, number>();
  for (const one of endpoints) {
    for (const [kind, count] of Object.entries(one.failures)) failures.set(kind, (failures.get(kind) ?? 0) + count);
  }
  const facts: [string, string][] = [
    ["plan", run.plan],
    ["state", state],
    ["mode", run.mode],
    ["cassette", run.cassette ?? "none"],
    ["cells", `${formatCount(run.cells, "cell")}, ${open.toLocaleString("en-US")} open`],
    ["started", run.startedAt],
    ["ended", run.endedAt ?? UNKNOWN],
    ["spent", `${costs.total.costUsd === null ? "" : "$"}${spentText(costs.total, " and more")}`],
    ...[...failures].map(([kind, count]): [string, string] => ["failed", `${count} × ${kind}`]),
    ...scorings.map(({ number, scorers, endedAt }): [string, string] => [
      `scoring ${number}`,
      `${scorers.join(", ")}${endedAt === null ? " (not ended)" : ""}`,
    ]),
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join("");
  return `${run.runId}\n${lines}${rows.length === 0 ? "" : `\n${fittedTable(COLUMNS, rows, output)}`}`;
}

/** What is left out of a sum as nobody knows it is told behind it; a sum of nothing else is unknown. */
function spentText(sums: CostSums | undefined, more: string): string {
  if (sums === undefined || sums.costUsd === null) return UNKNOWN;
  return `${formatUsd(sums.costUsd)}${sums.unknown > 0 ? more : ""}`;
}

/** The same as a document, with the manifest as it stands. */
export function overviewDocument({ run, endpoints, open, costs, scorings }: RunOverview, state: RunState): JsonObject {
  const { manifest, ...record } = run;
  return {
    ...snakeKeys(JSON.parse(JSON.stringify(record))) as JsonObject,
    state,
    open,
    endpoints: endpoints.map(({ failures, ...counts }) => ({ ...counts, failures: { ...failures } as JsonObject })),
    spend: {
      total: snakeKeys(JSON.parse(JSON.stringify(costs.total))),
      by_endpoint: costs.rows.map((row) => snakeKeys(JSON.parse(JSON.stringify(row)))),
    },
    scorings: scorings.map(({ config, ...rest }) => ({
      ...snakeKeys(JSON.parse(JSON.stringify(rest))) as JsonObject,
      config: JSON.parse(JSON.stringify(config)),
    })),
    manifest,
  };
}

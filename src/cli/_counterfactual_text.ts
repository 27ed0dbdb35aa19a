import type { CounterfactualOutcome, CounterfactualReport, OutcomeFigures } from "../routing/mod.ts";
import { type FittedColumn, fittedTable } from "./_fitted_table.ts";
import { formatCount, formatMs, formatScore, formatShare, formatUsd } from "./_format.ts";
import type { Output } from "./io.ts";

const COLUMNS: readonly FittedColumn[] = [
  { title: "choice", align: "left", least: 16 },
  { title: "known", align: "right", leaves: 6 },
  { title: "unknown", align: "right" },
  { title: "failed", align: "right" },
  { title: "fallbacks", align: "right", leaves: 3 },
  { title: "USD", align: "right" },
  { title: "TTFT p50", align: "right", leaves: 4 },
  { title: "latency p50", align: "right" },
  { title: "p95 ms", align: "right", leaves: 2 },
  { title: "until answered p95", align: "right", leaves: 1 },
  { title: "score", align: "right" },
];

/** What other choices would have come to, for people. */
export function counterfactualText(
  report: CounterfactualReport,
  output: Pick<Output, "isTerminal" | "columns">,
): string {
  const { cells, commonCells, models, outcomes } = report;
  const isOneModel = models.length === 1;
  const table = (figuresOf: (outcome: CounterfactualOutcome) => OutcomeFigures) =>
    fittedTable(COLUMNS, outcomes.map((one) => [nameOf(one, isOneModel), ...figures(figuresOf(one))]), output);
  const lines = [
    `${formatCount(cells, "call")} of ${models.join(", ")}. No call was made.\n\n`,
    table((outcome) => outcome),
  ];
  if (commonCells < cells) {
    lines.push(
      `\nOnly the ${formatCount(commonCells, "call")} whose outcome is known under every policy:\n\n`,
      table(({ common }) => common),
    );
  }
  const shares = outcomes.filter(({ kind }) => kind === "policy" || kind === "oracle").map((one) =>
    `${one.name}: ${
      one.choices.map(({ endpoint, share }) => `${shortName(endpoint, isOneModel)} ${formatShare(share)}`).join(", ")
    }`
  );
  lines.push(`\nAsked first by\n${shares.map((line) => `  ${line}\n`).join("")}`);
  if (outcomes.some(({ unpriced }) => unpriced > 0)) {
    lines.push("\nA sum with a + behind it leaves out tries whose cost is unknown.\n");
  }
  return lines.join("");
}

function nameOf({ name, kind }: CounterfactualOutcome, isOneModel: boolean): string {
  if (kind === "pinned") return `only ${shortName(name, isOneModel)}`;
  return kind === "oracle" ? "oracle: cheapest answer" : name;
}

/** Where all are of one model, its name says nothing. */
function shortName(key: string | null, isOneModel: boolean): string {
  if (key === null) return "nobody";
  return isOneModel ? key.slice(key.lastIndexOf("@")) : key;
}

function figures(of: OutcomeFigures): string[] {
  const count = (value: number) => value.toLocaleString("en-US");
  return [
    count(of.known),
    count(of.unknown),
    formatShare(of.failureRate),
    count(of.fallbacks),
    formatUsd(of.costUsd) + (of.unpriced > 0 ? "+" : ""),
    formatMs(of.ttftMs?.p50 ?? null),
    formatMs(of.latencyMs?.p50 ?? null),
    formatMs(of.latencyMs?.p95 ?? null),
    formatMs(of.elapsedMs?.p95 ?? null),
    formatScore(of.meanScore),
  ];
}

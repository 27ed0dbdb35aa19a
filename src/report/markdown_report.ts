import { formatCount, formatMs, formatScore, formatShare, formatUsd } from "../base/mod.ts";
import type { GateResult } from "./gate_result.ts";
import type { ReportCell, ReportVariant, RunReport } from "./run_report_data.ts";

/** Options of {@linkcode markdownReport}. */
export interface MarkdownReportOptions {
  /** Variants that are shown; the others are counted. 40 unless given. */
  readonly variants?: number;
  /** Cells that are shown by themselves. 10 unless given. */
  readonly worst?: number;
}

/** A comment on GitHub takes 65,536 characters. */
const MOST_CHARS = 60_000;
const MOST_OUTPUT = 400;

/**
 * A run as GitHub's Markdown, for a comment on a pull request: the gate's verdict first, figures by variant, failures by
 * kind, and the cells that went worst, folded away. It fits one comment.
 */
export function markdownReport(report: RunReport, options: MarkdownReportOptions = {}): string {
  const { variants: mostVariants = 40, worst: mostCells = 10 } = options;
  const { run, ended, failed, costUsd, scoringCalls, gate, variants, errors } = report;
  const counts = [
    `${(ended - failed).toLocaleString("en-US")} of ${formatCount(run.cells, "cell")} ok`,
    `${failed.toLocaleString("en-US")} failed`,
    costUsd === null ? "cost unknown" : `$${formatUsd(costUsd)}`,
    ...scoringCalls.map(({ scorer, costUsd }) =>
      `${escaped(scorer)} ${costUsd === null ? "unknown" : `$${formatUsd(costUsd)}`}`
    ),
    run.mode,
  ].join(" · ");
  const parts = [
    `## ${heading(report)}\n\n${counts}\n`,
    ...(gate === null ? [] : [gateSection(gate)]),
    variantTable(variants.slice(0, mostVariants), report),
    ...(variants.length > mostVariants
      ? [`… and ${formatCount(variants.length - mostVariants, "more variant")}\n`]
      : []),
    ...(errors.length === 0 ? [] : [
      table(
        ["failure", "cells", "first of them"],
        "lrl",
        errors.map((e) => [codeCell(e.kind), String(e.cells), e.message]),
      ),
    ]),
  ];
  const foot = `<sub>run ${code(run.runId)} · plan ${code(run.planHash)} · ${escaped(run.startedAt)}</sub>\n`;
  const cells = report.worst.slice(0, mostCells).map(cellItem);
  const room = MOST_CHARS - [...parts, foot].join("\n").length;
  return [...parts, ...worstSection(cells, room), foot].join("\n").slice(0, MOST_CHARS);
}

function heading({ run, gate }: RunReport): string {
  const name = escaped(run.plan);
  if (gate === null) return name;
  return gate.passed ? `✅ ${name}: the gate is open` : `❌ ${name}: the gate is shut`;
}

function gateSection({ checks, against }: GateResult): string {
  const shown = checks.toSorted((a, b) => Number(a.passed) - Number(b.passed)).slice(0, 50);
  const rows = shown.map(({ passed, group, figure, value, rule, n, detail }) => [
    passed ? "✅" : "❌",
    codeCell(figure),
    group,
    value === null ? "–" : String(Number(value.toPrecision(4))),
    rule,
    String(n),
    detail ?? "",
  ]);
  const base = against === null ? "" : `Against ${code(against)}.\n\n`;
  return base + table(["", "figure", "of", "is", "must be", "n", ""], "lllrlrl", rows);
}

function variantTable(variants: readonly ReportVariant[], { scorers }: RunReport): string {
  const hasLabels = variants.some(({ label }) => label !== "");
  const named = scorers.length > 1 ? scorers : [];
  const head = [
    "endpoint",
    ...(hasLabels ? ["parameters"] : []),
    "score",
    "95 % (n)",
    ...named,
    "ok",
    "cells",
    "p50 ms",
    "p95 ms",
    "TTFT p95",
    "USD",
  ];
  const rows = variants.map((variant) => [
    codeCell(variant.endpoint),
    ...(hasLabels ? [variant.label] : []),
    formatScore(variant.score),
    intervalText(variant),
    ...named.map((name) => formatScore(variant.scores[name] ?? null)),
    formatShare(variant.cells === 0 ? null : (variant.cells - variant.failed) / variant.cells),
    String(variant.cells),
    formatMs(variant.latencyP50Ms),
    formatMs(variant.latencyP95Ms),
    formatMs(variant.ttftP95Ms),
    formatUsd(variant.costUsd),
  ]);
  const note = "95 % (n): Student's t over n prompts, Wilson's interval where all are 0 or all 1.";
  return `${table(head, (hasLabels ? "ll" : "l") + "r".repeat(head.length), rows)}\n${note}\n`;
}

function intervalText({ scoreInterval, prompts }: ReportVariant): string {
  return scoreInterval === null ? `– (${prompts})` : `${scoreInterval.map(formatScore).join("–")} (${prompts})`;
}

/** The cells that have room, folded away. */
function worstSection(cells: readonly string[], room: number): string[] {
  const shown: string[] = [];
  let left = room - 200;
  for (const cell of cells) {
    left -= cell.length;
    if (left < 0) break;
    shown.push(cell);
  }
  if (shown.length === 0) return [];
  return [
    `<details><summary>${formatCount(shown.length, "cell")} to look at</summary>\n\n${shown.join("\n")}\n</details>\n`,
  ];
}

function cellItem({ endpoint, label, promptId, repeat, score, error, output }: ReportCell): string {
  const what = error === null ? `score ${formatScore(score)}` : escaped(error);
  const text = (output ?? "").slice(0, MOST_OUTPUT);
  const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const answer = output === null ? "" : `\n${fence}text\n${text}\n${fence}\n`;
  return `**${escaped(promptId)}** #${repeat} · ${code(endpoint)} ${escaped(label)} · ${what}\n${answer}`;
}

/** What stands in a table: text, or what is Markdown already. Text that looks like Markdown is none. */
type TableCell = string | { readonly markdown: string };

function table(head: readonly string[], align: string, rows: readonly (readonly TableCell[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  return line(head.map(escaped)) + line(head.map((_, i) => align[i] === "r" ? "---:" : "---")) +
    rows.map((row) => line(row.map((cell) => typeof cell === "string" ? escaped(cell) : cell.markdown))).join("");
}

/** Text that Markdown takes as it is, on one line. */
function escaped(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>#|~]/g, (character) => `\\${character}`).replaceAll(
    "@",
    "@\u200B",
  );
}

function codeCell(name: string): TableCell {
  return { markdown: code(name) };
}

/** A name as code; a table's bars and backticks cannot stand in it. */
function code(name: string): string {
  return "`" + name.replace(/\s+/g, " ").replaceAll("`", "'").replaceAll("|", "¦") + "`";
}

import { formatCount } from "../../base/mod.ts";
import { wordChanges } from "../../cassette/words/mod.ts";
import { agreementNote } from "./agreement_note.ts";
import { changedExamples } from "./changed_examples.ts";
import { FINDING_TITLES, findingCells, Methods } from "./finding_cells.ts";
import type { DriftFinding, DriftPair, DriftReport, DriftSide, UnpairedRequest } from "./drift_report.ts";
import type { DriftJudgement } from "./judge_drift.ts";

/** Options of {@linkcode driftMarkdown}. */
export interface DriftMarkdownOptions {
  /** What fails of it; nothing is said of thresholds unless given. */
  readonly judgement?: DriftJudgement;
  /** How many changed answers are shown word by word. 3 unless given. */
  readonly examples?: number;
  /** Whether findings within noise are shown too. Only counted unless given. */
  readonly all?: boolean;
}

/** Unpaired requests that are named; the others are counted. */
const MOST_UNPAIRED = 20;

/**
 * A drift report as Markdown, for the summary of a scheduled job or an issue: the verdict, what changed with its
 * intervals, n and methods, what could not be paired, and examples of changed answers with the words that went struck
 * through and those that came in bold.
 *
 * @example Nothing has changed
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { driftMarkdown, judgeDrift, measureDrift } from "@tapedeck/tapedeck";
 *
 * const report = await measureDrift("cassettes/quickstart.jsonl", "cassettes/quickstart.jsonl");
 * assertStringIncludes(driftMarkdown(report, { judgement: judgeDrift(report) }), "No drift");
 * ```
 */
export function driftMarkdown(report: DriftReport, options: DriftMarkdownOptions = {}): string {
  const { judgement, examples = 3, all = false } = options;
  const shown = report.findings.filter(({ verdict }) => all || verdict !== "within noise");
  const within = report.findings.length - report.findings.filter(({ verdict }) => verdict !== "within noise").length;
  const sections = [
    [`## ${titleOf(report, judgement)}`],
    [sideLine("Base", report.base), sideLine("New", report.new)],
    [
      `${formatCount(report.requests, "request")} on both, ${
        formatCount(report.pairs.length, "pair")
      } of recordings; ` +
      `${formatCount(within, "finding")} within noise${all ? "" : ", not shown"}.`,
    ],
    report.notes.map((note) => `> ${note}`).join("\n>\n").split("\n"),
    ...judgement === undefined || judgement.passed ? [] : [brokenLines(judgement)],
    ...shown.length === 0 ? [] : findingsTable(shown),
    ...unpairedSections(report),
    ...exampleSections(report.pairs, examples),
  ];
  return `${sections.map((lines) => lines.join("\n")).filter((text) => text !== "").join("\n\n")}\n`;
}

function titleOf({ findings }: DriftReport, judgement: DriftJudgement | undefined): string {
  if (judgement?.passed === false) return "Drift beyond the thresholds";
  const changed = findings.filter(({ verdict }) => verdict === "changed" || verdict === "beyond noise").length;
  if (judgement === undefined) return changed === 0 ? "No drift" : `Drift: ${formatCount(changed, "finding")}`;
  return changed === 0 ? "No drift" : "No drift beyond the thresholds";
}

function sideLine(name: string, { path, calls, requests, from, to }: DriftSide): string {
  return `- ${name}: \`${path}\`, ${formatCount(calls, "call")} of ${
    formatCount(requests, "request")
  }, ${from} to ${to}`;
}

function brokenLines({ broken }: DriftJudgement): string[] {
  return broken.map(({ finding, why }) =>
    finding === null ? `- ${why}` : `- **${escaped(finding.what)}** of ${escaped(finding.endpoint ?? "all")} ${why}`
  );
}

function findingsTable(findings: readonly DriftFinding[]): string[][] {
  const methods = new Methods();
  const rows = findings.map((finding) => findingCells(finding, methods));
  const note = agreementNote(findings);
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(" | ")} |`;
  return [
    [line(FINDING_TITLES), line(FINDING_TITLES.map(() => "---")), ...rows.map(line)],
    note === null ? [] : [escaped(note)],
    methods.all.map(([method, letter]) => `- ${letter}: ${escaped(method)}`),
  ];
}

function unpairedSections({ onlyBase, onlyNew }: DriftReport): string[][] {
  return ([["base", onlyBase], ["new", onlyNew]] as const).filter(([, list]) => list.length > 0).map(([side, list]) => [
    `### Only in ${side}: ${formatCount(list.length, "request")}`,
    "",
    ...list.slice(0, MOST_UNPAIRED).map(unpairedLine),
    ...list.length > MOST_UNPAIRED ? [`- … and ${list.length - MOST_UNPAIRED} more`] : [],
  ]);
}

function unpairedLine({ name, model, prompt, lines, follows }: UnpairedRequest): string {
  const why = follows ? "; its conversation went another way" : "";
  return `- line ${lines.join(", ")}: ${
    escaped([name, model ?? "", prompt].filter((part) => part !== "").join(" "))
  }${why}`;
}

function exampleSections(pairs: readonly DriftPair[], most: number): string[][] {
  return changedExamples(pairs, most).map((pair) => [
    `### ${escaped(pair.prompt === "" ? pair.request : pair.prompt)}`,
    "",
    `${escaped(pair.endpoint)}, lines ${pair.base.line} and ${pair.new.line}:`,
    "",
    changeText(pair),
  ]);
}

function changeText({ base, new: fresh }: DriftPair): string {
  if (!base.ok || !fresh.ok) return `${base.failure ?? "an answer"} → ${fresh.failure ?? "an answer"}`;
  const [old, now] = [base, fresh].map(({ output, toolCalls }) => [output ?? "", toolCalls ?? ""].join("\n").trim());
  const words = wordChanges(old, now) ?? [{ kind: "removed", text: old }, { kind: "added", text: now }] as const;
  const marks = { same: "", removed: "~~", added: "**" };
  return words.map(({ kind, text }) => {
    // Marks hold within a line, and only where no space stands beside them.
    const mark = marks[kind];
    return text.split("\n").map((line) => {
      const [, before, inner, after] = /^(\s*)(.*?)(\s*)$/s.exec(line)!;
      return inner === "" ? line : `${before}${mark}${escaped(inner)}${mark}${after}`;
    }).join("\n");
  }).join("");
}

/** A text that means itself in Markdown. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_~|<>[\]#]/g, (mark) => `\\${mark}`).replaceAll(/\s*\n\s*/g, " ");
}

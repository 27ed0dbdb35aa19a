import {
  agreementNote,
  changedExamples,
  type DriftFinding,
  type DriftJudgement,
  type DriftPair,
  type DriftReport,
  FINDING_TITLES,
  findingCells,
  Methods,
  type UnpairedRequest,
} from "../analysis/drift/mod.ts";
import { wordChanges } from "../cassette/words/mod.ts";
import type { JsonValue } from "../spec/mod.ts";
import { clipped, type FittedColumn, fittedTable } from "./_fitted_table.ts";
import { formatCount } from "./_format.ts";
import { printable } from "./_printable.ts";
import { snakeKeys } from "./_snake_keys.ts";
import { wordsText } from "./_words_text.ts";
import type { Output } from "./io.ts";

/** What a face shows of a report. */
export interface ShownDrift {
  readonly judgement: DriftJudgement;
  /** Changed answers that are shown. */
  readonly examples: number;
  /** Whether findings within noise are shown too. */
  readonly all: boolean;
}

/** Unpaired requests of a tape that are named; the others are counted. */
const MOST_UNPAIRED = 10;
/** Where nobody looks at it on a terminal. */
const WIDE = 400;

const FITTED: { readonly [title: string]: Partial<FittedColumn> } = {
  // The ends of endpoints tell them apart.
  endpoint: { least: 12, cutAt: "start" },
  kind: { leaves: 1 },
  what: { least: 14 },
  base: { align: "right", least: 8, leaves: 2 },
  new: { align: "right", least: 8, leaves: 3 },
  n: { align: "right" },
  "p adjusted": { align: "right" },
};

const LEAST_DETAILS = 14;

/** What is named once above the table where it is the same in each row. */
const SHARED = ["endpoint", "n"];

/** A report for people at a terminal. */
export function driftText(report: DriftReport, { judgement, examples, all }: ShownDrift, output: Output): string {
  const shown = report.findings.filter(({ verdict }) => all || verdict !== "within noise");
  const methods = new Methods();
  const table = shown.length === 0 ? [] : findingsTable(shown, methods, output);
  const note = table.some((lines) => /^verdict .* base /.test(lines)) ? agreementNote(shown) : null;
  const within = report.findings.filter(({ verdict }) => verdict === "within noise").length;
  const width = output.isTerminal ? output.columns : WIDE;
  const parts = [
    [
      `base ${sideText(report.base)}`,
      `new  ${sideText(report.new)}`,
      ...report.notes.map((note) => `note: ${note}`),
    ],
    shown.length === 0 ? [] : [
      ...table,
      "",
      ...(note === null ? [] : [note]),
      ...methods.all.map(([method, letter]) => `${letter}  ${method}`),
    ],
    ...[["base", report.onlyBase], ["new", report.onlyNew]].map(([side, list]) =>
      unpairedLines(side as string, list as readonly UnpairedRequest[])
    ),
    ...changedExamples(report.pairs, examples).map((pair) => exampleLines(pair, width)),
    [summaryLine(report, within), ...verdictLines(judgement)],
  ];
  return parts.filter((lines) => lines.length > 0).map((lines) => `${lines.map(printable).join("\n")}\n`).join("\n");
}

function findingsTable(findings: readonly DriftFinding[], methods: Methods, output: Output): string[] {
  const rows = findings.map((finding) => findingCells(finding, methods).map(printable));
  const isShared = FINDING_TITLES.map((title, i) =>
    SHARED.includes(title) && rows.every((row) => row[i] === rows[0][i])
  );
  const apart = <T>(cells: readonly T[]) => cells.filter((_, i) => !isShared[i]);
  const differenceAt = FINDING_TITLES.indexOf("difference");
  // Names of fields may be cut, a difference and its interval never.
  const widest = Math.max(
    LEAST_DETAILS,
    ...rows.map((row, i) => findings[i].difference === null ? 0 : row[differenceAt].length),
  );
  const columns = FINDING_TITLES.map((title): FittedColumn => ({
    title,
    align: "left",
    ...(title === "difference" ? { least: widest } : FITTED[title]),
  }));
  const shared = FINDING_TITLES.flatMap((title, i) => isShared[i] ? [`${title} ${rows[0][i]}`] : []);
  return [
    ...(shared.length === 0 ? [] : [`of each: ${shared.join(", ")}`, ""]),
    fittedTable(apart(columns), rows.map(apart), output).trimEnd(),
  ];
}

function sideText({ path, calls, requests, from, to }: DriftReport["base"]): string {
  return `${path}: ${formatCount(calls, "call")} of ${formatCount(requests, "request")}, ${from} to ${to}`;
}

function unpairedLines(side: string, list: readonly UnpairedRequest[]): string[] {
  const shown = list.slice(0, MOST_UNPAIRED).map(({ lines, name, model, prompt, follows }) =>
    `  line ${lines.join(", ")}: ${[name, model ?? "", prompt].filter((part) => part !== "").join(" ")}` +
    (follows ? " (its conversation went another way)" : "")
  );
  const more = list.length > MOST_UNPAIRED ? [`  … and ${list.length - MOST_UNPAIRED} more`] : [];
  return list.length === 0 ? [] : [`only in ${side}: ${formatCount(list.length, "request")}`, ...shown, ...more];
}

function exampleLines({ base, new: fresh, prompt, request }: DriftPair, width: number): string[] {
  const [old, now] = [base, fresh].map(({ output, toolCalls, failure }) =>
    failure ?? [output ?? "", toolCalls ?? ""].join("\n").trim()
  );
  const words = wordChanges(old, now) ?? [{ kind: "removed", text: old }, { kind: "added", text: now }] as const;
  const text = words.every(({ kind }) => kind === "same") ? old : wordsText(words);
  const title = `~ lines ${base.line}, ${fresh.line}: ${prompt === "" ? request : prompt}`;
  return [clipped(title, width), `    ${clipped(text, width - 4)}`];
}

function summaryLine({ requests, pairs, findings }: DriftReport, within: number): string {
  const changed = pairs.filter((pair) => pair.changed).length;
  return `${formatCount(requests, "request")} on both, ${formatCount(changed, "changed answer")} of ` +
    `${formatCount(pairs.length, "pair")}; ${formatCount(findings.length, "finding")}, ` +
    `${within.toLocaleString("en-US")} within noise`;
}

function verdictLines({ passed, broken }: DriftJudgement): string[] {
  if (passed) return ["no drift beyond the thresholds"];
  return [
    "drift:",
    ...broken.map(({ finding, why }) => {
      if (finding === null) return `  ${why}`;
      const { what, endpoint, among } = finding;
      return `  ${what}${among === "all" ? "" : ` (${among})`} of ${endpoint ?? "all"} ${why}`;
    }),
  ];
}

/** A report for programs. */
export function driftDocument(report: DriftReport, { judgement, examples }: ShownDrift): JsonValue {
  const { base, new: fresh, requests, endpoints, findings, pairs, onlyBase, onlyNew, alpha, notes } = report;
  return snakeKeys({
    passed: judgement.passed,
    broken: judgement.broken.map(({ finding, why }) => ({
      kind: finding?.kind ?? null,
      what: finding?.what ?? null,
      among: finding?.among ?? null,
      endpoint: finding?.endpoint ?? null,
      why,
    })),
    base,
    new: fresh,
    requests,
    pairs: pairs.length,
    changed: pairs.filter(({ changed }) => changed).length,
    endpoints,
    alpha,
    notes,
    findings,
    onlyBase,
    onlyNew,
    examples: changedExamples(pairs, examples).map(({ endpoint, model, request, prompt, base, new: fresh }) => ({
      endpoint,
      model,
      request,
      prompt,
      base: sampleDocument(base),
      new: sampleDocument(fresh),
    })),
  });
}

function sampleDocument({ line, output, toolCalls, failure, finishReason }: DriftPair["base"]) {
  return { line, output, toolCalls, failure, finishReason };
}

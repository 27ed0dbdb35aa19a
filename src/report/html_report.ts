import { formatCount, formatMs, formatScore, formatShare, formatUsd } from "../base/mod.ts";
import { REPORT_STYLE } from "./_report_style.ts";
import { xmlText } from "./_xml_text.ts";
import type { GateResult } from "./gate_result.ts";
import type { ReportCell, ReportVariant, RunReport } from "./run_report_data.ts";

/** A chart of a report, drawn. */
export interface ReportChart {
  /** What it shows, for those who cannot see it. */
  readonly title: string;
  /** SVG text. */
  readonly svg: string;
}

/** Options of {@linkcode htmlReport}. */
export interface HtmlReportOptions {
  /** What is drawn of the run, in this order; see {@linkcode reportCharts}. None unless given. */
  readonly charts?: readonly ReportChart[];
}

/** Characters of an answer that are shown. */
const MOST_OUTPUT = 4000;

/**
 * A run as one HTML page that needs nothing else: styles and charts are within it, there is no script, and it reads well
 * in a dark browser and on paper. What models said stands in it as text, never as markup.
 */
export function htmlReport(report: RunReport, { charts = [] }: HtmlReportOptions = {}): string {
  const { run, gate, errors, worst } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${xmlText(run.plan)} – ${xmlText(run.runId)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<header>
<h1>${xmlText(run.plan)}</h1>
<p class="sub">${xmlText(run.runId)} · ${xmlText(run.startedAt.slice(0, 16).replace("T", " "))} UTC · ${
    xmlText(run.mode)
  }</p>
</header>
<main>
${tiles(report)}
${gate === null ? "" : gateSection(gate)}
${section("Variants", variantTable(report))}
${charts.length === 0 ? "" : section("Charts", chartFigures(charts))}
${errors.length === 0 ? "" : section("Failures", errorTable(report))}
${worst.length === 0 ? "" : section("Cells to look at", worst.map(cellDetails).join("\n"))}
${section("Where it comes from", originList(report))}
</main>
</body>
</html>
`;
}

function section(title: string, body: string): string {
  return `<section><h2>${title}</h2>\n${body}\n</section>`;
}

function tiles({ run, ended, failed, tries, costUsd, scoringCalls, gate }: RunReport): string {
  const facts: [value: string, name: string, kind?: string][] = [
    ...(gate === null
      ? []
      : [gate.passed ? ["open", "gate", "good"] : ["shut", "gate", "bad"]] as [string, string, string][]),
    [`${(ended - failed).toLocaleString("en-US")} / ${run.cells.toLocaleString("en-US")}`, "cells answered"],
    [failed.toLocaleString("en-US"), "failed", failed > 0 ? "bad" : undefined],
    ...(ended === run.cells
      ? []
      : [[(run.cells - ended).toLocaleString("en-US"), "not ended", "bad"]] as [string, string, string][]),
    [costUsd === null ? "unknown" : `$${formatUsd(costUsd)}`, "cost"],
    ...scoringCalls.map(({ scorer, costUsd }): [string, string] => [
      costUsd === null ? "unknown" : `$${formatUsd(costUsd)}`,
      `cost of ${scorer}`,
    ]),
    [tries.toLocaleString("en-US"), "HTTP tries"],
  ];
  const items = facts.map(([value, name, kind = ""]) =>
    `<div class="tile ${kind}"><strong>${xmlText(value)}</strong><span>${name}</span></div>`
  );
  return `<div class="tiles">${items.join("")}</div>`;
}

function gateSection({ checks, against, passed }: GateResult): string {
  const rows = checks.toSorted((a, b) => Number(a.passed) - Number(b.passed)).map((check) => {
    const mark = check.passed ? `<td class="mark good">passed</td>` : `<td class="mark bad">failed</td>`;
    const value = check.value === null ? "–" : String(Number(check.value.toPrecision(4)));
    return `<tr>${mark}${cells([check.figure, check.group])}${numbers([value])}${cells([check.rule])}` +
      `${numbers([String(check.n)])}${cells([check.detail ?? ""])}</tr>`;
  });
  const base = against === null ? "" : `<p>Held against <code>${xmlText(against)}</code>.</p>`;
  const head = tableHead(["", "figure", "of"], ["is"], ["must be"], ["n"], [""]);
  return section(
    passed ? "The gate is open" : "The gate is shut",
    `${base}<div class="wide"><table>${head}<tbody>${rows.join("\n")}</tbody></table></div>`,
  );
}

function variantTable({ variants, scorers, scoreRule }: RunReport): string {
  const hasLabels = variants.some(({ label }) => label !== "");
  const named = scorers.length > 1 ? scorers : [];
  const head = tableHead(
    ["endpoint", ...(hasLabels ? ["parameters"] : [])],
    ["score", "95 % interval (n)", ...named, "ok", "cells", "latency p50", "p95 ms", "TTFT p95 ms", "cost US$"],
  );
  const best = Math.max(...variants.map(({ score }) => score ?? -1));
  const rows = variants.map((variant) => variantRow(variant, { hasLabels, named, isBest: variant.score === best }));
  return `<div class="wide"><table>${head}<tbody>${rows.join("\n")}</tbody></table></div>
<p class="note">${
    xmlText(scoreRule)
  } Its interval is Student's t over n prompts (95 %), Wilson's where all are 0 or all 1, and says nothing
of prompts that are not like these. The charts show means over the cells that have a score.</p>`;
}

function variantRow(
  variant: ReportVariant,
  { hasLabels, named, isBest }: { hasLabels: boolean; named: readonly string[]; isBest: boolean },
): string {
  const { score, scoreInterval, prompts, cells: count, failed } = variant;
  const width = Math.round((score ?? 0) * 100);
  const bar = score === null ? "–" : `${formatScore(score)}<i style="width:${width}%"></i>`;
  const interval = scoreInterval === null
    ? `– (${prompts})`
    : `${scoreInterval.map(formatScore).join(" – ")} (${prompts})`;
  return `<tr${isBest ? ` class="best"` : ""}>${cells([variant.endpoint, ...(hasLabels ? [variant.label] : [])])}` +
    `<td class="number bar">${bar}</td>` +
    numbers([
      interval,
      ...named.map((name) => formatScore(variant.scores[name] ?? null)),
      formatShare(count === 0 ? null : (count - failed) / count),
      count.toLocaleString("en-US"),
      formatMs(variant.latencyP50Ms),
      formatMs(variant.latencyP95Ms),
      formatMs(variant.ttftP95Ms),
      formatUsd(variant.costUsd),
    ]) + "</tr>";
}

/** As pictures of their own: ids within one SVG cannot meet those of another. */
function chartFigures(charts: readonly ReportChart[]): string {
  const figures = charts.map(({ title, svg }) => {
    const data = new TextEncoder().encode(svg).toBase64();
    return `<figure><img alt="${xmlText(title)}" src="data:image/svg+xml;base64,${data}"></figure>`;
  });
  return `<div class="charts">${figures.join("\n")}</div>`;
}

function errorTable({ errors }: RunReport): string {
  const rows = errors.map(({ kind, cells: count, message }) =>
    `<tr>${cells([kind])}${numbers([count.toLocaleString("en-US")])}${cells([message])}</tr>`
  );
  const head = tableHead(["failure"], ["cells"], ["first of them"]);
  return `<div class="wide"><table>${head}<tbody>${rows.join("\n")}</tbody></table></div>`;
}

function cellDetails({ cellIndex, endpoint, label, promptId, repeat, score, error, output }: ReportCell): string {
  const what = error === null ? `score ${formatScore(score)}` : error;
  const where = [endpoint, ...(label === "" ? [] : [label]), `#${repeat}`].join(" · ");
  const text = output ?? "";
  const more = text.length > MOST_OUTPUT ? `\n… ${formatCount(text.length - MOST_OUTPUT, "more character")}` : "";
  const answer = output === null
    ? `<p class="note">There is no answer.</p>`
    : `<pre>${xmlText(text.slice(0, MOST_OUTPUT)).replaceAll("&#10;", "\n")}${more}</pre>`;
  return `<details><summary><b>${xmlText(promptId)}</b> <span>${xmlText(where)}</span> ` +
    `<em class="${error === null ? "" : "bad"}">${xmlText(what)}</em></summary>` +
    `<p class="note">cell ${cellIndex}</p>${answer}</details>`;
}

function originList({ run }: RunReport): string {
  const facts: [string, string][] = [
    ["run", run.runId],
    ["plan", run.planHash],
    ["cassette", run.cassette ?? "none"],
    ["status", run.status],
    ["began", run.startedAt],
    ["ended", run.endedAt ?? "–"],
  ];
  return `<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd><code>${xmlText(value)}</code></dd>`).join("")}</dl>`;
}

/** Heads of texts and numbers in turn. */
function tableHead(...groups: readonly (readonly string[])[]): string {
  const heads = groups.flatMap((titles, i) =>
    titles.map((title) => `<th${i % 2 === 1 ? ` class="number"` : ""} scope="col">${xmlText(title)}</th>`)
  );
  return `<thead><tr>${heads.join("")}</tr></thead>`;
}

function cells(texts: readonly string[]): string {
  return texts.map((text) => `<td>${xmlText(text)}</td>`).join("");
}

function numbers(texts: readonly string[]): string {
  return texts.map((text) => `<td class="number">${xmlText(text)}</td>`).join("");
}

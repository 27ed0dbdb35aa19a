import { escapeHtml, formatDuration, formatUsd, UNKNOWN } from "../base/mod.ts";
import { budgetText, type ShownProgress } from "../sweep/mod.ts";

const PERCENT = 100;

/** How far a run is, as a bar with a table of its endpoints. */
export function progressHtml(progress: ShownProgress): string {
  const { done, total, failed, resumed, elapsedMs, costUsd, cellsPerS = null, leftMs = null, endpoints = [] } =
    progress;
  const figures = [
    `${count(done)} of ${count(total)} cells`,
    ...(resumed === 0 ? [] : [`${count(resumed)} resumed`]),
    ...(failed === 0 ? [] : [`${count(failed)} failed`]),
    ...(costUsd === null ? [] : [`$${formatUsd(costUsd)}`]),
    ...(cellsPerS === null ? [] : [`${cellsPerS.toPrecision(3)}/s`]),
    formatDuration(elapsedMs),
    done === total ? "done" : leftMs === null ? "time left unknown" : `${formatDuration(leftMs)} left`,
  ];
  const share = total === 0 ? PERCENT : Math.floor(done / total * PERCENT);
  return `<progress max="${PERCENT}" value="${share}"></progress> ${share} % ${escapeHtml(figures.join(", "))}` +
    (endpoints.length > 1 ? table(endpoints) : "") + budget(progress);
}

/** The same in one line, for viewers without HTML. */
export function progressText({ done, total, failed, costUsd, elapsedMs }: ShownProgress): string {
  const cost = costUsd === null ? "" : `, $${formatUsd(costUsd)}`;
  return `${count(done)} of ${count(total)} cells, ${count(failed)} failed${cost}, ${formatDuration(elapsedMs)}`;
}

function table(endpoints: NonNullable<ShownProgress["endpoints"]>): string {
  const titles = ["endpoint", "done", "of", "failed", "running", "waiting", "retries", "USD", "left"];
  const rows = endpoints.map((one) => [
    one.endpoint,
    ...[one.done, one.total, one.failed, one.running, one.waiting, one.retries].map(count),
    one.costUsd === null ? UNKNOWN : `$${formatUsd(one.costUsd)}`,
    one.isStopped
      ? "stopped"
      : one.done === one.total
      ? "done"
      : one.leftMs === null
      ? UNKNOWN
      : formatDuration(one.leftMs),
  ]);
  const line = (tag: "th" | "td", cells: readonly string[]) =>
    `<tr>${
      cells.map((cell, i) => `<${tag} style="text-align:${i === 0 ? "left" : "right"}">${escapeHtml(cell)}</${tag}>`)
        .join(
          "",
        )
    }</tr>`;
  return `<table><thead>${line("th", titles)}</thead><tbody>${
    rows.map((row) => line("td", row)).join("")
  }</tbody></table>`;
}

function budget({ spending = [] }: ShownProgress): string {
  return spending.map((one) => `<div>${escapeHtml(budgetText(one))}</div>`).join("");
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

import { formatCount, formatDuration, formatUsd } from "./_format.ts";
import { cutTo, widthOf } from "./_width_of.ts";
import { budgetText, type EndpointProgress, type RunProgress, type RunProgressDetails } from "../sweep/mod.ts";
import { printable } from "./_printable.ts";

const BAR_CHARS = 24;
/** More endpoints than these are no line each. */
const MOST_ENDPOINTS = 8;

/** What is drawn on a terminal: a bar, a line for each endpoint where they are few, what is spent, what holds calls back. */
export function progressBlock(
  progress: RunProgress,
  { details, columns, nowMs }: {
    readonly details: RunProgressDetails | null;
    readonly columns: number;
    readonly nowMs: number;
  },
): string[] {
  const lines = [bar(progress, details)];
  if (details !== null) {
    const { endpoints } = details;
    if (endpoints.length > 1 && endpoints.length <= MOST_ENDPOINTS) lines.push(...endpointLines(endpoints));
    lines.push(...details.spending.map((one) => `  ${budgetText(one)}`), ...pauseLines(details, nowMs));
  }
  return lines.map((line) => cutTo(printable(line).replaceAll("\n", " "), columns - 1));
}

/** The counts in one line. */
export function progressLine(progress: RunProgress, details: RunProgressDetails | null = null): string {
  const { done, failed, total, resumed, retries = 0, waiting = 0, costUsd, elapsedMs } = progress;
  const counted = (count: number, what: string) => count === 0 ? [] : [`${count.toLocaleString("en-US")} ${what}`];
  return [
    `${done.toLocaleString("en-US")} of ${formatCount(total, "cell")}`,
    ...counted(resumed, "resumed"),
    ...counted(failed, "failed"),
    ...counted(retries, retries === 1 ? "retry" : "retries"),
    ...counted(waiting, "waiting"),
    ...(costUsd === null ? [] : [`$${formatUsd(costUsd)}`]),
    ...(details === null || details.cellsPerS === null ? [] : [`${rate(details.cellsPerS)}/s`]),
    formatDuration(elapsedMs),
  ].join(", ");
}

function bar(progress: RunProgress, details: RunProgressDetails | null): string {
  const { done, total, resumed, elapsedMs } = progress;
  const share = total === 0 ? 1 : done / total;
  const filled = Math.round(share * BAR_CHARS);
  const made = done - resumed;
  const meanMs = made === 0 ? null : elapsedMs / made * (total - done);
  const leftMs = details === null ? meanMs : details.leftMs;
  const left = leftMs === null || leftMs === 0 ? "" : `, ${formatDuration(leftMs)} left`;
  const drawn = `${"█".repeat(filled)}${"░".repeat(BAR_CHARS - filled)} ${Math.floor(share * 100)} %`;
  return `${drawn} ${progressLine(progress, details)}${left}`;
}

function endpointLines(endpoints: readonly EndpointProgress[]): string[] {
  const widest = Math.max(...endpoints.map(({ endpoint }) => widthOf(endpoint)));
  return endpoints.map((one) => `  ${one.endpoint}${" ".repeat(widest - widthOf(one.endpoint))}  ${figures(one)}`);
}

function figures(one: EndpointProgress): string {
  const { done, total, failed, running, waiting, retries, cellsPerS, leftMs, costUsd, isStopped } = one;
  const counted = (count: number, what: string) => count === 0 ? [] : [`${count.toLocaleString("en-US")} ${what}`];
  const isOver = isStopped || done === total;
  return [
    `${done.toLocaleString("en-US")} of ${total.toLocaleString("en-US")}`,
    ...counted(failed, "failed"),
    ...counted(retries, retries === 1 ? "retry" : "retries"),
    ...counted(running, "running"),
    ...counted(waiting, "waiting"),
    ...(costUsd === null ? [] : [`$${formatUsd(costUsd)}`]),
    ...(cellsPerS === null || isOver ? [] : [`${rate(cellsPerS)}/s`]),
    isStopped ? "stopped" : isOver ? "done" : leftMs === null ? "time left unknown" : `${formatDuration(leftMs)} left`,
  ].join(", ");
}

function pauseLines({ limits }: RunProgressDetails, nowMs: number): string[] {
  const paused = new Map(
    limits.flatMap(({ scope, pausedUntilMs }) =>
      pausedUntilMs === null || pausedUntilMs <= nowMs ? [] : [[scope, pausedUntilMs] as const]
    ),
  );
  return [...paused].map(([scope, untilMs]) => `  ${scope} asked to wait: ${formatDuration(untilMs - nowMs)} more`);
}

function rate(perS: number): string {
  return perS >= 100 ? Math.round(perS).toLocaleString("en-US") : perS.toPrecision(perS < 1 ? 2 : 3);
}

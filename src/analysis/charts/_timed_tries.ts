import type { ErrorKind } from "../../spec/mod.ts";
import type { Table } from "../frames/mod.ts";

/** One try on the clock, in milliseconds since 1970. */
export interface TimedTry {
  readonly series: string;
  /** When it was handed over, or refused by ourselves. */
  readonly startMs: number;
  /** When it ended; when it began where nobody knows. */
  readonly endMs: number;
  /** When it began to wait for the hand-over. */
  readonly waitMs: number;
  /** `null`: it was answered. */
  readonly errorKind: string | null;
  /** US dollars; `null` is unknown or nothing. */
  readonly costUsd: number | null;
}

/** Failures of which nothing was handed over. */
const REFUSALS: ReadonlySet<string> = new Set<ErrorKind>([
  "breaker_open",
  "budget_exceeded",
  "no_endpoint",
  "cassette_miss",
  "recording_expired",
  "unscripted_tool",
  "tool_rounds",
]);

/** Whether a try was handed to the network at all. */
export function isSent({ errorKind }: Pick<TimedTry, "errorKind">): boolean {
  return errorKind === null || !REFUSALS.has(errorKind);
}

/** The tries of a table by the time of their hand-over; those whose time cannot be read are left out. */
export function timedTries(table: Table, by: string): TimedTry[] {
  const started = table.column("started_at");
  const [latency, queue, retryWait, costs] = ["latency_ms", "queue_ms", "retry_wait_ms", "cost_usd"]
    .map((name) => table.numbers(name));
  const [series, status, kinds] = [by, "status", "error_kind"].map((name) => texts(table, name));
  const tries: TimedTry[] = [];
  for (let row = 0; row < table.height; row++) {
    const startMs = Date.parse(String(started[row]));
    if (Number.isNaN(startMs)) continue;
    tries.push({
      series: series(row) ?? "unknown",
      startMs,
      endMs: startMs + (latency[row] || 0),
      waitMs: startMs - (queue[row] || 0) - (retryWait[row] || 0),
      errorKind: status(row) === "ok" ? null : kinds(row) ?? "unknown",
      costUsd: Number.isNaN(costs[row]) ? null : costs[row],
    });
  }
  return tries.sort((a, b) => a.startMs - b.startMs);
}

/** The values of a column as texts: one text for all rows that have the same. */
function texts(table: Table, name: string): (row: number) => string | null {
  const { codes, values } = table.codes(name);
  const shown = values.map((value) => value === null ? null : String(value));
  return (row) => shown[codes[row]];
}

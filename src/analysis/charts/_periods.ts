import type { Table } from "../frames/mod.ts";

/** What a bar of the chart of costs is for. */
export type Period = "hour" | "day" | "month" | "run";

/** The periods of a table's rows. */
export interface Periods {
  /** What they are, which is longer than what was asked for where there would be too many. */
  readonly unit: Period;
  /** All of them in order, also those between without a row, unless they are many. */
  readonly keys: readonly string[];
  /** The periods of the earliest rows that are not among `keys`. */
  readonly leftOut: number;
  /** The key of a row's period. */
  of(row: number): string;
  /** A key for people. */
  label(key: string): string;
}

/** So many bars can be told apart. */
const MOST = 60;

/** Of an RFC 3339 time in UTC, the part that names its hour, day or month. */
const LENGTHS = { hour: 13, day: 10, month: 7 } as const;
const LONGER = { hour: "day", day: "month", month: "month" } as const;
const UNKNOWN = "unknown";

/** The periods of a table's rows by when they started, or by their run. */
export function periodsOf(table: Table, wanted: Period): Periods {
  if (wanted === "run") return runs(table);
  const started = table.column("started_at");
  for (let unit: "hour" | "day" | "month" = wanted;; unit = LONGER[unit]) {
    const of = (row: number) => typeof started[row] === "string" ? started[row].slice(0, LENGTHS[unit]) : UNKNOWN;
    const seen = new Set<string>();
    for (let row = 0; row < table.height; row++) seen.add(of(row));
    const known = [...seen].filter((key) => key !== UNKNOWN).sort();
    const all = between(known, unit);
    const keys = [...(all.length <= MOST ? all : known), ...(seen.has(UNKNOWN) ? [UNKNOWN] : [])];
    if (keys.length > MOST && unit !== "month") continue;
    return { unit, ...latest(keys), of, label: (key) => key === UNKNOWN ? key : timeLabel(key, unit) };
  }
}

function runs(table: Table): Periods {
  const { codes, values } = table.codes("run_id");
  const names = values.map(String);
  const labels = new Map(names.map((name) => [name, runLabel(name)]));
  const isDistinct = new Set(labels.values()).size === labels.size;
  return {
    unit: "run",
    ...latest(names.toSorted()),
    of: (row) => names[codes[row]],
    label: (key) => isDistinct ? labels.get(key) ?? key : key.replace(/^run_/, ""),
  };
}

function latest(keys: readonly string[]): Pick<Periods, "keys" | "leftOut"> {
  return { keys: keys.slice(-MOST), leftOut: Math.max(0, keys.length - MOST) };
}

/** All periods from the first to the last; those that are known where the others are many. */
function between(known: readonly string[], unit: "hour" | "day" | "month"): readonly string[] {
  if (known.length === 0) return known;
  const last = known[known.length - 1];
  const keys = [known[0]];
  while (keys[keys.length - 1] < last && keys.length <= MOST) keys.push(next(keys[keys.length - 1], unit));
  return keys;
}

function next(key: string, unit: "hour" | "day" | "month"): string {
  const date = new Date(key.padEnd(16, "0000-01-01T00:00".slice(key.length)) + ":00Z");
  if (unit === "hour") date.setUTCHours(date.getUTCHours() + 1);
  else if (unit === "day") date.setUTCDate(date.getUTCDate() + 1);
  else date.setUTCMonth(date.getUTCMonth() + 1);
  return date.toISOString().slice(0, LENGTHS[unit]);
}

/** `2026-01-02T03` → `Jan 2, 03:00`, `2026-01-02` → `Jan 2`, `2026-01` → `Jan 2026` */
function timeLabel(key: string, unit: "hour" | "day" | "month"): string {
  const [year, month = 1, day = 1] = key.slice(0, 10).split("-").map(Number);
  const name = new Date(Date.UTC(year, month - 1, day)).toLocaleDateString("en-US", {
    month: "short",
    timeZone: "UTC",
  });
  if (unit === "month") return `${name} ${year}`;
  return unit === "day" ? `${name} ${day}` : `${name} ${day}, ${key.slice(11, 13)}:00`;
}

/** `run_20261121-055215-9fd48a8e` → `2026-11-21 05:52` */
export function runLabel(runId: string): string {
  const match = /^run_(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)/.exec(runId);
  if (match === null) return runId.replace(/^run_/, "");
  const [, year, month, day, hour, minute] = match;
  return `${year}-${month}-${day} ${hour}:${minute}`;
}

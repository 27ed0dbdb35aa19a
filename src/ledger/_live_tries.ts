import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { LiveTry } from "../spec/mod.ts";
import { AFTER_ALL } from "./_call_fields.ts";
import { latestFirst } from "./_latest_first.ts";
import { Slices } from "./_slices.ts";

const PER_PAGE = 1024;

/** How far back tries are asked for, and how many. */
interface LiveTryFilter {
  readonly since: string;
  readonly last: number;
}

/** The latest first, in pages, so that a slow reader holds no lock. */
export function readLiveTries(db: DatabaseSync, filter: LiveTryFilter): AsyncGenerator<LiveTry> {
  const tables = ["attempts INDEXED BY attempts_live", "calls INDEXED BY calls_started"];
  return latestFirst(tables.map((table) => readTable(db, table, filter)), filter.last);
}

async function* readTable(db: DatabaseSync, table: string, { since, last }: LiveTryFilter): AsyncGenerator<LiveTry> {
  const page = db.prepare(
    `SELECT rowid AS place, endpoint, provider, error_kind AS errorKind, started_at AS startedAt, ttft_ms AS ttftMs,
       latency_ms AS latencyMs, output_tps AS outputTps, source
     FROM ${table}
     WHERE source <> 'replay' AND source = 'live' AND started_at >= ? AND (started_at, rowid) < (?, ?)
     ORDER BY started_at DESC, rowid DESC LIMIT ?`,
  );
  const slices = new Slices();
  let before: readonly SQLInputValue[] = [AFTER_ALL, 0];
  for (let left = last; left > 0; left -= PER_PAGE) {
    const limit = Math.min(left, PER_PAGE);
    const rows = page.all(since, ...before, limit) as unknown as (LiveTry & { readonly place: number })[];
    for (const { place, ...row } of rows) {
      before = [row.startedAt, place];
      yield row;
    }
    if (rows.length < limit) return;
    if (slices.isOver) await slices.rest();
  }
}

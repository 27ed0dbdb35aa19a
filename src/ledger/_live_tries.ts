import type { DatabaseSync } from "node:sqlite";
import type { LiveTry } from "../spec/mod.ts";

const PER_PAGE = 1024;
/** Behind any time, as text. */
const AFTER_ALL = "~";

/** The latest first, in pages, so that a slow reader holds no lock. */
export async function* readLiveTries(
  db: DatabaseSync,
  { since, last }: { readonly since: string; readonly last: number },
): AsyncGenerator<LiveTry> {
  const page = db.prepare(
    `SELECT rowid AS place, endpoint, provider, error_kind AS errorKind, started_at AS startedAt, ttft_ms AS ttftMs,
       latency_ms AS latencyMs, output_tps AS outputTps, source
     FROM attempts INDEXED BY attempts_live
     WHERE source <> 'replay' AND source = 'live' AND started_at >= ? AND (started_at, rowid) < (?, ?)
     ORDER BY started_at DESC, rowid DESC LIMIT ?`,
  );
  let before = { at: AFTER_ALL, place: 0 };
  for (let left = last; left > 0; left -= PER_PAGE) {
    const limit = Math.min(left, PER_PAGE);
    const rows = page.all(since, before.at, before.place, limit) as unknown as (LiveTry & { readonly place: number })[];
    for (const { place, ...row } of rows) {
      before = { at: row.startedAt, place };
      yield row;
    }
    if (rows.length < limit) return;
  }
}

import type { DatabaseSync } from "node:sqlite";
import type { CellRange, ScoreRow, ScoringRecord } from "../spec/mod.ts";
import type { SqlRow } from "./_fields.ts";

const SCORES_PER_PAGE = 1024;

/** Rejects, as the table's key does, when the run has a scoring with this number. */
export function insertScoring(db: DatabaseSync, scoring: ScoringRecord): void {
  const { runId, number, scorers, config, configHash, createdAt, endedAt } = scoring;
  db.prepare(
    `INSERT INTO scorings (run_id, number, scorers, config, config_hash, created_at, ended_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(runId, number, JSON.stringify(scorers), JSON.stringify(config), configHash, createdAt, endedAt);
}

/** @throws {Error} when there is no such scoring. */
export function endScoring(db: DatabaseSync, runId: string, { number, endedAt }: { number: number; endedAt: string }) {
  const { changes } = db.prepare("UPDATE scorings SET ended_at = ? WHERE run_id = ? AND number = ?")
    .run(endedAt, runId, number);
  if (changes === 0) {
    throw new Error(
      `Cannot end the scoring as the run "${runId}" has none with this number: current value is ${number}`,
    );
  }
}

/** The scorings of a run by their numbers. */
export function readScorings(db: DatabaseSync, runId: string): ScoringRecord[] {
  return db.prepare("SELECT * FROM scorings WHERE run_id = ? ORDER BY number").all(runId).map((row) => ({
    runId: row.run_id as string,
    number: row.number as number,
    scorers: JSON.parse(row.scorers as string),
    config: JSON.parse(row.config as string),
    configHash: row.config_hash as string,
    createdAt: row.created_at as string,
    endedAt: row.ended_at as string | null,
  }));
}

/** Write verdicts; one that is there already is replaced. */
export function writeScores(db: DatabaseSync, rows: readonly ScoreRow[]): void {
  const insert = db.prepare(
    `INSERT INTO scores (run_id, number, cell_index, scorer, score, metadata, cost_usd, calls, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (run_id, number, cell_index, scorer) DO UPDATE SET
       score = excluded.score, metadata = excluded.metadata, cost_usd = excluded.cost_usd, calls = excluded.calls,
       at = excluded.at`,
  );
  for (const { runId, number, cellIndex, name, score, metadata, costUsd, calls, at } of rows) {
    const text = metadata === undefined ? null : JSON.stringify(metadata);
    insert.run(runId, number, cellIndex, name, score, text, costUsd ?? null, calls ?? 0, at);
  }
}

/** The verdicts of a scoring, read in pages so that a slow reader holds no lock. */
export function* readScores(
  db: DatabaseSync,
  runId: string,
  { number, from = 0, to = Number.MAX_SAFE_INTEGER }: CellRange & { readonly number: number },
): Generator<ScoreRow> {
  const page = db.prepare(
    `SELECT * FROM scores WHERE run_id = ? AND number = ? AND (cell_index, scorer) > (?, ?) AND cell_index <= ?
     ORDER BY cell_index, scorer LIMIT ${SCORES_PER_PAGE}`,
  );
  for (let last = { cellIndex: from, name: "" };;) {
    const rows = page.all(runId, number, last.cellIndex, last.name, to);
    for (const row of rows) {
      const score = scoreFromSql(row);
      last = score;
      yield score;
    }
    if (rows.length < SCORES_PER_PAGE) return;
  }
}

/** A verdict without calls has no cost; with calls, a cost that is `null` is unknown. */
function scoreFromSql(row: SqlRow): ScoreRow {
  const calls = Number(row.calls);
  return {
    runId: row.run_id as string,
    number: row.number as number,
    cellIndex: row.cell_index as number,
    name: row.scorer as string,
    score: row.score as number | null,
    ...(row.metadata === null ? {} : { metadata: JSON.parse(row.metadata as string) }),
    ...(calls === 0 ? {} : { costUsd: row.cost_usd as string | null, calls }),
    at: row.at as string,
  };
}

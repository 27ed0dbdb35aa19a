import type { CellRange, JsonObject, ScoreRow, ScoringRecord } from "../../spec/mod.ts";
import { canonicalJson } from "../../base/mod.ts";
import { bound, type BulkColumn, bulkParameters, bulkSource, bulkValues, jsonValue, unbound } from "./_rows.ts";
import type { PostgresDatabase, PostgresRow } from "./postgres_database.ts";

const SCORES_PER_PAGE = 2048;

const COLUMNS: readonly (BulkColumn & { readonly read: (row: ScoreRow) => unknown })[] = [
  { column: "run_id", kind: "text", read: ({ runId }) => runId },
  { column: "number", kind: "integer", read: ({ number }) => number },
  { column: "cell_index", kind: "integer", read: ({ cellIndex }) => cellIndex },
  { column: "scorer", kind: "text", read: ({ name }) => name },
  { column: "score", kind: "real", read: ({ score }) => score },
  { column: "metadata", kind: "json", read: ({ metadata }) => metadata },
  { column: "cost_usd", kind: "text", read: ({ costUsd }) => costUsd },
  { column: "calls", kind: "integer", read: ({ calls }) => calls ?? 0 },
  { column: "at", kind: "text", read: ({ at }) => at },
];

const INSERT = `
  INSERT INTO tapedeck.scores (${COLUMNS.map(({ column }) => column).join(", ")})
  SELECT ${bulkValues(COLUMNS)} FROM ${bulkSource(COLUMNS)}
  ON CONFLICT (run_id, number, cell_index, scorer) DO UPDATE SET
    score = excluded.score, metadata = excluded.metadata, cost_usd = excluded.cost_usd, calls = excluded.calls,
    at = excluded.at`;

/** Rejects when the run has another scoring with this number. */
export async function insertScoring(database: PostgresDatabase, scoring: ScoringRecord): Promise<void> {
  const { runId, number, scorers, config, configHash, createdAt, endedAt } = scoring;
  let isFirst = true;
  const isWritten = await database.transaction(async (query) => {
    const written = await query(
      `INSERT INTO tapedeck.scorings (run_id, number, scorers, config, config_hash, created_at, ended_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (run_id, number) DO NOTHING RETURNING 1 AS written`,
      [bound(runId), number, jsonValue(scorers), jsonValue(config), ...[configHash, createdAt, endedAt].map(bound)],
    );
    if (written.length > 0 || isFirst) {
      isFirst = false;
      return written.length > 0;
    }
    // The first time may have written it, and lost the connection before it said so.
    const [row] = await query("SELECT * FROM tapedeck.scorings WHERE run_id = $1 AND number = $2", [
      bound(runId),
      number,
    ]);
    const json = (record: ScoringRecord) => canonicalJson(record as unknown as JsonObject);
    return json(scoringFromRow(row)) === json(scoring);
  });
  if (!isWritten) {
    throw new Error(
      `Cannot start the scoring as the run "${runId}" has one with this number: current value is ${number}`,
    );
  }
}

/** Rejects when there is no such scoring. */
export async function endScoring(
  database: PostgresDatabase,
  runId: string,
  { number, endedAt }: { readonly number: number; readonly endedAt: string },
): Promise<void> {
  const changed = await database.query(
    "UPDATE tapedeck.scorings SET ended_at = $3 WHERE run_id = $1 AND number = $2 RETURNING 1 AS changed",
    [bound(runId), number, bound(endedAt)],
  );
  if (changed.length === 0) {
    throw new Error(
      `Cannot end the scoring as the run "${runId}" has none with this number: current value is ${number}`,
    );
  }
}

/** The scorings of a run by their numbers. */
export async function readScorings(database: PostgresDatabase, runId: string): Promise<ScoringRecord[]> {
  const rows = await database.query("SELECT * FROM tapedeck.scorings WHERE run_id = $1 ORDER BY number", [
    bound(runId),
  ]);
  return rows.map(scoringFromRow);
}

function scoringFromRow(given: PostgresRow): ScoringRecord {
  const row = unbound(given);
  return {
    runId: row.run_id as string,
    number: row.number as number,
    scorers: row.scorers as string[],
    config: row.config as JsonObject,
    configHash: row.config_hash as string,
    createdAt: row.created_at as string,
    endedAt: row.ended_at as string | null,
  };
}

/** Write verdicts; one that is there already is replaced, and of one that comes twice the last stays. */
export async function writeScores(database: PostgresDatabase, rows: readonly ScoreRow[]): Promise<void> {
  const latest = new Map(rows.map((row) => [JSON.stringify([row.runId, row.number, row.cellIndex, row.name]), row]));
  await database.query(INSERT, bulkParameters(COLUMNS, [...latest.values()]));
}

/** The verdicts of a scoring, in pages. */
export async function* readScores(
  database: PostgresDatabase,
  runId: string,
  { number, from = 0, to = Number.MAX_SAFE_INTEGER }: CellRange & { readonly number: number },
): AsyncGenerator<ScoreRow> {
  for (let last: Pick<ScoreRow, "cellIndex" | "name"> = { cellIndex: from, name: "" };;) {
    const rows = await database.query(
      `SELECT * FROM tapedeck.scores WHERE run_id = $1 AND number = $2 AND (cell_index, scorer) > ($3, $4) AND cell_index <= $5
       ORDER BY cell_index, scorer LIMIT ${SCORES_PER_PAGE}`,
      [bound(runId), number, last.cellIndex, bound(last.name), to],
    );
    for (const row of rows) {
      const score = scoreFromRow(row);
      last = score;
      yield score;
    }
    if (rows.length < SCORES_PER_PAGE) return;
  }
}

/** A verdict without calls has no cost; with calls, a cost that is `null` is unknown. */
function scoreFromRow(given: PostgresRow): ScoreRow {
  const row = unbound(given);
  const calls = row.calls as number;
  return {
    runId: row.run_id as string,
    number: row.number as number,
    cellIndex: row.cell_index as number,
    name: row.scorer as string,
    score: row.score as number | null,
    ...(row.metadata === null ? {} : { metadata: row.metadata as JsonObject }),
    ...(calls === 0 ? {} : { costUsd: row.cost_usd as string | null, calls }),
    at: row.at as string,
  };
}

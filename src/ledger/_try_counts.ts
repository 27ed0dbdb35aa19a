import type { DatabaseSync } from "node:sqlite";
import type { TryCount } from "../spec/mod.ts";
import { COST_IS_UNKNOWN } from "./cost_is_unknown.ts";
import { Slices } from "./_slices.ts";

/** So many at once take some milliseconds. */
const CELLS_PER_PAGE = 2048;

const SQL = `
  SELECT
    endpoint, status, error_kind AS errorKind, final, billed, source,
    count(*) AS tries,
    total(CAST(cost_usd AS REAL)) AS costUsd,
    count(cost_usd) AS costsKnown,
    total(${COST_IS_UNKNOWN}) AS costsUnknown,
    min(cell_index) AS firstCell
  FROM attempts
  WHERE run_id = ? AND cell_index >= ? AND cell_index < ?
  GROUP BY endpoint, status, error_kind, final, billed, source
`;

interface Counted extends Omit<TryCount, "final" | "billed"> {
  readonly final: number;
  readonly billed: number;
  readonly firstCell: number;
}

/** Tries of a run that are alike, counted in slices, by the endpoints' first cells. */
export async function readTryCounts(db: DatabaseSync, runId: string): Promise<TryCount[]> {
  const page = db.prepare(SQL);
  const next = db.prepare("SELECT min(cell_index) AS at FROM attempts WHERE run_id = ? AND cell_index >= ?");
  const sums = new Map<string, Counted>();
  const slices = new Slices();
  for (let from = 0;; from += CELLS_PER_PAGE) {
    const at = next.get(runId, from)?.at as number | null;
    if (at === null) break;
    from = at;
    for (const row of page.all(runId, from, from + CELLS_PER_PAGE) as unknown as Counted[]) add(sums, row);
    if (slices.isOver) await slices.rest();
  }
  return [...sums.values()].sort((a, b) => a.firstCell - b.firstCell || b.tries - a.tries)
    .map(({ firstCell: _, final, billed, ...rest }) => ({ ...rest, final: final === 1, billed: billed === 1 }));
}

function add(sums: Map<string, Counted>, row: Counted): void {
  const { endpoint, status, errorKind, final, billed, source } = row;
  const key = JSON.stringify([String(endpoint), status, errorKind, final, billed, source]);
  const sum = sums.get(key);
  sums.set(
    key,
    sum === undefined ? { ...row } : {
      ...sum,
      tries: sum.tries + row.tries,
      costUsd: sum.costUsd + row.costUsd,
      costsKnown: sum.costsKnown + row.costsKnown,
      costsUnknown: sum.costsUnknown + row.costsUnknown,
    },
  );
}

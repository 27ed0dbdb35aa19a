import type { ColumnValue } from "../../ledger/mod.ts";
import { wilsonInterval } from "../../statistics/mod.ts";
import {
  type CellRow,
  compareValues,
  type DataFrame,
  ExactSum,
  frameTable,
  groupCells,
  type Table,
} from "../frames/mod.ts";
import { type VerbColumns, verbFrame, type VerbRow } from "./_verb_frame.ts";

/** Options of {@linkcode failures}. */
export interface FailuresOptions {
  /** The columns whose values make a group. `endpoint` unless given; `[]` for all together. */
  readonly by?: string | readonly string[];
  /** How often intervals made so contain the share. 0.95 unless given. */
  readonly confidence?: number;
}

const COLUMNS: VerbColumns = {
  error_kind: "utf8",
  http_status: "i64",
  tries: "i64",
  cells: "i64",
  cells_asked: "i64",
  share: "f64",
  share_low: "f64",
  share_high: "f64",
  recovered: "i64",
  lost: "i64",
  open: "i64",
  cost_usd: "f64",
  time_ms: "f64",
  message: "utf8",
  method: "utf8",
};

/**
 * What went wrong, how often, and what became of it: one row per group, kind of error and HTTP status, of each group the
 * most frequent first. Nothing failed: no rows.
 *
 * The columns `by`, which are looked at try by try, then
 *
 * - `error_kind`: what went wrong, in terms that mean the same for every provider; `http_status`: of the response, `null`
 *   where none came (and 200 where an error came inside a stream);
 * - `tries`: tries that failed so; `cells`: the cells that had such a try;
 * - `cells_asked`: all cells of which the group had a try; `share`: `cells / cells_asked`, with Wilson's interval in
 *   `share_low` and `share_high`;
 * - `recovered`, `lost`, `open`: of these cells, those that ended with an answer after all, those that ended without one
 *   (for whatever reason), those that have not ended;
 * - `cost_usd`: the exact sum of what such tries cost as far as it is known, `null` where none of it is (a try that is
 *   refused costs nothing, and nobody says so);
 * - `time_ms`: the sum of their latencies; `message`: the most frequent one;
 * - `method`: how the interval was made, with n.
 *
 * @throws {UserError} when the frame lacks a column.
 *
 * @example Of a whole run
 * ```ts ignore
 * await Deno.jupyter.display(failures(await loadRun("runs/quickstart"), { by: ["provider"] }));
 * ```
 */
export function failures(frame: DataFrame, options: FailuresOptions = {}): DataFrame {
  const { by = "endpoint", confidence = 0.95 } = options;
  const keys = [by].flat();
  const table = frameTable(frame);
  const groups = groupTries(table, keys);
  const facts = factsReader(table);
  const rows = groups.flatMap(({ values, asked, kinds }) =>
    [...kinds.values()].sort((a, b) => b.cells.size - a.cells.size || b.rows.length - a.rows.length).map((kind) => ({
      ...Object.fromEntries(keys.map((name, i) => [name, values[i]])),
      ...facts(kind),
      ...share(kind.cells.size, asked, confidence),
    }))
  );
  return verbFrame(rows, COLUMNS, { of: frame, names: keys });
}

/** The tries of a group that failed in one way. */
interface FailureKind {
  readonly rows: number[];
  readonly cells: Set<CellRow>;
}

interface TryGroup {
  readonly values: readonly ColumnValue[];
  /** Cells that had a try in the group. */
  asked: number;
  readonly kinds: Map<string, FailureKind>;
}

/** The tries of all cells in groups, sorted as groups of cells are; those that failed by how they did. */
function groupTries(table: Table, by: readonly string[]): TryGroup[] {
  const columns = by.map((name) => table.codes(name));
  const [status, kind, http] = ["status", "error_kind", "http_status"].map((name) => table.codes(name));
  const ok = status.values.indexOf("ok");
  const groups = new Map<string, TryGroup>();
  const groupOf = (row: number): TryGroup => {
    const key = columns.map(({ codes }) => codes[row]).join();
    let group = groups.get(key);
    if (group === undefined) {
      const values = columns.map(({ codes, values }) => values[codes[row]]);
      groups.set(key, group = { values, asked: 0, kinds: new Map() });
    }
    return group;
  };
  for (const { cells } of groupCells(table, [])) {
    for (const cell of cells) {
      const rows = cell.earlier.length === 0 ? [cell.row] : [...cell.earlier, cell.row];
      const own = new Set(rows.map(groupOf));
      for (const group of own) group.asked++;
      for (const row of rows) {
        if (status.codes[row] === ok) continue;
        const { kinds } = groupOf(row);
        const key = `${kind.codes[row]} ${http.codes[row]}`;
        const known = kinds.get(key) ?? { rows: [], cells: new Set() };
        kinds.set(key, known);
        known.rows.push(row);
        known.cells.add(cell);
      }
    }
  }
  return [...groups.values()].sort((a, b) => compareValues(a.values, b.values));
}

function factsReader(table: Table): (kind: FailureKind) => VerbRow {
  const [costs, latencies] = [table.numbers("cost_usd"), table.numbers("latency_ms")];
  const messages = table.column("error_message");
  const [kinds, http] = [table.codes("error_kind"), table.codes("http_status")];
  return ({ rows, cells }) => {
    const cost = new ExactSum();
    let time = 0;
    for (const row of rows) {
      if (!Number.isNaN(costs[row])) cost.add(costs[row]);
      time += latencies[row] || 0;
    }
    const all = [...cells];
    const recovered = all.filter(({ ok }) => ok).length;
    const ended = all.filter((cell) => cell.ended).length;
    return {
      error_kind: kinds.values[kinds.codes[rows[0]]],
      http_status: http.values[http.codes[rows[0]]],
      tries: rows.length,
      cells: cells.size,
      recovered,
      lost: ended - recovered,
      open: cells.size - ended,
      cost_usd: cost.count === 0 ? null : cost.total().toNumber(),
      time_ms: time,
      message: mostFrequent(rows.map((row) => messages[row])),
    };
  };
}

function share(cells: number, asked: number, confidence: number): VerbRow {
  const { value, low, high, method } = wilsonInterval(cells, asked, { confidence })!;
  const told = `${method}, ${100 * confidence} %, n = ${asked} cells`;
  return { cells_asked: asked, share: value, share_low: low, share_high: high, method: told };
}

/** Of several that are as frequent, the first. */
function mostFrequent(values: readonly ColumnValue[]): ColumnValue {
  const counts = new Map<ColumnValue, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce<readonly [ColumnValue, number]>((best, one) => one[1] > best[1] ? one : best, [null, 0])[0];
}

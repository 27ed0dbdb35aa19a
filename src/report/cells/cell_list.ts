import { scoredRows } from "../../scoring/mod.ts";
import type { Ledger, RunRecord } from "../../spec/mod.ts";
import type { CellPage, CellQuery, ListedCell } from "./cell_list_data.ts";
import { groupTries, listedCell, waitingCell } from "./_group_tries.ts";
import { scanCells } from "./_scan_cells.ts";

const PAGE_SIZE = 50;

/**
 * The cells of a run that a query is about, a page of them. By their places and without a filter only the page itself
 * is read; otherwise of all tries what the query asks for, and then the page.
 */
export async function cellList(ledger: Ledger, run: RunRecord, query: CellQuery = {}): Promise<CellPage> {
  const { sort = "index", isDescending = false, pageSize = PAGE_SIZE } = query;
  if (sort === "index" && !isFiltered(query)) {
    const { page, pages, from } = placeOf(query.page, { total: run.cells, pageSize });
    const count = Math.min(pageSize, run.cells - from);
    const first = isDescending ? run.cells - from - count : from;
    const cells = await cellsBetween(ledger, run, { from: first, to: first + count - 1 });
    return { cells: isDescending ? cells.reverse() : cells, total: run.cells, page, pages };
  }
  const found = await scanCells(ledger, run, query);
  const { page, pages, from } = placeOf(query.page, { total: found.length, pageSize });
  const shown = found.slice(from, from + pageSize);
  const cells = await Promise.all(shown.map((at) => cellsBetween(ledger, run, { from: at, to: at })));
  return { cells: cells.flat(), total: found.length, page, pages };
}

function isFiltered({ endpoint, label, variant, prompt, state, text }: CellQuery): boolean {
  // Cells without axes are a variant, too.
  return variant !== undefined ||
    [endpoint, label, prompt, state, text].some((value) => value !== undefined && value !== "");
}

function placeOf(wanted = 1, { total, pageSize }: { readonly total: number; readonly pageSize: number }) {
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const page = Math.min(Math.max(1, Math.trunc(wanted) || 1), pages);
  return { page, pages, from: (page - 1) * pageSize };
}

/** All of these places, those that wait too. */
async function cellsBetween(
  ledger: Ledger,
  { runId }: RunRecord,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<ListedCell[]> {
  const cells = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => waitingCell(from + i));
  const rows = scoredRows(ledger.cellTries(runId, { from, to }), { ledger, runId, from, to });
  for await (const tries of groupTries(rows)) cells[tries[0].cellIndex - from] = listedCell(tries);
  return cells;
}

import type { ColumnValue, ResultColumn } from "../../ledger/mod.ts";
import type { Attempt } from "../../spec/mod.ts";
import type { SummarizeOptions } from "./summarize.ts";
import { type SummaryRow, summaryRows } from "./_summary_rows.ts";
import { table } from "../frames/mod.ts";

export type { SummaryRow };

/** What a summary looks at besides the columns that it is grouped by. */
const NEEDED: ReadonlySet<string> = new Set([
  "run_id",
  "cell_index",
  "try",
  "final",
  "status",
  "http_status",
  "cost_usd",
  "ttft_ms",
  "latency_ms",
  "tpot_ms",
  "score",
]);

/**
 * The same summary as {@linkcode summarize}, straight from a ledger's rows and without the native library, for faces
 * that show no data frame. `columns` are the run's; answers are read past, so it takes a few numbers per row.
 *
 * @throws {UserError} when `by` names no column.
 */
export async function summarizeAttempts(
  attempts: AsyncIterable<Attempt>,
  options: SummarizeOptions & { readonly columns: readonly ResultColumn[]; readonly by: string | readonly string[] },
): Promise<SummaryRow[]> {
  const by = [options.by].flat();
  const wanted = options.columns.filter(({ name }) =>
    NEEDED.has(name) || by.includes(name) || (options.reduction !== undefined && isReduced(name)) ||
    (options.intervals !== undefined && name === "prompt_id")
  );
  const values = new Map<string, ColumnValue[]>(wanted.map(({ name }) => [name, []]));
  let height = 0;
  for await (const attempt of attempts) {
    for (const column of wanted) values.get(column.name)!.push(column.read(attempt));
    height++;
  }
  const names = options.columns.map(({ name }) => name);
  return summaryRows(table(height, names, (name) => values.get(name) ?? []), by, options);
}

/** What repeats are told by, and what is reduced of them. */
function isReduced(name: string): boolean {
  return ["endpoint", "prompt_id"].includes(name) || /^(param|score)_/.test(name);
}

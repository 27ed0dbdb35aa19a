import type { InteractionDescription } from "../../cassette/mod.ts";
import { describeInteractions, listRecords } from "../../recording/mod.ts";
import type { DataFrame } from "./data_frame.ts";
import { displayFrame } from "./display_frame.ts";
import { frameOfRows, type RowColumn } from "./_frame_of_rows.ts";
import { TRAFFIC_COLUMNS } from "./_traffic_columns.ts";
import type { ColumnValue } from "../../ledger/mod.ts";

/** Options of {@linkcode loadCassette}. */
export interface LoadCassetteOptions {
  /** Only the interactions of this scope. */
  readonly scope?: string;
}

/**
 * The traffic on a tape as a data frame: one row per recorded interaction, in the order of the file.
 *
 * Requests, answers as their provider's format has them, tokens, milliseconds from the hand-over of the request, chunks
 * and bytes; names that `loadRun` has too mean the same. `frameSchema` says what each column means. An answer that nothing
 * can read has its status and bytes, and `null` for what stands in it. Recordings whose place a later one has taken, and
 * decisions, which are no traffic, are left out. What a tape has of secrets, which is none, the frame has too.
 *
 * @throws {UserError} when the file is not there, is no tape, or has nothing of the scope.
 *
 * @example What was asked, and how long it took
 * ```ts
 * import { assert } from "@std/assert";
 * import { loadCassette } from "@tapedeck/tapedeck";
 *
 * const traffic = await loadCassette("cassettes/quickstart.jsonl");
 * assert(traffic.height > 0);
 * console.log(traffic.select("model", "prompt", "output", "ttft_ms", "latency_ms").head(3));
 * ```
 */
// deno-lint-ignore require-await -- as the other loaders, so that a tape elsewhere can be read one day
export async function loadCassette(path: string, { scope }: LoadCassetteOptions = {}): Promise<DataFrame> {
  const rows: Row[] = [];
  // A description has the bodies of its interaction: what the columns take of it is kept, and no more.
  for (const one of interactionsOf(path, scope)) rows.push(TRAFFIC_COLUMNS.map(({ read }) => read(one)));
  return displayFrame(frameOfRows(rows, KEPT));
}

type Row = readonly ColumnValue[];

const KEPT: readonly RowColumn<Row>[] = TRAFFIC_COLUMNS.map((column, i) => ({ ...column, read: (row) => row[i] }));

function* interactionsOf(path: string, scope: string | undefined): Generator<InteractionDescription> {
  const isEmpty = scope === undefined && listRecords(path).every(({ interaction }) => interaction === null);
  if (!isEmpty) yield* describeInteractions(path, scope === undefined ? {} : { scope });
}

import type { Attempt, Ledger } from "../spec/mod.ts";
import { ATTEMPT_FIELDS } from "./_attempt_fields.ts";
import type { FieldKind } from "./_fields.ts";
import { attemptPages, type PageColumn, type ResultPage, type ResultPagesOptions } from "./attempt_pages.ts";
import { type ColumnValue, type ResultColumn, resultColumns } from "./columns.ts";
import { ShapeCollector } from "./_shape_collector.ts";
import { Slices } from "./_slices.ts";
import { SqliteLedger } from "./sqlite_ledger.ts";

const ROWS_PER_PAGE = 512;

/**
 * The results of a run, page by page, as the columns of `resultColumns` read them from its attempts: of an SQLite file
 * without an object for each row, which takes a third of the time. There is at least one page, which may be empty.
 */
export async function* resultPages(
  ledger: Ledger,
  runId: string,
  options: ResultPagesOptions = {},
): AsyncGenerator<ResultPage> {
  if (!(ledger instanceof SqliteLedger)) return yield* attemptPages(ledger.attempts(runId), options);
  const slices = new Slices();
  for (const page of pagesOfRows(ledger.attemptRows(runId, ROWS_PER_PAGE), options)) {
    yield page;
    if (slices.isOver) await slices.rest();
  }
}

const PLACES: ReadonlyMap<string, { readonly place: number; readonly kind: FieldKind }> = new Map(
  ATTEMPT_FIELDS.map(({ column, kind }, place) => [column, { place, kind }]),
);

const AXES = PLACES.get("axes")!.place;
const SCORES = PLACES.get("scores")!.place;

/** A row as SQLite has it; where JSON stands, what it says takes its place. */
type Row = unknown[];

function* pagesOfRows(pages: Iterable<readonly Row[]>, options: ResultPagesOptions): Generator<ResultPage> {
  const shape = new ShapeCollector();
  const axes = parsedOnce<Attempt["axes"]>((parsed) => shape.addAxes(parsed));
  const scores = parsedOnce<Attempt["scores"]>((parsed) => shape.addScores(parsed));
  let columns: readonly PageColumn[] = [];
  let changes = -1;
  let pageCount = 0;
  for (const rows of pages) {
    for (const row of rows) {
      row[AXES] = axes(row[AXES] as string);
      row[SCORES] = scores(row[SCORES] as string);
    }
    if (shape.changes !== changes) columns = resultColumns(options.shape ?? shape.shape()).map(pageColumn);
    changes = shape.changes;
    yield { rows, columns };
    pageCount++;
  }
  if (pageCount === 0) yield* pagesOfRows([[]], options);
}

function pageColumn(column: ResultColumn): PageColumn {
  const { name, type } = column;
  return { name, type, read: readerOf(column) as PageColumn["read"] };
}

function readerOf(column: ResultColumn): (row: Row) => ColumnValue {
  const field = PLACES.get(column.name);
  // Axes and scorers: their columns read no other fields.
  if (field === undefined) return (row) => column.read({ axes: row[AXES], scores: row[SCORES] } as Attempt);
  const { place, kind } = field;
  if (column.name === "cost_usd") return (row) => row[place] === null ? null : Number(row[place]);
  if (kind === "flag") return (row) => row[place] === 1;
  if (kind === "text") return (row) => textOf(row[place]);
  return (row) => row[place] as ColumnValue;
}

const decoder = new TextDecoder();

/** A text with a NUL stands as bytes. */
function textOf(value: unknown): string | null {
  return typeof value === "string" || value === null ? value : decoder.decode(value as Uint8Array);
}

const PARSED_KEPT = 4096;

/** Parses JSON that mostly repeats itself, and tells of each text that is new. */
function parsedOnce<Parsed>(onNew: (parsed: Parsed) => void): (text: string) => Parsed {
  const known = new Map<string, Parsed>();
  return (text) => {
    let parsed = known.get(text);
    if (parsed !== undefined) return parsed;
    parsed = JSON.parse(text) as Parsed;
    onNew(parsed);
    if (known.size >= PARSED_KEPT) known.clear();
    known.set(text, parsed);
    return parsed;
  };
}

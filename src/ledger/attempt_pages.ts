import type { Attempt } from "../spec/mod.ts";
import { type ColumnType, type ColumnValue, resultColumns } from "./columns.ts";
import type { RunShape } from "./run_shape.ts";
import { ShapeCollector } from "./_shape_collector.ts";

/** Some rows of a run's results. */
export interface ResultPage {
  /** As they are at hand: what they are is the columns' own matter. */
  readonly rows: readonly unknown[];
  /** In the order of `resultColumns`. From page to page there can be more of them, and their types can become wider. */
  readonly columns: readonly PageColumn[];
}

/** A column of a page. */
export interface PageColumn {
  /** As in `resultColumns`. */
  readonly name: string;
  /** What its values are, those of the pages before too. */
  readonly type: ColumnType;
  /** The value in one of the page's rows. */
  readonly read: (row: unknown) => ColumnValue;
}

/** Options of {@linkcode attemptPages}. */
export interface ResultPagesOptions {
  /** That of all rows, where it is known: every page has the same columns then. */
  readonly shape?: RunShape;
}

const ROWS_PER_PAGE = 512;

/** Results page by page, as the columns of `resultColumns` read them. There is at least one page, which may be empty. */
export async function* attemptPages(
  attempts: AsyncIterable<Attempt>,
  { shape: known }: ResultPagesOptions = {},
): AsyncGenerator<ResultPage> {
  const shape = new ShapeCollector();
  let rows: Attempt[] = [];
  let pageCount = 0;
  const page = (): ResultPage => ({
    rows,
    columns: resultColumns(known ?? shape.shape()).map((column) => ({
      name: column.name,
      type: column.type,
      read: (row) => column.read(row as Attempt),
    })),
  });
  for await (const attempt of attempts) {
    shape.addAxes(attempt.axes);
    shape.addScores(attempt.scores);
    rows.push(attempt);
    if (rows.length < ROWS_PER_PAGE) continue;
    yield page();
    pageCount++;
    rows = [];
  }
  if (rows.length > 0 || pageCount === 0) yield page();
}

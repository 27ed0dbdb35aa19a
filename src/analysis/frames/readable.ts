import { displayAs } from "../../base/mod.ts";
import type { DataFrame } from "./data_frame.ts";
import { tableHtml } from "./_table_html.ts";

/** A table for people, which a notebook shows. */
export interface ReadableTable {
  /** The table as HTML; every text in it is escaped. */
  readonly html: string;
  /** The frame's own picture in plain text, for viewers without HTML. */
  readonly text: string;
}

/** Options of {@linkcode readable} and {@linkcode displayFrame}. */
export interface ReadableOptions {
  /** How many rows are shown; what is not shown is counted. 50 unless given, 20 of a frame with more than 20 columns. */
  readonly rows?: number;
}

/**
 * A data frame as a table for people: money in plain dollars instead of `4.3e-6`, times in ms, s or min, shares in
 * percent, long texts cut off with all of it in the title, unknown values as a dash. The caption tells the frame's size.
 *
 * What a column holds, its name tells: `…_usd` is money, `…_ms` a time in milliseconds, `…_rate` and `…_share` shares,
 * `…_tokens` and `n` counts. Of a frame with more than 20 columns, those that are the same in every row stand below the
 * table. Frames that Tapedeck's own functions return show themselves so; others do after {@linkcode displayFrame}.
 *
 * @example In a notebook
 * ```ts ignore
 * await Deno.jupyter.display(readable(summarize(frame, "endpoint"), { rows: 5 }));
 * ```
 */
export function readable(frame: DataFrame, options: ReadableOptions = {}): ReadableTable {
  const table: ReadableTable = { html: tableHtml(frame, options.rows), text: frame.toString() };
  return displayAs(table, () => ({ "text/html": table.html, "text/plain": table.text }));
}

import type { DataFrame } from "../analysis/mod.ts";
import { tableHtml } from "./_table_html.ts";

/** A table for people, which a notebook shows. */
export interface ReadableTable {
  /** The table as HTML; every text in it is escaped. */
  readonly html: string;
  /** The frame's own picture in plain text, for viewers without HTML. */
  readonly text: string;
}

/** Options of {@linkcode readable}. */
export interface ReadableOptions {
  /** More rows than this are counted instead of shown. 50 unless given. */
  readonly rows?: number;
}

/**
 * A data frame as a table for people: money in plain dollars instead of `4.3e-6`, times with one decimal, shares in
 * percent, long texts cut off, unknown values as a dash. Displayed by itself, a frame shows every digit.
 *
 * What a column holds, its name tells: `…_usd` is money, `…_ms` a time in milliseconds, `…_rate` a share.
 *
 * @example In a notebook
 * ```ts ignore
 * await Deno.jupyter.display(readable(summarize(frame, "endpoint")));
 * ```
 */
export function readable(frame: DataFrame, options: ReadableOptions = {}): ReadableTable {
  const table: ReadableTable = { html: tableHtml(frame, options.rows ?? 50), text: frame.toString() };
  return Object.defineProperty(table, Symbol.for("Jupyter.display"), {
    enumerable: false,
    value: () => ({ "text/html": table.html, "text/plain": table.text }),
  });
}

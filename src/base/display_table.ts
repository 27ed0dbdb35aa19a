import { displayAs } from "./display_as.ts";
import { escapeHtml } from "./escape_html.ts";

/** A small table for people. */
export interface DisplayedTable {
  /** One line above it. */
  readonly caption: string;
  /** The heads of its columns; none unless given. */
  readonly heads?: readonly string[];
  /** Its rows; the first cell of each is its head. */
  readonly rows: readonly (readonly string[])[];
}

/** Lets a notebook show a value as a small table, and as the same in plain text where no HTML is shown. */
export function displayTable<Value extends object>(value: Value, table: () => DisplayedTable): Value {
  return displayAs(value, () => {
    const shown = table();
    return { "text/html": html(shown), "text/plain": text(shown) };
  });
}

function html({ caption, heads = [], rows }: DisplayedTable): string {
  const left = 'style="text-align:left"';
  const head = heads.map((name) => `<th scope="col" ${left}>${escapeHtml(name)}</th>`).join("");
  const body = rows.map(([first, ...rest]) =>
    `<tr><th scope="row" ${left}>${escapeHtml(first)}</th>` +
    `${rest.map((cell) => `<td ${left}>${escapeHtml(cell)}</td>`).join("")}</tr>`
  );
  return `<table><caption ${left}>${escapeHtml(caption)}</caption>` +
    `${head === "" ? "" : `<thead><tr>${head}</tr></thead>`}<tbody>${body.join("")}</tbody></table>`;
}

function text({ caption, heads = [], rows }: DisplayedTable): string {
  const lines = heads.length === 0 ? rows : [heads, ...rows];
  const widths = (lines[0] ?? []).map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const padded = lines.map((line) => line.map((cell, i) => cell.padEnd(widths[i])).join("  ").trimEnd());
  return [caption, ...padded].join("\n");
}

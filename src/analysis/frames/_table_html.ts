import { escapeHtml, formatCount, UNKNOWN } from "../../base/mod.ts";
import type { DataFrame } from "./data_frame.ts";
import { formatterOf } from "./_formatter_of.ts";
import { unitCells } from "./_unit_cells.ts";

/** A frame of more columns than this is wide: what is the same in every row stands below its table. */
const WIDE = 20;

/** How figures were made: too long for a table, and never left out, as no interval is worth anything without it. */
const METHODS = /^methods?$/;

/** Numbers of observations, which stand beside what was made of them. */
const COUNTS = /^n(_|$)/;

/** Characters of a text that are shown, and of one that a pointer over it shows. */
const TEXT_CHARS = { narrow: 80, wide: 40, title: 1000 };

/** Rows that are shown, unless it is said. */
const ROWS = { narrow: 50, wide: 20 };

interface ShownColumn {
  readonly name: string;
  readonly isNumber: boolean;
  readonly cells: readonly string[];
}

/**
 * A frame as an HTML table for people: numbers to the right, long texts cut off with all of it in the title, the size in
 * the caption. Colours are the viewer's own.
 */
export function tableHtml(frame: DataFrame, most?: number): string {
  const isWide = frame.width > WIDE;
  const height = Math.min(most ?? (isWide ? ROWS.wide : ROWS.narrow), frame.height);
  const head = frame.head(height);
  const notes: string[] = [];
  const columns = head.columns
    .map((name, i) => shownColumn(head, { name, type: String(head.dtypes[i].variant) }))
    .flatMap((column) => METHODS.test(column.name) ? footnoted(column, notes) : [column]);
  const same = isWide && frame.height > 1 ? columns.filter((column) => isSame(frame, column)) : [];
  const shown = columns.filter((column) => !same.includes(column));
  const chars = isWide ? TEXT_CHARS.wide : TEXT_CHARS.narrow;
  const rows = Array.from(
    { length: height },
    (_, row) => `<tr>${shown.map(({ cells, isNumber }) => cell(cells[row], { isNumber, chars })).join("")}</tr>`,
  );
  return `<div style="overflow-x:auto"><table>${caption(frame, height)}` +
    `<thead><tr>${shown.map(heading).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>` +
    notesHtml(notes) + sameHtml(same);
}

function shownColumn(frame: DataFrame, { name, type }: { readonly name: string; readonly type: string }): ShownColumn {
  const values = frame.getColumn(name).toArray() as unknown[];
  return {
    name,
    isNumber: /^(U?Int|Float|Decimal)/.test(type),
    cells: unitCells(frame, name, values) ?? values.map(formatterOf(name, values)),
  };
}

/** A column whose texts stand below the table: their numbers, or nothing at all where there is one text in all. */
function footnoted({ name, cells }: ShownColumn, notes: string[]): ShownColumn[] {
  const texts = [...new Set(cells)].filter((text) => text !== UNKNOWN);
  const isOne = texts.length < 2;
  texts.forEach((text, i) => notes.push(isOne ? `${name}: ${text}` : `${name} ${i + 1}: ${text}`));
  const numbers = cells.map((text) => text === UNKNOWN ? text : String(texts.indexOf(text) + 1));
  return isOne ? [] : [{ name, isNumber: false, cells: numbers }];
}

/** Only what looks the same in the rows that are shown is looked at in all of them. */
function isSame(frame: DataFrame, { name, cells }: ShownColumn): boolean {
  return cells.length > 0 && !COUNTS.test(name) && cells.every((text) => text === cells[0]) &&
    frame.getColumn(name).nUnique() === 1;
}

function caption(frame: DataFrame, height: number): string {
  const size = `${formatCount(frame.height, "row")} × ${formatCount(frame.width, "column")}`;
  const text = height < frame.height ? `The first ${height.toLocaleString("en-US")} of ${size}` : size;
  return `<caption style="caption-side:bottom;text-align:left">${text}</caption>`;
}

function heading({ name, isNumber }: ShownColumn): string {
  // Long names may be broken at their underscores, so that a column is not wider than its values.
  return `<th scope="col" style="${align(isNumber)}">${escapeHtml(name).replaceAll("_", "_<wbr>")}</th>`;
}

function cell(text: string, { isNumber, chars }: { readonly isNumber: boolean; readonly chars: number }): string {
  if (isNumber) return `<td style="${align(true)};white-space:nowrap">${escapeHtml(text)}</td>`;
  const short = shortened(text, chars);
  const title = short === text ? "" : ` title="${escapeHtml(shortened(text, TEXT_CHARS.title))}"`;
  return `<td style="${align(false)}"${title}>${escapeHtml(short)}</td>`;
}

function align(isNumber: boolean): string {
  return `text-align:${isNumber ? "right" : "left"}`;
}

function notesHtml(notes: readonly string[]): string {
  return notes.map((note) => `<div><small>${escapeHtml(note)}</small></div>`).join("");
}

function sameHtml(columns: readonly ShownColumn[]): string {
  if (columns.length === 0) return "";
  const rows = columns.map(({ name, cells: [text] }) =>
    `<tr><th scope="row" style="${align(false)}">${escapeHtml(name)}</th>` +
    cell(text, { isNumber: false, chars: TEXT_CHARS.narrow }) + "</tr>"
  );
  const title = `${formatCount(columns.length, "column")} more, the same in every row`;
  return `<details><summary>${title}</summary><table><tbody>${rows.join("")}</tbody></table></details>`;
}

function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const chars = [...text];
  if (chars.length <= most) return text;
  // Keys of endpoints differ at their ends.
  const tail = !/^[!-~]+@[!-~]+$/.test(text) ? 0 : Math.floor(most / 2);
  return `${chars.slice(0, most - 1 - tail).join("")}…${tail === 0 ? "" : chars.slice(-tail).join("")}`;
}

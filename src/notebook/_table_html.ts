import type { DataFrame } from "../analysis/mod.ts";
import { Decimal } from "../base/mod.ts";

/** Characters of a text that are shown. */
const TEXT_CHARS = 80;

const UNKNOWN = "–";

/** A frame as an HTML table: numbers to the right, a line about the rows that are not shown. */
export function tableHtml(frame: DataFrame, most: number): string {
  const numeric = frame.dtypes.map((type) => /^(U?Int|Float)/.test(String(type.variant)));
  const cell = (tag: "th" | "td", text: string, i: number) =>
    `<${tag} style="text-align:${numeric[i] ? "right" : "left"}">${escaped(text)}</${tag}>`;
  const head = frame.columns.map((name, i) => cell("th", name, i)).join("");
  const columns = frame.columns.map((name) => frame.getColumn(name).head(most).toArray() as unknown[]);
  const rows = Array.from(
    { length: Math.min(most, frame.height) },
    (_, row) => `<tr>${frame.columns.map((name, i) => cell("td", shown(name, columns[i][row]), i)).join("")}</tr>`,
  );
  const rest = frame.height - rows.length;
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>` +
    (rest > 0 ? `<p>… and ${count(rest)} more ${rest === 1 ? "row" : "rows"}</p>` : "");
}

/** A value as people read it, by the name of its column. */
function shown(name: string, value: unknown): string {
  if (value === null || value === undefined) return UNKNOWN;
  if (typeof value !== "number") return shortened(typeof value === "string" ? value : JSON.stringify(value));
  if (name.endsWith("_usd")) return money(value);
  if (name.endsWith("_ms")) return fixed(value, 1);
  if (name.endsWith("_rate")) return `${fixed(100 * value, 1)} %`;
  return Number.isInteger(value)
    ? (isCount(name) ? count(value) : String(value))
    : String(Number(value.toPrecision(4)));
}

/** Counts have their thousands set apart; a seed, a place in the grid or a status is no count. */
function isCount(name: string): boolean {
  return name === "n" || name.endsWith("_tokens");
}

/** Four digits that matter, never with an exponent. */
function money(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const amount = Decimal.fromNumber(Number(value.toPrecision(4))).toString();
  return amount.startsWith("-") ? `-$${amount.slice(1)}` : `$${amount}`;
}

function fixed(value: number, digits: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function shortened(text: string): string {
  const chars = [...text];
  return chars.length <= TEXT_CHARS ? text : `${chars.slice(0, TEXT_CHARS - 1).join("")}…`;
}

const ENTITIES: { readonly [char: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (char) => ENTITIES[char]);
}

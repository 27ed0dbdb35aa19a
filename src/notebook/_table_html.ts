import type { DataFrame } from "../analysis/mod.ts";
import { escaped } from "./_escaped.ts";
import { formatterOf } from "./_formatter_of.ts";

/** A frame as an HTML table: numbers to the right, a line about the rows that are not shown. */
export function tableHtml(frame: DataFrame, most: number): string {
  const columns = frame.columns.map((name, i) => {
    const values = frame.getColumn(name).head(most).toArray() as unknown[];
    const align = /^(U?Int|Float)/.test(String(frame.dtypes[i].variant)) ? "right" : "left";
    return { name, align, cells: values.map(formatterOf(name, values)) };
  });
  const cell = (tag: "th" | "td", text: string, align: string) =>
    `<${tag} style="text-align:${align}">${escaped(text)}</${tag}>`;
  const head = columns.map(({ name, align }) => cell("th", name, align)).join("");
  const shown = Math.min(most, frame.height);
  const rows = Array.from(
    { length: shown },
    (_, row) => `<tr>${columns.map(({ cells, align }) => cell("td", cells[row], align)).join("")}</tr>`,
  );
  const rest = frame.height - shown;
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>` +
    (rest > 0 ? `<p>… and ${rest.toLocaleString("en-US")} more ${rest === 1 ? "row" : "rows"}</p>` : "");
}

import { type FrameKind, frameSchema } from "../../src/analysis/mod.ts";

/** The page with the tables of columns as they are: each stands between two marks. */
export function withFrameSchemas(page: string): string {
  const kinds: readonly FrameKind[] = ["run", "traffic", "models", "endpoints"];
  return kinds.reduce((text, kind) => {
    const [begin, end] = [`<!-- ${kind} -->`, `<!-- /${kind} -->`];
    const [before, rest] = text.split(begin);
    if (rest === undefined) {
      throw new Error(`Cannot document the columns as the page has no mark: current value is "${begin}"`);
    }
    return `${before}${begin}\n\n${schemaTable(kind)}\n${end}${rest.split(end)[1]}`;
  }, page);
}

function schemaTable(kind: FrameKind): string {
  const rows = frameSchema(kind).toRecords().map(({ column, type, unit, meaning }) => [
    `\`${column}\``,
    String(column).includes("<axis>") ? "f64, bool or utf8" : String(type),
    unit === null ? "" : String(unit),
    String(meaning).replaceAll("<", "&lt;"),
  ]);
  const table = [["column", "type", "unit", "meaning"], ...rows];
  const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
  const line = (cells: readonly string[], fill = " ") =>
    `| ${cells.map((text, i) => text.padEnd(widths[i], fill)).join(" | ")} |\n`;
  return line(table[0]) + line(widths.map(() => ""), "-") + rows.map((row) => line(row)).join("");
}

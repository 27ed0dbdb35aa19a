import { widthOf } from "./_width_of.ts";

/** A column of a text table. */
export interface TextColumn {
  readonly title: string;
  /** Numbers stand at the right. */
  readonly align: "left" | "right";
}

/** A table of plain text: titles, a rule, and a line per row; columns as wide as they must be. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, i) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row[i])), widthOf(title))
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => {
      const space = " ".repeat(widths[i] - widthOf(cell));
      return columns[i].align === "right" ? space + cell : cell + space;
    }).join("  ").trimEnd();
  return [
    line(columns.map(({ title }) => title)),
    widths.map((width) => "─".repeat(width)).join("  "),
    ...rows.map(line),
  ]
    .map((text) => `${text}\n`).join("");
}

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

/** Each of its characters takes one column. */
const PLAIN = /^[\x20-\x7e–─]*$/;

/** Columns that a text takes on a terminal: East Asian and emoji characters take two, combining ones none. */
function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width +=
      /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]/u.test(
          segment,
        )
        ? 2
        : 1;
  }
  return width;
}

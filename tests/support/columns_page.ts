import { type ResultColumn, resultColumns } from "../../src/ledger/mod.ts";

const INTRODUCTION = `# The columns of the results

\`results.parquet\`, \`results.csv\` and the data frame of \`loadRun\` have the same columns. One row is one HTTP try of a
cell, failed ones too. Unknown is null (an empty field in CSV), never 0. An axis and a scorer of the plan have a column
each, here shown with \`<axis>\` and \`<scorer>\`; an axis whose values are all numbers is f64, all booleans bool, else
utf8.

`;

/** The page that documents the columns, made from the columns themselves. */
export function columnsPage(): string {
  const columns = resultColumns({ axes: { "<axis>": "f64" }, scorers: ["<scorer>"] });
  const rows = columns.map((
    column,
  ) => [`\`${column.name}\``, typeOf(column), column.unit ?? "", column.meaning.replaceAll("<", "&lt;")]);
  const table = [["column", "type", "unit", "meaning"], ...rows];
  const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
  const line = (cells: readonly string[], fill = " ") =>
    `| ${cells.map((text, i) => text.padEnd(widths[i], fill)).join(" | ")} |\n`;
  return INTRODUCTION + line(table[0]) + line(widths.map(() => ""), "-") +
    table.slice(1).map((row) => line(row)).join("");
}

function typeOf({ name, type }: ResultColumn): string {
  return name.includes("<axis>") ? "f64, bool or utf8" : type;
}

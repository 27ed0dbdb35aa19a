import type { RepeatScores } from "../../scoring/mod.ts";
import type { CellRow, Table } from "../frames/mod.ts";

/** What the scorers say of a cell that has ended; `null` where it has no answer. */
export function repeatScores(table: Table): (cell: CellRow) => RepeatScores {
  const scorers = table.names.filter((name) => name.startsWith("score_"))
    .map((name) => ({ name: name.slice("score_".length), values: table.numbers(name) }));
  return ({ row, ok }) => ok ? Object.fromEntries(scorers.map(({ name, values }) => [name, known(values[row])])) : null;
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

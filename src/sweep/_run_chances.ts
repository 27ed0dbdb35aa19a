import type { Tape } from "../cassette/mod.ts";
import type { Attempt, Cell } from "../spec/mod.ts";
import { type CellContext, runCell } from "./_run_cell.ts";
import type { CellWaits } from "./_run_cells.ts";

/** How it is known which cells are tried again after they have failed. */
export interface Chances {
  /** Cells that are to be tried again, with the number of their tries so far. */
  readonly tried: ReadonlyMap<number, number>;
  readonly tape: Pick<Tape, "recall">;
}

const GIVEN = { choice: true, reason: "What failed was to be tried again" };

/**
 * Run a cell, as often as it was given another chance. That it was is decided by a person, once, and kept on the tape, so
 * that whoever replays or goes on makes the same tries.
 */
export async function runChances(
  cell: Cell,
  context: CellContext,
  { waits, tried, tape }: Chances & { readonly waits: CellWaits },
): Promise<Attempt[]> {
  let before = tried.get(cell.index) ?? 0;
  if (before > 0) await context.decide(cell.id, nameOf(before), () => GIVEN);
  const rows: Attempt[] = [];
  for (;;) {
    rows.push(...await runCell(cell, context, { waits, before }));
    const last = rows[rows.length - 1];
    before = last.try;
    if (last.status === "ok") break;
    const decided = await tape.recall(cell.id, nameOf(before), context.runId);
    if (decided?.choice !== true) break;
  }
  return rows.map((row, i) => row.final === (i === rows.length - 1) ? row : { ...row, final: i === rows.length - 1 });
}

function nameOf(triesBefore: number): string {
  return `again/${triesBefore}`;
}

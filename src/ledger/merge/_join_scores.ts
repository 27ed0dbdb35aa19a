import type { ScoreRow, ScoringRecord } from "../../spec/mod.ts";
import { conflict, text } from "./_conflict.ts";
import type { MergeChoice } from "./merge_choice.ts";

/**
 * One scoring of those that several ledgers have under one number: the shards of a run score by the same configuration.
 * @throws {UserError} when their configurations differ.
 */
export function joinScorings(records: readonly ScoringRecord[], { prefer }: MergeChoice): ScoringRecord {
  return records.reduce((a, b) => {
    if (isSame(a, b)) {
      const endedAt = a.endedAt === null || b.endedAt === null ? null : [a.endedAt, b.endedAt].sort()[1];
      return { ...a, createdAt: [a.createdAt, b.createdAt].sort()[0], endedAt };
    }
    if (prefer === undefined) throw conflict(`the scoring ${a.number} of the run "${a.runId}"`, plain(a), plain(b));
    return newer(a, b, a.createdAt, b.createdAt);
  });
}

/** Whether the verdicts of a scoring are those of another one. */
export function isSame(a: ScoringRecord, b: ScoringRecord): boolean {
  return text(plain(a)) === text(plain(b));
}

/** One verdict of those that several ledgers have of a cell and a scorer. */
export function joinScores(rows: readonly ScoreRow[], { prefer }: MergeChoice): ScoreRow {
  return rows.reduce((a, b) => {
    const [{ at: atA, ...x }, { at: atB, ...y }] = [a, b];
    if (text(x) === text(y)) return atA < atB ? a : b;
    if (prefer === undefined) {
      throw conflict(`the verdict of "${a.name}" on cell ${a.cellIndex} of the run "${a.runId}"`, x, y);
    }
    return newer(a, b, atA, atB);
  });
}

function newer<Item>(a: Item, b: Item, atA: string, atB: string): Item {
  if (atA !== atB) return atA > atB ? a : b;
  return text(a) > text(b) ? a : b;
}

function plain({ createdAt: _, endedAt: __, ...rest }: ScoringRecord): object {
  return rest;
}

import { reduceRepeats, type RepeatReduction, type RepeatScores } from "../../scoring/mod.ts";
import { mean } from "../../statistics/mod.ts";
import type { CellRow, Table } from "../frames/mod.ts";
import { repeatScores } from "./_repeat_scores.ts";

/** What the repeats of a group of cells come to. */
export interface ReducedScores {
  readonly score_reduced: number | null;
  /** Prompts at a point of the grid that have a score. */
  readonly score_n: number;
  /** Those that have answers, but fewer than some `pass@k` draws. */
  readonly score_too_few: number;
}

/**
 * The mean over the prompts of a group, at every point of the grid each, of what their repeats are reduced to. Seeds are
 * repeats under another name. Cells that have not ended are left out.
 */
export function reducedScores(table: Table, cells: readonly CellRow[], reduction: RepeatReduction): ReducedScores {
  const axes = table.names.filter((name) => name.startsWith("param_") && name !== "param_seed");
  const places = ["run_id", "endpoint", "prompt_id", ...axes].map((name) => table.codes(name));
  const scoresOf = repeatScores(table);
  const repeats = new Map<string, RepeatScores[]>();
  for (const cell of cells) {
    if (!cell.ended) continue;
    const key = places.map(({ codes }) => codes[cell.row]).join();
    const scores = scoresOf(cell);
    const known = repeats.get(key);
    if (known === undefined) repeats.set(key, [scores]);
    else known.push(scores);
  }
  const reduced = [...repeats.values()].map((one) => reduceRepeats(one, reduction));
  const scores = reduced.flatMap(({ score }) => score === null ? [] : [score]);
  return {
    score_reduced: mean(scores),
    score_n: scores.length,
    score_too_few: reduced.filter(({ tooFew }) => tooFew).length,
  };
}

import { reduceRepeats, type RepeatReduction, type RepeatScores } from "../../scoring/mod.ts";
import type { CellRow, Table } from "../frames/mod.ts";
import type { PromptValues } from "./_prompt_values.ts";
import { repeatScores } from "./_repeat_scores.ts";

/** What the repeats of a group of cells come to. */
export interface ReducedScores {
  /** By prompt and point of the grid, of those that have a score. */
  readonly scores: PromptValues;
  /** How many have answers, but fewer than some `pass@k` draws. */
  readonly tooFew: number;
}

/**
 * What the repeats of each prompt of a group are reduced to, at every point of the grid. Seeds are repeats under another
 * name. Cells that have not ended are left out.
 */
export function reducedScores(table: Table, cells: readonly CellRow[], reduction: RepeatReduction): ReducedScores {
  const axes = table.names.filter((name) => name.startsWith("param_") && name !== "param_seed");
  const places = ["run_id", "endpoint", "prompt_id", ...axes].map((name) => table.codes(name));
  const scoresOf = repeatScores(table);
  const prompts = table.codes("prompt_id").codes;
  const repeats = new Map<string, { readonly prompt: number; readonly scores: RepeatScores[] }>();
  for (const cell of cells) {
    if (!cell.ended) continue;
    const key = places.map(({ codes }) => codes[cell.row]).join();
    const known = repeats.get(key) ?? { prompt: prompts[cell.row], scores: [] };
    repeats.set(key, known);
    known.scores.push(scoresOf(cell));
  }
  const reduced = [...repeats.values()].map(({ prompt, scores }) => ({ prompt, ...reduceRepeats(scores, reduction) }));
  const scored = reduced.filter(({ score }) => score !== null);
  return {
    scores: { values: scored.map(({ score }) => score!), prompts: scored.map(({ prompt }) => prompt) },
    tooFew: reduced.filter(({ tooFew }) => tooFew).length,
  };
}

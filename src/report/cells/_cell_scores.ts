import { countingScorings, scoredRows } from "../../scoring/mod.ts";
import type { Attempt, JsonValue, Ledger } from "../../spec/mod.ts";
import type { HumanRating } from "../../sweep/mod.ts";
import type { CellDetail, CellScore } from "./cell_detail_data.ts";

/** The run's own scoring, whose verdicts stand in its rows. */
const OWN = 1;

/** The verdicts on a cell's answer: those that count and those that later ones have taken the place of. */
export async function scoresOfCell(
  ledger: Ledger,
  last: Attempt | null,
): Promise<Pick<CellDetail, "score" | "scores" | "ratings">> {
  if (last === null) return { score: null, scores: [], ratings: [] };
  const { runId, cellIndex: from } = last;
  const range = { from, to: from };
  const counting = await countingScorings(ledger, runId);
  const counts = (name: string, scoring: number) => (counting.get(name) ?? OWN) === scoring;
  const scores: CellScore[] = [];
  const ratings: HumanRating[] = [];
  for (const { number } of await ledger.scorings(runId)) {
    for await (
      const { runId: _run, cellIndex: _cell, number: scoring, ...row } of ledger.scores(runId, number, range)
    ) {
      scores.push({ ...row, scoring, counts: counts(row.name, scoring) });
      ratings.push(...(row.metadata?.ratings ?? []) as JsonValue as unknown as HumanRating[]);
    }
  }
  // What a scorer of the run has more to say of stands among its scorings, too.
  const told = new Set(scores.flatMap(({ name, scoring }) => scoring === OWN ? name : []));
  const bare = Object.entries(last.scores).flatMap(([name, score]): CellScore[] =>
    told.has(name) ? [] : [{ name, score, scoring: OWN, at: null, counts: counts(name, OWN) }]
  );
  let score: number | null = null;
  for await (const row of scoredRows(only(last), { ledger, runId, ...range })) score = row.score;
  return { score, scores: [...bare, ...scores], ratings };
}

async function* only<Row>(row: Row): AsyncGenerator<Row> {
  yield row;
}

import { UserError } from "../../base/mod.ts";
import type { Attempt, Ledger } from "../../spec/mod.ts";
import { type HumanRating, HumanRatings } from "./human_ratings.ts";

/** Of which cell, by whom. */
export interface RateAnswerOptions extends Omit<HumanRating, "at"> {
  /** The cell's place in the grid. */
  readonly cellIndex: number;
  /** Tells the time, as RFC 3339 in UTC. */
  readonly now: () => string;
}

/** A name of more letters is somebody's mistake. */
const MOST_NAME = 100;
const MOST_NOTE = 4000;

/**
 * Rate the answer of one cell, as `tapedeck rate` does; whoever has rated it before changes their own rating. Nothing
 * else of the run is read. It is on the disk when this resolves, with all ratings of the answer.
 *
 * @throws {UserError} when the cell has no answer, the score is not from 0 to 1, or nobody is named.
 */
export async function rateAnswer(
  ledger: Ledger,
  runId: string,
  { cellIndex, rater, score, note = "", now }: RateAnswerOptions,
): Promise<readonly HumanRating[]> {
  const name = rater.trim();
  if (name === "" || name.length > MOST_NAME) {
    throw refused(`who rates must be named, in up to ${MOST_NAME} characters`, `"${name.slice(0, MOST_NAME)}"`);
  }
  if (!(score >= 0 && score <= 1)) throw refused("the score must be from 0 to 1", score);
  if (note.length > MOST_NOTE) throw refused(`a note has up to ${MOST_NOTE} characters`, `${note.length} of them`);
  const range = { from: cellIndex, to: cellIndex };
  let last: Attempt | null = null;
  for await (const row of ledger.attempts(runId, range)) last = row;
  if (last === null || !last.final || last.status !== "ok") {
    throw refused("the cell has no answer", `cell ${cellIndex}`);
  }
  const ratings = await HumanRatings.open(ledger, runId, { now, ...range });
  await ratings.rate(cellIndex, { rater: name, score, note: note.trim() });
  return ratings.of(cellIndex);
}

function refused(reason: string, value: string | number): UserError {
  return new UserError(`Cannot rate as ${reason}: current value is ${value}`, { exitCode: 2 });
}

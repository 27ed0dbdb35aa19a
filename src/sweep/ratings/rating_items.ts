import { seededRandom } from "../../base/mod.ts";
import type { Attempt, JsonValue, Ledger } from "../../spec/mod.ts";
import { answerInput, CellFinder } from "../scoring/mod.ts";
import type { SweepPlan } from "../sweep_plan.ts";

/** An answer that is to be rated, with what a person needs to see of it. */
export interface RatingItem {
  /** The cell's place in the grid. */
  readonly cellIndex: number;
  /** The hash of what was sent. */
  readonly cellId: string;
  /** The prompt's sample. */
  readonly promptId: string;
  /** The text of the last user message; `null`: the plan is not at hand, or does not have the cell. */
  readonly prompt: string | null;
  /** What the sample says the answer should be; `null`: nothing, or it is not known. */
  readonly expected: JsonValue;
  /** What is rated. */
  readonly answer: string;
  /** Who answered, which people should not see. */
  readonly endpoint: string;
  /** With which parameters. */
  readonly label: string;
}

/** Which answers are rated, and in which order. */
export interface RatingItemsOptions {
  /** The run's plan, for prompts and what was expected; `null`: it is not at hand. */
  readonly plan: SweepPlan | null;
  /** Decides the order: the same seed gives the same one. */
  readonly seed: string;
  /** Answers that are left out, by the cell's place. */
  readonly skip: (cellIndex: number) => boolean;
}

/** Answers that are read from the ledger at once: it gives them in the order of their cells only. */
const BATCH = 64;

/** How many answers of a run are left to rate. */
export async function countRatingItems(
  ledger: Ledger,
  runId: string,
  { skip }: Pick<RatingItemsOptions, "skip">,
): Promise<number> {
  return (await answered(ledger, runId, skip)).length;
}

/**
 * The answers of a run that are to be rated, in an order of their own, so that nobody rates one model's answers in a row.
 * What is rated meanwhile does not change the order.
 */
export async function* ratingItems(
  ledger: Ledger,
  runId: string,
  { plan, seed, skip }: RatingItemsOptions,
): AsyncGenerator<RatingItem> {
  const places = await answered(ledger, runId, () => false);
  const order = shuffled(places, seed).filter((place) => !skip(place));
  const cells = plan === null ? null : new CellFinder(plan);
  for (let i = 0; i < order.length; i += BATCH) {
    const batch = order.slice(i, i + BATCH);
    const found = new Map<number, RatingItem>();
    const wanted = new Set(batch);
    for await (const attempt of ledger.attempts(runId)) {
      if (wanted.has(attempt.cellIndex) && isAnswer(attempt)) found.set(attempt.cellIndex, itemOf(attempt, cells));
    }
    for (const place of batch) {
      const item = found.get(place);
      if (item !== undefined) yield item;
    }
  }
}

async function answered(ledger: Ledger, runId: string, skip: (cellIndex: number) => boolean): Promise<number[]> {
  const places: number[] = [];
  for await (const attempt of ledger.attempts(runId)) {
    if (isAnswer(attempt) && !skip(attempt.cellIndex)) places.push(attempt.cellIndex);
  }
  return places;
}

function isAnswer({ final, status, output }: Attempt): boolean {
  return final && status === "ok" && output !== null;
}

function itemOf(attempt: Attempt, cells: CellFinder | null): RatingItem {
  const { cellIndex, cellId, promptId, endpoint, label } = attempt;
  const answer = attempt.output!;
  const cell = cells?.find(attempt) ?? null;
  const { input, expected } = cell === null ? { input: null, expected: null } : answerInput(cell, { output: answer });
  return { cellIndex, cellId, promptId, prompt: input, expected, answer, endpoint, label };
}

function shuffled(places: readonly number[], seed: string): number[] {
  const random = seededRandom(seed);
  const order = [...places];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

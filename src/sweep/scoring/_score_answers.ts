import { Decimal } from "../../base/mod.ts";
import { costIsUnknown } from "../../ledger/mod.ts";
import type { Attempt, Ledger, RunRecord, ScoreRow, ScoringRecord } from "../../spec/mod.ts";
import type { SweepPlan } from "../sweep_plan.ts";
import { answerInput } from "./answer_input.ts";
import { CellFinder } from "./cell_finder.ts";
import type { RunScoring, ScoringContext } from "./run_scoring.ts";

/** Answers of cells that a plan does not have. */
export interface MissingCells {
  /** All of them. */
  readonly count: number;
  /** The ids of the first few. */
  readonly cells: readonly string[];
}

/** What the answers of a run are scored again with. */
export interface ScoreAnswersParts {
  readonly ledger: Ledger;
  readonly run: RunRecord;
  readonly plan: SweepPlan;
  readonly scoring: ScoringRecord;
  readonly scorers: RunScoring;
  readonly context: ScoringContext;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly now: () => string;
  readonly onProgress?: (scored: number) => void;
}

/** So many verdicts go into one transaction at the most. */
const MOST_ROWS = 256;
const NAMED = 10;

/** Score every answer of a run that the scoring has no verdicts on yet, so many at once. */
export async function scoreAnswers(parts: ScoreAnswersParts): Promise<MissingCells> {
  const { ledger, run, scoring, scorers, context, concurrency, signal, now, onProgress } = parts;
  const cells = new CellFinder(parts.plan);
  const missing: string[] = [];
  let [count, scored] = [0, 0];
  let rows: ScoreRow[] = [];
  const flush = async () => {
    const full = rows;
    rows = [];
    await ledger.appendScores(full);
  };
  const score = scorers.cells(context);
  const answers = answersOf(ledger, run.runId, await scoredCells(ledger, scoring));
  const worker = async () => {
    for await (const { attempt, costUsd } of answers) {
      signal.throwIfAborted();
      const cell = cells.find(attempt);
      if (cell === null) {
        if (count++ < NAMED) missing.push(attempt.cellId);
        continue;
      }
      const { latencyMs, ttftMs, inputTokens, outputTokens } = attempt;
      const call = { latencyMs, ttftMs, costUsd, inputTokens, outputTokens };
      const input = answerInput(cell, { output: attempt.output!, call });
      const { scores } = await score.score(
        { id: cell.id, index: attempt.cellIndex, endpoint: attempt.endpoint },
        input,
        { signal },
      );
      score.take(attempt.cellIndex);
      const place = { runId: run.runId, number: scoring.number, cellIndex: attempt.cellIndex, at: now() };
      rows.push(...scores.map((one) => ({ ...one, ...place })));
      if (rows.length >= MOST_ROWS) await flush();
      onProgress?.(++scored);
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, worker));
  } finally {
    await flush();
  }
  return { count, cells: missing };
}

/** Whether the run has answers that came after a scoring. Verdicts on answers of the run itself stand in its rows. */
export async function hasNewAnswers(ledger: Ledger, scoring: ScoringRecord): Promise<boolean> {
  if (scoring.number === 1) return false;
  for await (const _answer of answersOf(ledger, scoring.runId, await scoredCells(ledger, scoring))) return true;
  return false;
}

/** The answers of a run with what all tries of their cells have cost. One generator feeds all workers. */
async function* answersOf(
  ledger: Ledger,
  runId: string,
  done: ReadonlySet<number>,
): AsyncGenerator<{ readonly attempt: Attempt; readonly costUsd: string | null }> {
  let cell = -1;
  let cost: Decimal | null = null;
  for await (const attempt of ledger.attempts(runId)) {
    if (attempt.cellIndex !== cell) cost = Decimal.fromInteger(0);
    cell = attempt.cellIndex;
    if (costIsUnknown(attempt)) cost = null;
    else if (attempt.costUsd !== null) cost = cost?.plus(Decimal.parse(attempt.costUsd)) ?? null;
    if (!attempt.final || attempt.status !== "ok" || attempt.output === null || done.has(cell)) continue;
    yield { attempt, costUsd: cost?.toString() ?? null };
  }
}

async function scoredCells(ledger: Ledger, { runId, number }: ScoringRecord): Promise<ReadonlySet<number>> {
  const cells = new Set<number>();
  for await (const { cellIndex } of ledger.scores(runId, number)) cells.add(cellIndex);
  return cells;
}

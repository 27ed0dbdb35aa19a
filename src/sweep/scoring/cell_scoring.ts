import { type AnswerScores, scoreAnswer } from "../../scoring/mod.ts";
import type { Cell, Clock, Score, Scorer, ScorerInput, ScoreRow, ScorerTools } from "../../spec/mod.ts";
import type { CallScoring } from "./call_scoring.ts";
import type { ScorerCallContext } from "./_scorer_tools.ts";

/** What the answers of a session are scored with. */
export interface CellScoringParts {
  /** In the order of their columns. */
  readonly scorers: readonly Scorer[];
  /** `null`: none of them makes calls. */
  readonly calls: CallScoring | null;
  readonly context: Omit<ScorerCallContext, "wireOf">;
  /** How much each counts in the mean. */
  readonly weights?: { readonly [scorer: string]: number };
}

/** Scores the answers of a session, and keeps what of the verdicts does not fit into the rows of attempts. */
export class CellScoring {
  readonly #parts: CellScoringParts;
  readonly #kept = new Map<number, ScoreRow[]>();

  constructor(parts: CellScoringParts) {
    this.#parts = parts;
  }

  /** Whether some scorer makes calls, for which a cell has to wait. */
  get makesCalls(): boolean {
    return this.#parts.calls !== null && this.#parts.calls.scorers.length > 0;
  }

  /** The verdicts on the answer of a cell. Rejects with the signal's reason when the run is ended before they are there. */
  async score(cell: Pick<Cell, "id" | "index">, input: ScorerInput, signal: AbortSignal): Promise<AnswerScores> {
    const { scorers, calls, context, weights } = this.#parts;
    const options = {
      ...(weights === undefined ? {} : { weights }),
      ...(context.clean === undefined ? {} : { clean: context.clean }),
      ...(calls === null ? {} : { tools: (scorer: Scorer) => this.#tools(scorer, cell.id, signal) }),
    };
    const scored = await scoreAnswer(scorers, input, options);
    this.#keep(cell.index, scored.scores, context);
    return scored;
  }

  /** The rows of a cell's verdicts that came with more than a number, once; none for most cells. */
  take(cellIndex: number): readonly ScoreRow[] {
    const rows = this.#kept.get(cellIndex) ?? [];
    this.#kept.delete(cellIndex);
    return rows;
  }

  #tools(scorer: Scorer, cellId: string, signal: AbortSignal): ScorerTools {
    return this.#parts.calls!.tools(scorer.name, cellId, { ...this.#parts.context, signal }) ?? noCalls(scorer, signal);
  }

  #keep(cellIndex: number, scores: readonly Score[], { runId, clock }: { runId: string; clock: Clock }): void {
    const more = scores.filter(({ metadata, calls }) => metadata !== undefined || calls !== undefined);
    if (more.length === 0) return;
    const at = clock.date().toISOString();
    this.#kept.set(cellIndex, more.map((score) => ({ ...score, runId, number: 1, cellIndex, at })));
  }
}

/** A scorer that was not set up to make calls makes none. */
function noCalls({ name }: Scorer, signal: AbortSignal): ScorerTools {
  const refuse = () => Promise.reject(new TypeError(`The scorer "${name}" was set up without endpoints to call`));
  return { scope: name, signal, complete: refuse, embed: refuse };
}

import { type AnswerScores, scoreAnswer } from "../../scoring/mod.ts";
import type { Clock, Score, Scorer, ScorerInput, ScoreRow, ScorerTools } from "../../spec/mod.ts";
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

  /** What the calls of all its scorers share. */
  get context(): CellScoringParts["context"] {
    return this.#parts.context;
  }

  /**
   * The verdicts on the answer of a cell. Rejects with the signal's reason when the run is ended before they are there, and
   * with what is no failure of a call but of the run: a full disk, a used-up budget.
   */
  async score(
    cell: { readonly id: string; readonly index: number; readonly endpoint: string },
    input: ScorerInput,
    { signal, handOver }: Pick<ScorerCallContext, "signal" | "handOver">,
  ): Promise<AnswerScores> {
    const { scorers, calls, context, weights } = this.#parts;
    const given = { ...context, signal, ...(handOver === undefined ? {} : { handOver }) };
    const thrown: unknown[] = [];
    const toolsOf = (scorer: Scorer) => {
      const tools = calls!.tools(scorer.name, cell, given);
      return tools === null ? noCalls(scorer, signal) : watched(tools, (error) => thrown.push(error));
    };
    const options = {
      ...(weights === undefined ? {} : { weights }),
      ...(context.clean === undefined ? {} : { clean: context.clean }),
      ...(calls === null ? {} : { tools: toolsOf }),
    };
    const scored = await scoreAnswer(scorers, input, options);
    if (thrown.length > 0) throw thrown[0];
    this.#keep(cell.index, scored.scores, context);
    return scored;
  }

  /** The rows of a cell's verdicts that came with more than a number, once; none for most cells. */
  take(cellIndex: number): readonly ScoreRow[] {
    const rows = this.#kept.get(cellIndex) ?? [];
    this.#kept.delete(cellIndex);
    return rows;
  }

  #keep(cellIndex: number, scores: readonly Score[], { runId, clock }: { runId: string; clock: Clock }): void {
    const more = scores.filter(({ metadata, calls }) => metadata !== undefined || calls !== undefined);
    if (more.length === 0) return;
    const at = clock.date().toISOString();
    this.#kept.set(cellIndex, more.map((score) => ({ ...score, runId, number: 1, cellIndex, at })));
  }
}

/** Failures of calls are values: what is thrown is none, and no scorer's business. */
function watched(tools: ScorerTools, told: (error: unknown) => void): ScorerTools {
  const watch = async <T>(made: Promise<T>): Promise<T> => {
    try {
      return await made;
    } catch (error) {
      told(error);
      throw error;
    }
  };
  return {
    ...tools,
    complete: (...given) => watch(tools.complete(...given)),
    embed: (...given) => watch(tools.embed(...given)),
  };
}

/** A scorer that was not set up to make calls makes none. */
function noCalls({ name }: Scorer, signal: AbortSignal): ScorerTools {
  const refuse = () => Promise.reject(new TypeError(`The scorer "${name}" was set up without endpoints to call`));
  return { scope: name, signal, complete: refuse, embed: refuse };
}

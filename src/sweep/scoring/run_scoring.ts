import { describeScoring } from "../../scoring/mod.ts";
import type { Attempt, Endpoint, Ledger, Scorer } from "../../spec/mod.ts";
import type { SweepPlan } from "../sweep_plan.ts";
import { answerInput } from "./answer_input.ts";
import { CallScoring, type CallScoringOptions } from "./call_scoring.ts";
import { CellFinder } from "./cell_finder.ts";
import { CellScoring } from "./cell_scoring.ts";
import { pairwisePass } from "./pairwise_pass.ts";
import type { ScorerCallContext } from "./_scorer_tools.ts";

/** What a session's calls of scorers share. */
export type ScoringContext = Omit<ScorerCallContext, "wireOf">;

/** The run's own scoring, whose verdicts stand in its attempts. */
const OWN = 1;

/** The scoring of a run while it goes on: its scorers, the tapes of those that make calls, and its place in the ledger. */
export class RunScoring implements AsyncDisposable {
  /** Those that look at one answer at a time, in the order of their columns. */
  readonly scorers: readonly Scorer[];
  readonly #plan: SweepPlan;
  readonly #calls: CallScoring | null;
  readonly #concurrency: number;

  private constructor(
    plan: SweepPlan,
    parts: { scorers: readonly Scorer[]; calls: CallScoring | null; concurrency: number },
  ) {
    const names = describeScoring(plan.score).scorers;
    this.#plan = plan;
    this.#calls = parts.calls;
    this.#concurrency = parts.concurrency;
    this.scorers = [...parts.scorers, ...parts.calls?.scorers ?? []]
      .sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
  }

  /**
   * The scorers that are given, and those of the plan that make calls, with their tapes.
   * @throws {UserError} when a credential, or in a replay a tape, is missing.
   */
  static async open(
    plan: SweepPlan,
    scorers: readonly Scorer[],
    options: CallScoringOptions,
  ): Promise<RunScoring> {
    const calls = plan.scoreEndpoints === undefined ? null : await CallScoring.open(plan, options);
    return new RunScoring(plan, { scorers, calls, concurrency: options.concurrency });
  }

  /** Whether the answers of a tape depend on the order in which they are asked for. */
  get needsOrder(): boolean {
    return this.#calls?.needsOrder ?? false;
  }

  /** Whether an endpoint is that of a scorer, whose calls are counted apart from those of cells. */
  isScorers(endpoint: Endpoint): boolean {
    return this.#calls?.isScorers(endpoint) ?? false;
  }

  /** Those of all scorers that make calls, with their prices. */
  get endpoints(): readonly Endpoint[] {
    return this.#calls?.endpoints ?? [];
  }

  /** What scores the cells of a session. */
  cells(context: ScoringContext): CellScoring {
    const { weights } = this.#plan.score;
    return new CellScoring({
      scorers: this.scorers,
      calls: this.#calls,
      context,
      ...(weights === undefined ? {} : { weights }),
    });
  }

  /** Write down that the run is scored, unless it stands there already. */
  async begin(ledger: Ledger, runId: string, at: string): Promise<void> {
    const scoring = describeScoring(this.#plan.score);
    if (scoring.scorers.length === 0 || await hasOwn(ledger, runId)) return;
    try {
      await ledger.startScoring({ runId, number: OWN, ...scoring, createdAt: at, endedAt: null });
    } catch (error) {
      // Another shard of the run may have been first.
      if (!await hasOwn(ledger, runId)) throw error;
    }
  }

  /** Compare answers in pairs, now that all cells have ended, and write down that the run has been scored. */
  async end(ledger: Ledger, context: ScoringContext): Promise<void> {
    const { runId, clock } = context;
    await this.comparePairs(ledger, context, { runId, scoring: OWN });
    if (await hasOwn(ledger, runId)) await ledger.endScoring(runId, OWN, clock.date().toISOString());
  }

  /** Compare answers in pairs, as far as some scorer does. */
  async comparePairs(
    ledger: Ledger,
    context: ScoringContext,
    place: { readonly runId: string; readonly scoring: number },
  ): Promise<void> {
    const pairs = this.#calls?.pairwise(context) ?? [];
    if (pairs.length === 0) return;
    const { clock, signal } = context;
    const cells = new CellFinder(this.#plan);
    const inputOf = (attempt: Attempt) => {
      const cell = cells.find(attempt);
      return cell === null ? null : answerInput(cell, { output: attempt.output! });
    };
    const concurrency = this.needsOrder ? 1 : this.#concurrency;
    const now = () => clock.date().toISOString();
    await pairwisePass(pairs, ledger, { ...place, concurrency, inputOf, now, signal });
  }

  /** @throws {UserError} when a recording could not be written. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#calls?.[Symbol.asyncDispose]();
  }
}

async function hasOwn(ledger: Ledger, runId: string): Promise<boolean> {
  return (await ledger.scorings(runId)).some(({ number }) => number === OWN);
}

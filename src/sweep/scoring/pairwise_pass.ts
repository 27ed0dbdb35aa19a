import { canonicalJson } from "../../base/mod.ts";
import type { Attempt, JsonValue, Ledger, Score, ScorerInput, ScoreRow } from "../../spec/mod.ts";
import type { ScoredCell } from "./_scorer_tools.ts";

/** A judge that compares answers with those of a baseline. */
export interface PairwiseScorer {
  readonly name: string;
  /** `endpoint`, and values of axes; what it does not name is as it is in the answer that is compared. */
  readonly baseline: { readonly [name: string]: JsonValue };
  compare(input: ScorerInput, baseline: string, cell: ScoredCell): Promise<Score>;
}

/** What a pass over the pairs of a run is made with. */
export interface PairwisePassOptions {
  readonly runId: string;
  /** Where verdicts go. */
  readonly scoring: number;
  /** Comparisons that are made at once. */
  readonly concurrency: number;
  /** What the judge is shown of a cell; `null`: the plan does not have it. */
  readonly inputOf: (attempt: Attempt) => ScorerInput | null;
  /** RFC 3339, UTC. */
  readonly now: () => string;
  readonly signal?: AbortSignal;
}

/**
 * Compare each answer of a run with that of its baseline: the answer to the same prompt and repeat, at the endpoint and
 * with the parameters that the baseline names, and with all others the same. Verdicts that are there already are kept, so
 * that a pass that was cut short is gone on with.
 *
 * It is made when all cells have ended, as an answer and its baseline may end in any order; the answers of the baseline
 * are held in memory, those of the other cells are read one after the other.
 */
export async function pairwisePass(
  scorers: readonly PairwiseScorer[],
  ledger: Ledger,
  options: PairwisePassOptions,
): Promise<void> {
  for (const scorer of scorers) {
    const baselines = await baselineAnswers(scorer, ledger, options.runId);
    const there = await scoredCells(scorer.name, ledger, options);
    const pairs = pairsOf(scorer, { ledger, runId: options.runId, there });
    const worker = async () => {
      for await (const attempt of pairs) {
        options.signal?.throwIfAborted();
        const input = options.inputOf(attempt);
        if (input === null) continue;
        const baseline = baselines.get(partnerKey(attempt, scorer.baseline));
        const score = baseline === undefined
          ? { name: scorer.name, score: null, metadata: { error: "no_baseline" } }
          : await scorer.compare(input, baseline, { id: attempt.cellId, endpoint: attempt.endpoint });
        await ledger.appendScores([rowOf(score, attempt, options)]);
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, options.concurrency) }, worker));
  }
}

/** The answers that are compared: those that ended well and are none of the baseline's. One generator feeds all workers. */
async function* pairsOf(
  { baseline }: PairwiseScorer,
  { ledger, runId, there }: { ledger: Ledger; runId: string; there: ReadonlySet<number> },
): AsyncGenerator<Attempt> {
  for await (const attempt of ledger.attempts(runId)) {
    if (!attempt.final || attempt.output === null || isBaseline(attempt, baseline)) continue;
    if (!there.has(attempt.cellIndex)) yield attempt;
  }
}

async function baselineAnswers({ baseline }: PairwiseScorer, ledger: Ledger, runId: string) {
  const answers = new Map<string, string>();
  for await (const attempt of ledger.attempts(runId)) {
    if (!attempt.final || attempt.output === null || !isBaseline(attempt, baseline)) continue;
    answers.set(partnerKey(attempt, baseline), attempt.output);
  }
  return answers;
}

async function scoredCells(name: string, ledger: Ledger, { runId, scoring }: PairwisePassOptions) {
  const cells = new Set<number>();
  for await (const row of ledger.scores(runId, scoring)) if (row.name === name) cells.add(row.cellIndex);
  return cells;
}

function isBaseline(attempt: Attempt, baseline: PairwiseScorer["baseline"]): boolean {
  return Object.entries(baseline).every(([name, value]) =>
    name === "endpoint"
      ? attempt.endpoint === value
      : Object.hasOwn(attempt.axes, name) && canonicalJson(attempt.axes[name]) === canonicalJson(value)
  );
}

/** What a cell and its baseline have in common: prompt, repeat, and all that the baseline does not name. */
function partnerKey({ endpoint, axes, promptId, repeat }: Attempt, baseline: PairwiseScorer["baseline"]): string {
  const rest = Object.fromEntries(Object.entries(axes).filter(([name]) => !Object.hasOwn(baseline, name)));
  return canonicalJson([Object.hasOwn(baseline, "endpoint") ? "" : endpoint, rest, promptId, repeat]);
}

function rowOf(score: Score, { cellIndex }: Attempt, { runId, scoring, now }: PairwisePassOptions): ScoreRow {
  return { ...score, runId, number: scoring, cellIndex, at: now() };
}

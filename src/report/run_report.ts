import { Decimal } from "../base/mod.ts";
import { costIsUnknown } from "../ledger/mod.ts";
import type { Attempt, Ledger } from "../spec/mod.ts";
import { clusteredMean, type Estimate } from "../statistics/mod.ts";
import { labelWithoutSeed, type PlanGate, type ScorerCalls, scoringCosts } from "../sweep/mod.ts";
import { assertRun } from "./_assert_run.ts";
import { reductionOf } from "./_reduction_of.ts";
import { type GroupFigures, runFigures } from "./_run_figures.ts";
import { scoreRule } from "./_score_rule.ts";
import { WorstCells } from "./_worst_cells.ts";
import { evaluateGate } from "./evaluate_gate.ts";
import type { ReportError, ReportVariant, RunReport } from "./run_report_data.ts";

/** Options of {@linkcode runReport}. */
export interface RunReportOptions {
  /** The run's id. */
  readonly runId: string;
  /** A run to hold it against. */
  readonly against?: string;
  /** What is asked of it; what its plan asked when it began unless given. */
  readonly gate?: PlanGate | null;
  /** How many cells are shown by themselves. 20 unless given. */
  readonly worst?: number;
}

/**
 * What a run came to, from its ledger: figures by variant, failures by kind, the cells that are worth a look, and what
 * its gate says. It takes a few numbers per cell in memory, and none of the answers but those that it shows.
 *
 * @throws {UserError} when the ledger has no such run.
 */
export async function runReport(ledger: Ledger, options: RunReportOptions): Promise<RunReport> {
  const { runId, against, worst: mostCells = 20 } = options;
  const run = await assertRun(ledger, runId);
  const gate = options.gate === undefined ? (run.manifest.gate ?? null) as PlanGate | null : options.gate;
  const tally = new AttemptTally(mostCells);
  const groups = await runFigures(ledger, runId, { per: "variant", onRow: (attempt) => tally.add(attempt) });
  const asksNothing = gate === null && against === undefined;
  return {
    run,
    ended: groups.reduce((sum, { cells }) => sum + cells, 0),
    failed: groups.reduce((sum, { failed }) => sum + failed, 0),
    tries: tally.tries,
    costUsd: tally.cost?.toString() ?? null,
    scorers: [...tally.scorers].sort(),
    scoreRule: scoreRule(await reductionOf(ledger, runId)),
    scoringCalls: await scoringCalls(ledger, runId),
    variants: groups.toSorted((a, b) => a.example.cellIndex - b.example.cellIndex)
      .map((group) => variantOf(group, [...tally.scorers])),
    errors: tally.errors(),
    worst: tally.worst.list(),
    gate: asksNothing
      ? null
      : await evaluateGate(ledger, { runId, gate, ...(against === undefined ? {} : { against }) }),
  };
}

/** Of all scorings together: each has paid for its own calls. */
async function scoringCalls(ledger: Ledger, runId: string): Promise<ScorerCalls[]> {
  const sums = new Map<string, ScorerCalls>();
  for (const { number } of await ledger.scorings(runId)) {
    for (const one of await scoringCosts(ledger, runId, number)) {
      const { calls = 0, costUsd = "0", unscored = 0 } = sums.get(one.scorer) ?? {};
      sums.set(one.scorer, {
        scorer: one.scorer,
        calls: calls + one.calls,
        costUsd: costUsd === null || one.costUsd === null
          ? null
          : Decimal.parse(costUsd).plus(Decimal.parse(one.costUsd)).toString(),
        unscored: unscored + one.unscored,
      });
    }
  }
  return [...sums.values()];
}

function variantOf(group: GroupFigures, scorers: readonly string[]): ReportVariant {
  const { example, cells, failed } = group;
  const prompts = [...group.scores.of("score").values()].flatMap((scores) => [...scores.values()]);
  const estimate = scoreEstimate(prompts);
  return {
    endpoint: example.endpoint,
    model: example.model,
    label: labelWithoutSeed(example),
    cellLabel: example.label,
    cells,
    failed,
    score: group.value("score"),
    scoreInterval: endsOf(estimate),
    scoreMethod: endsOf(estimate) === null ? null : estimate!.method,
    prompts: prompts.length,
    scores: Object.fromEntries(scorers.map((name) => [name, group.value(`scores.${name}`)])),
    latencyP50Ms: group.value("latency_p50_ms"),
    latencyP95Ms: group.value("latency_p95_ms"),
    ttftP50Ms: group.value("ttft_p50_ms"),
    ttftP95Ms: group.value("ttft_p95_ms"),
    outputTpsP50: group.value("output_tps_p50"),
    costUsd: group.value("cost_usd"),
  };
}

/** As `rank` and `decide` make it, so that a run has one interval wherever it is told. A scorer may go beyond 1. */
function scoreEstimate(prompts: readonly number[]): Estimate | null {
  const isWithin = prompts.every((score) => score >= 0 && score <= 1);
  return clusteredMean(prompts, isWithin ? { bounds: [0, 1] } : {});
}

function endsOf(estimate: Estimate | null): readonly [low: number, high: number] | null {
  return estimate === null || estimate.low === null || estimate.high === null ? null : [estimate.low, estimate.high];
}

/** What a pass over the tries counts. */
class AttemptTally {
  readonly scorers = new Set<string>();
  readonly worst: WorstCells;
  tries = 0;
  cost: Decimal | null = Decimal.fromInteger(0);
  readonly #errors = new Map<string, { cells: number; message: string }>();

  constructor(mostCells: number) {
    this.worst = new WorstCells(mostCells);
  }

  add(attempt: Attempt): void {
    const { costUsd, scores, final, errorKind, errorMessage } = attempt;
    this.tries++;
    if (costUsd !== null) this.cost = this.cost?.plus(Decimal.parse(costUsd)) ?? null;
    else if (costIsUnknown(attempt)) this.cost = null;
    for (const name of Object.keys(scores)) this.scorers.add(name);
    if (!final) return;
    this.worst.add(attempt);
    if (errorKind === null) return;
    const error = this.#errors.get(errorKind) ?? { cells: 0, message: errorMessage ?? "" };
    error.cells++;
    this.#errors.set(errorKind, error);
  }

  errors(): ReportError[] {
    return [...this.#errors].map(([kind, error]) => ({ kind, ...error })).sort((a, b) => b.cells - a.cells);
  }
}

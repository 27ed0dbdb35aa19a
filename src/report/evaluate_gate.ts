import { displayGate } from "./_display_gate.ts";
import { pairedPermutationTest } from "../statistics/mod.ts";
import { isTable } from "../base/mod.ts";
import type { Ledger, RunRecord } from "../spec/mod.ts";
import { DEFAULT_CHANGES, GATE_FIGURES, type GateChange, type PlanGate } from "../sweep/mod.ts";
import { pairScores } from "./_pair_scores.ts";
import type { GateCheck, GateResult } from "./gate_result.ts";
import { assertRun } from "./_assert_run.ts";
import { type GroupFigures, runFigures } from "./_run_figures.ts";

/** Options of {@linkcode evaluateGate}. */
export interface EvaluateGateOptions {
  /** The run that is looked at. */
  readonly runId: string;
  /** What it must come to. `per` is `run` and nothing is asked unless given. */
  readonly gate?: PlanGate | null;
  /** The run that it must not be worse than; that of the gate unless given. */
  readonly against?: string;
  /** Where that run is; the same ledger unless given. */
  readonly againstLedger?: Ledger;
}

/**
 * Hold a run against its gate: each figure against its threshold, and against another run's. A figure that nobody knows
 * does not pass, and neither does a run that has not ended.
 *
 * That a score is not worse than the other run's is decided by a paired permutation test on the differences of the
 * prompts that both runs have scores for: it fails where the drop is larger than allowed and chance alone is no
 * explanation of it. Costs, times and error rates are compared as they are.
 *
 * @throws {UserError} when the ledger has no such run, or nothing is asked of it.
 */
export async function evaluateGate(ledger: Ledger, options: EvaluateGateOptions): Promise<GateResult> {
  const { runId, gate = null, againstLedger = ledger } = options;
  const run = await assertRun(ledger, runId);
  const per = gate?.per ?? "run";
  const groups = await runFigures(ledger, runId, { per });
  const checks: GateCheck[] = [completeness(run.cells - leftOut(run), groups)];
  for (const [figure, threshold] of Object.entries(gate?.thresholds ?? {})) {
    for (const group of groups) checks.push(thresholdCheck(group, figure, threshold));
  }
  const base = options.against ?? gate?.against?.run ?? null;
  if (base !== null) {
    await assertRun(againstLedger, base);
    const others = await runFigures(againstLedger, base, { per });
    const changes = gate?.against?.changes ?? DEFAULT_CHANGES;
    checks.push(...comparisons(groups, others, changes));
  }
  return displayGate({ runId, against: base, per, passed: checks.every(({ passed }) => passed), checks });
}

/** Cells that an adaptive sweep was right not to run. */
function leftOut({ manifest }: RunRecord): number {
  const { adaptive } = manifest;
  return isTable(adaptive) && typeof adaptive.cellsLeftOut === "number" ? adaptive.cellsLeftOut : 0;
}

function completeness(cells: number, groups: readonly GroupFigures[]): GateCheck {
  const ended = groups.reduce((sum, { cells }) => sum + cells, 0);
  return {
    group: "the run",
    figure: "cells_ended",
    value: ended,
    n: cells,
    rule: `= ${cells}`,
    passed: ended === cells,
    detail: ended === cells ? null : `${cells - ended} of ${cells} cells have not ended`,
  };
}

function thresholdCheck(
  group: GroupFigures,
  figure: string,
  { min, max }: { readonly min?: number; readonly max?: number },
): GateCheck {
  const value = group.value(figure);
  const rule = [min === undefined ? [] : `≥ ${min}`, max === undefined ? [] : `≤ ${max}`].flat().join(" and ");
  return {
    group: group.name,
    figure,
    value,
    n: group.count(figure),
    rule,
    passed: value !== null && value >= (min ?? -Infinity) && value <= (max ?? Infinity),
    detail: value === null ? "the figure is not known" : null,
  };
}

/** Groups are compared by name; those of one run alone with those of the other alone, where each has one. */
function comparisons(
  groups: readonly GroupFigures[],
  others: readonly GroupFigures[],
  changes: { readonly [figure: string]: GateChange },
): GateCheck[] {
  return groups.flatMap((group) => {
    const other = groups.length === 1 && others.length === 1
      ? others[0]
      : others.find(({ name }) => name === group.name);
    return Object.entries(changes).map(([figure, change]) => {
      if (other === undefined) return unknownCheck(group, figure, "the other run has nothing of this name");
      return isScore(figure)
        ? scoreCheck(group, other, { figure, change })
        : riseCheck(group, other, { figure, change });
    });
  });
}

function isScore(figure: string): boolean {
  return !GATE_FIGURES.has(figure) || GATE_FIGURES.get(figure)!.worse === "lower";
}

function scoreCheck(
  group: GroupFigures,
  other: GroupFigures,
  { figure, change: { maxDrop = 0, confidence = 0.95 } }: { figure: string; change: GateChange },
): GateCheck {
  const { differences, unpaired } = pairScores(group.scores.of(figure), other.scores.of(figure));
  const rule = `drop ≤ ${maxDrop} at ${confidence * 100} % confidence`;
  if (differences.length === 0) return { ...unknownCheck(group, figure, "no prompt has a score in both runs"), rule };
  const test = pairedPermutationTest(differences, { against: -maxDrop, alternative: "less" });
  const isBlind = test.leastPValue! > 1 - confidence;
  const blind = isBlind ? `; so few prompts cannot show a drop of any size at ${confidence * 100} %` : "";
  const left = unpaired === 0 ? "" : `; ${unpaired} prompts have a score in one run only`;
  return {
    group: group.name,
    figure,
    value: test.meanDifference,
    n: test.n,
    rule,
    passed: test.pValue! > 1 - confidence,
    detail: `paired permutation test (${test.method}), n = ${test.n} prompts, p = ${
      shortP(test.pValue!)
    }${blind}${left}`,
  };
}

function riseCheck(
  group: GroupFigures,
  other: GroupFigures,
  { figure, change: { maxIncrease = 0 } }: { figure: string; change: GateChange },
): GateCheck {
  const { increase } = GATE_FIGURES.get(figure)!;
  const [value, base] = [group.value(figure), other.value(figure)];
  const isShare = increase === "relative";
  const rule = isShare ? `rise ≤ ${maxIncrease * 100} %` : `rise ≤ ${maxIncrease}`;
  if (value === null || base === null) {
    return {
      ...unknownCheck(group, figure, `the figure is not known of ${value === null ? "this" : "the other"} run`),
      rule,
    };
  }
  const limit = isShare ? base * (1 + maxIncrease) : base + maxIncrease;
  return {
    group: group.name,
    figure,
    value,
    n: group.count(figure),
    rule: `${rule}, from ${base}`,
    passed: value <= limit,
    detail: null,
  };
}

function unknownCheck({ name }: GroupFigures, figure: string, detail: string): GateCheck {
  return { group: name, figure, value: null, n: 0, rule: "comparable", passed: false, detail };
}

function shortP(p: number): string {
  return p < 0.001 ? p.toExponential(1) : p.toFixed(3);
}

import type { ColumnValue } from "../../ledger/mod.ts";
import {
  differenceSpread,
  mean,
  pairedPermutationTest,
  pairedTestPower,
  promptsNeeded,
  repeatsNeeded,
  smallestDetectableDifference,
} from "../../statistics/mod.ts";
import type { Side } from "./_prompt_pairs.ts";
import type { VerbRow } from "./_verb_frame.ts";

/** How a difference is planned for. */
export interface DetectablePlanOptions {
  /** The difference that matters, in the metric's unit. */
  readonly difference?: number;
  /** 0.8 unless given. */
  readonly power?: number;
  /** 0.05 unless given. */
  readonly significance?: number;
}

/** What the prompts of two sides could find of a metric: the columns of `detectable` behind `unit`. */
export function detectablePlan(sides: readonly Side[], options: DetectablePlanOptions): VerbRow {
  const { difference, power = 0.8, significance = 0.05 } = options;
  const [first, second] = sides.map(repeatsOf);
  const prompts = [...first.keys()].filter((prompt) => second.has(prompt));
  const lists = [first, second].map((side) => prompts.map((prompt) => side.get(prompt)!));
  const spread = differenceSpread(lists[0], lists[1]);
  if (spread === null) {
    return { n_prompts: prompts.length, method: "nothing can be said, as fewer than two prompts are in both" };
  }
  if (spread.between === 0 && !spread.within) {
    return {
      n_prompts: prompts.length,
      method: `nothing can be said, as the differences of all ${prompts.length} prompts are the same`,
    };
  }
  const repeats = Math.max(1, Math.round(mean(lists.flat().map(({ length }) => length))!));
  // Where nothing was repeated, what varies between prompts has what varies within them in it already.
  const known = { ...spread, repeats: spread.within === null ? 1 : repeats, power, significance };
  const plan = { ...known, prompts: prompts.length };
  return {
    n_prompts: prompts.length,
    repeats,
    sd_between: spread.between,
    sd_within: spread.within,
    detectable: smallestDetectableDifference(plan),
    ...(difference === undefined ? {} : {
      wanted: difference,
      power: pairedTestPower(difference, plan),
      prompts_needed: promptsNeeded(difference, known),
      repeats_needed: repeatsNeeded(difference, plan),
    }),
    method: `paired t test over n = ${prompts.length} prompts, two-sided, p ≤ ${significance}, power ${100 * power} %${
      unreachable(prompts.length, significance)
    }`,
  };
}

/** The permutation test of `compare` has no p-value below this of so few prompts, however large the difference. */
function unreachable(prompts: number, significance: number): string {
  const { leastPValue } = pairedPermutationTest(Array<number>(prompts).fill(1));
  if (leastPValue! <= significance) return "";
  return `; compare's permutation test of so few gives no p below ${Number(leastPValue!.toPrecision(2))}`;
}

/** The metric of each cell, by prompt. */
function repeatsOf({ metric, placed }: Side): Map<ColumnValue, number[]> {
  const found = new Map<ColumnValue, number[]>();
  for (const { prompt, cells } of placed) {
    const values = cells.flatMap((cell) => metric.of([cell]) ?? []);
    if (values.length > 0) found.set(prompt, [...found.get(prompt) ?? [], ...values]);
  }
  return found;
}

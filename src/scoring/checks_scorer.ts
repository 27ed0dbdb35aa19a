import { canonicalJson, isTable } from "../base/mod.ts";
import type { JsonObject, JsonValue, PureScorer, Score, ScorerInput } from "../spec/mod.ts";

/** Makes a pure scorer of a kind by its options, as a `[score]` table has them. Throws for what is none. */
export type MakeScorer = (kind: string, options: JsonObject) => PureScorer;

/** Options of {@linkcode checksScorer}. */
export interface ChecksScorerOptions {
  /** The field of a sample's row that has its checks. `checks` unless given. */
  readonly field?: string;
  /** What a score is: the share of checks that pass by their weights, or 1 only when all do. `mean` unless given. */
  readonly mode?: "mean" | "all";
}

/** A check of a sample, as it is looked at. */
interface Check {
  readonly scorer: PureScorer;
  readonly kind: string;
  /** Absent: what the sample expects. */
  readonly expected?: JsonValue;
  readonly not: boolean;
  /** From which score on it passes; `null`: it counts with its score. */
  readonly threshold: number | null;
  readonly weight: number;
}

/** So many different checks are kept made. */
const MOST_KEPT = 10_000;
const OWN_KEYS = ["kind", "expected", "not", "threshold", "weight"];

/** Checks that each sample brings along, by scorers that `make` makes of them. See {@linkcode createScorers}. */
export function checksScorer(make: MakeScorer, options: ChecksScorerOptions = {}): PureScorer {
  const { field = "checks", mode = "mean" } = options;
  const kept = new Map<string, Check>();
  const read = (value: JsonValue): Check => {
    const key = canonicalJson(value);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const check = readCheck(value, make);
    if (kept.size < MOST_KEPT) kept.set(key, check);
    return check;
  };
  return {
    name: "checks",
    score(input: ScorerInput): Score {
      const given = input.fields?.[field] ?? null;
      if (given === null) return { name: "checks", score: null };
      const verdicts = [given].flat().map((one) => verdictOf(read(one), input));
      const applied = verdicts.filter(({ score }) => score !== null);
      const weight = applied.reduce((sum, one) => sum + one.weight, 0);
      if (weight === 0) return { name: "checks", score: null };
      const mean = applied.reduce((sum, one) => sum + one.score! * one.weight, 0) / weight;
      const failed = applied.filter(({ score, weight }) => score! < 1 && weight > 0).map(({ kind }) => kind);
      const score = mode === "mean" ? Math.min(1, mean) : failed.length === 0 ? 1 : 0;
      return { name: "checks", score, metadata: { checks: applied.length, failed } };
    },
  };
}

function verdictOf(check: Check, input: ScorerInput) {
  const { scorer, kind, expected = input.expected, not, threshold, weight } = check;
  const { score } = scorer.score({ ...input, expected });
  const passed = score === null || threshold === null ? score : score >= threshold ? 1 : 0;
  return { kind: not ? `not ${kind}` : kind, score: passed !== null && not ? 1 - passed : passed, weight };
}

function readCheck(value: JsonValue, make: MakeScorer): Check {
  if (!isTable(value) || typeof value.kind !== "string") {
    throw new TypeError(`A check must be a table with a kind: it is ${JSON.stringify(value)}`);
  }
  const { kind, expected, not = false, threshold = null, weight = 1 } = value as JsonObject;
  const isShare = (one: JsonValue) => typeof one === "number" && one >= 0 && one <= 1;
  if (typeof not !== "boolean") throw new TypeError("The not of a check must be true or false");
  if (threshold !== null && !isShare(threshold)) throw new TypeError("The threshold of a check must be from 0 to 1");
  if (typeof weight !== "number" || !(weight >= 0)) throw new TypeError("The weight of a check must be from 0 on");
  const options = Object.fromEntries(Object.entries(value as JsonObject).filter(([key]) => !OWN_KEYS.includes(key)));
  return {
    scorer: make(kind as string, options),
    kind: kind as string,
    ...(expected === undefined ? {} : { expected }),
    not,
    threshold: threshold as number | null,
    weight,
  };
}

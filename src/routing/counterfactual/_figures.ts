import { Decimal, quantile } from "../../base/mod.ts";
import type { RecordedCell, RecordedTry } from "./_recorded_groups.ts";
import type { OutcomeFigures, Spread } from "./counterfactual_report.ts";

/** What came of one call: the recorded cells that it went through, the last one its end. */
export type CallResult =
  | { readonly kind: "known"; readonly path: readonly RecordedCell[] }
  | { readonly kind: "unknown" }
  /** No endpoint may be asked. */
  | { readonly kind: "refused" };

/** The figures of some calls. */
export function figuresOf(results: readonly CallResult[]): OutcomeFigures {
  const paths = results.flatMap((result) => result.kind === "known" ? [result.path] : []);
  const refused = results.filter(({ kind }) => kind === "refused").length;
  const ends = paths.map((path) => path.at(-1)!);
  const answered = ends.filter(({ errorKind }) => errorKind === null);
  const known = paths.length + refused;
  const failed = known - answered.length;
  const tries = paths.flatMap((path) => path.flatMap((cell) => cell.tries));
  const answers = answered.map((cell) => cell.tries.at(-1)!);
  // In ascending order, so that their own order does not matter to the last digit.
  const scores = answers.flatMap(({ score }) => score ?? []).sort((a, b) => a - b);
  return {
    cells: results.length,
    known,
    unknown: results.length - known,
    answered: answered.length,
    failed,
    refused,
    failureRate: known === 0 ? null : failed / known,
    costUsd: sumOf(tries),
    unpriced: tries.filter(({ isUnpriced }) => isUnpriced).length,
    latencyMs: spreadOf(answers.map(({ latencyMs }) => latencyMs)),
    ttftMs: spreadOf(answers.map(({ ttftMs }) => ttftMs)),
    elapsedMs: spreadOf(paths.filter((path) => path.at(-1)!.errorKind === null).map(elapsedOf)),
    meanScore: scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length,
    scored: scores.length,
    fallbacks: paths.reduce((sum, path) => sum + path.length - 1, 0),
  };
}

function sumOf(tries: readonly RecordedTry[]): string | null {
  const priced = tries.flatMap(({ costUsd }) => costUsd === null ? [] : [Decimal.parse(costUsd)]);
  if (priced.length === 0) return null;
  return priced.reduce((sum, usd) => sum.plus(usd)).toString();
}

function elapsedOf(path: readonly RecordedCell[]): number | null {
  let elapsed = 0;
  for (const { latencyMs, retryWaitMs } of path.flatMap((cell) => cell.tries)) {
    if (latencyMs === null) return null;
    elapsed += latencyMs + retryWaitMs;
  }
  return elapsed;
}

function spreadOf(values: readonly (number | null)[]): Spread | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  const [p50, p95] = [quantile(sorted, 0.5), quantile(sorted, 0.95)];
  return p50 === null || p95 === null ? null : { p50, p95 };
}

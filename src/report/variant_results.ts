import { mean } from "../statistics/mod.ts";
import type { Ledger } from "../spec/mod.ts";
import { labelWithoutSeed } from "../sweep/mod.ts";
import { runReport } from "./run_report.ts";
import type { ReportVariant } from "./run_report_data.ts";

/** A variant of a run in figures, with what it answered. */
export interface VariantResult extends ReportVariant {
  /** Tokens of an answer on average, reasoning included; `null`: unknown. */
  readonly outputTokens: number | null;
  /** The answer of its first cell that has one; `null`: none has. */
  readonly answer: string | null;
  /** Why its first cell that failed has none; `null`: none failed. */
  readonly error: string | null;
}

/** No face shows more of an answer in a table of variants. */
const MOST_CHARS = 20_000;

/**
 * The variants of a run for a table that people choose from, the best first: by score, then by how many failed, then by
 * cost and by latency. What is not known comes last.
 *
 * @throws {UserError} when the ledger has no such run.
 */
export async function variantResults(ledger: Ledger, runId: string): Promise<VariantResult[]> {
  const { variants } = await runReport(ledger, { runId, gate: null, worst: 0 });
  const answers = new Map<string, Answers>();
  for await (const attempt of ledger.attempts(runId)) {
    if (!attempt.final) continue;
    const key = JSON.stringify([attempt.endpoint, labelWithoutSeed(attempt)]);
    const known = answers.get(key) ?? { tokens: [], answer: null, error: null };
    answers.set(key, known);
    if (attempt.status !== "ok") known.error ??= `${attempt.errorKind}: ${attempt.errorMessage}`;
    else if (attempt.outputTokens !== null) known.tokens.push(attempt.outputTokens);
    known.answer ??= attempt.output?.slice(0, MOST_CHARS) ?? null;
  }
  return variants.map((variant): VariantResult => {
    const { tokens, answer, error } = answers.get(JSON.stringify([variant.endpoint, variant.label])) ?? NOTHING;
    return { ...variant, outputTokens: mean(tokens), answer, error };
  }).sort(better);
}

interface Answers {
  readonly tokens: number[];
  answer: string | null;
  error: string | null;
}

const NOTHING: Answers = { tokens: [], answer: null, error: null };

function better(a: VariantResult, b: VariantResult): number {
  return unknownLast(a.score, b.score, -1) || a.failed / a.cells - b.failed / b.cells ||
    unknownLast(a.costUsd, b.costUsd, 1) || unknownLast(a.latencyP50Ms, b.latencyP50Ms, 1);
}

function unknownLast(a: number | null, b: number | null, sign: 1 | -1): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return (a - b) * sign;
}

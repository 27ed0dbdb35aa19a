import { isThere } from "../../base/mod.ts";
import { ledgerIsThere, openLedger } from "../../ledger/mod.ts";
import { openCassette } from "../../recording/mod.ts";
import type { RunRecord } from "../../spec/mod.ts";
import { planHash } from "../plan_hash.ts";
import type { RunOptions } from "../run_summary.ts";
import { isTapeOfEachRun } from "../control/mod.ts";
import type { SweepPlan } from "../sweep_plan.ts";
import { readKept, SCOPE } from "./_kept_pattern.ts";
import type { ResolvedPattern } from "./plan_pattern.ts";
import { resolvePlan, type ResolvePlanOptions } from "./resolve_plan.ts";

/** Options of {@linkcode settlePlan}: those of the run. */
export type SettlePlanOptions =
  & ResolvePlanOptions
  & Pick<RunOptions, "mode" | "cassettePath" | "ledgerPath" | "resume" | "runId" | "fresh">;

/**
 * A plan with the endpoints that its patterns stand for in a run: those of the run that is gone on with, else those that
 * the tape keeps, else those that the catalog knows now. So a run that is resumed, or replayed on another machine, has the
 * cells that it had. {@linkcode resolvePlan} asks the catalog alone.
 *
 * @throws {UserError} when a pattern stands for nothing, or the ledger or the tape cannot be read.
 */
export async function settlePlan(plan: SweepPlan, options: SettlePlanOptions): Promise<SweepPlan> {
  if (plan.patterns === undefined || plan.patterns.length === 0) return plan;
  const frozen = await ofRun(plan, options) ?? await ofTape(plan, options);
  return await resolvePlan(plan, { ...options, frozen });
}

/** What the run had that this one goes on with, or plays. */
async function ofRun(plan: SweepPlan, options: SettlePlanOptions): Promise<readonly ResolvedPattern[] | null> {
  const { ledgerPath, resume, runId, fresh, mode, cassettePath } = options;
  if (!await ledgerIsThere(ledgerPath)) return null;
  await using ledger = await openLedger(ledgerPath);
  const asked = resume ?? runId;
  if (asked !== undefined) {
    const run = await ledger.run(asked);
    return run === null ? null : patternsOf(run, plan);
  }
  const isOfEach = isTapeOfEachRun(cassettePath);
  const isPlayed = (run: RunRecord) =>
    mode === "replay" ? isOfEach && run.mode !== "replay" : !fresh && run.status !== "done";
  for (const run of await ledger.runs()) {
    if (!isPlayed(run) || (mode !== "replay" && (run.mode !== mode || run.control === "cancel"))) continue;
    if (!isOfEach && run.cassette !== cassettePath) continue;
    const patterns = patternsOf(run, plan);
    if (patterns !== null) return patterns;
  }
  return null;
}

function patternsOf({ manifest }: RunRecord, plan: SweepPlan): readonly ResolvedPattern[] | null {
  const kept = manifest.patterns as unknown as
    | { readonly source: string; readonly resolved: ResolvedPattern[] }
    | undefined;
  return kept?.source === planHash(plan) ? kept.resolved : null;
}

/** What the tape keeps, where it is played; a pattern that it does not know is left to the catalog. */
async function ofTape(
  { patterns = [] }: SweepPlan,
  { mode, cassettePath }: SettlePlanOptions,
): Promise<readonly ResolvedPattern[]> {
  if (mode === "record" || mode === "passthrough" || cassettePath === null || isTapeOfEachRun(cassettePath)) return [];
  if (!await isThere(cassettePath)) return [];
  await using tape = await openCassette(cassettePath, { keepNetwork: true, env: false, warn: () => {} });
  const kept: ResolvedPattern[] = [];
  for (const text of new Set(patterns.map((pattern) => pattern.text))) {
    const decision = await tape.recall(SCOPE, text);
    const endpoints = readKept(decision?.choice);
    if (endpoints !== null) kept.push({ pattern: text, endpoints });
  }
  return kept;
}

import { systemClock, UserError } from "../../base/mod.ts";
import { assertModeAllowed, type CassetteMode } from "../../cassette/mod.ts";
import { readRateLimits } from "../../provider/mod.ts";
import { describeScoring, pickScorers, type ScoringDescription } from "../../scoring/mod.ts";
import type { Endpoint, Ledger, RunRecord, ScoringRecord } from "../../spec/mod.ts";
import { defaultTransportSettings, Transport } from "../../transport/mod.ts";
import type { RunOptions } from "../run_summary.ts";
import type { SweepPlan } from "../sweep_plan.ts";
import { writeRunResults } from "../write_run_results.ts";
import { planScorers } from "./plan_scorers.ts";
import { RunScoring } from "./run_scoring.ts";
import { hasNewAnswers, type MissingCells, scoreAnswers } from "./_score_answers.ts";
import { type ScorerMean, scoringMeans } from "./scoring_means.ts";
import { type ScorerCalls, scoringCosts } from "./scoring_costs.ts";

/** Options of {@linkcode scoreRun}. */
export interface ScoreRunOptions extends
  Pick<
    RunOptions,
    "env" | "clock" | "fetch" | "keepNetwork" | "allowLiveInCi" | "warn" | "setup" | "prices" | "signal" | "onEvent"
  > {
  /** Has the run, and is given the verdicts. */
  readonly ledger: Ledger;
  /** What the tapes of scorers that make calls do; `replay` unless given. The run's own tape is not asked. */
  readonly mode?: CassetteMode;
  /** The run's tape, beside which those of scorers are; that which the run was made with unless given. */
  readonly cassettePath?: string | null;
  /** The scorers of the plan to score by; all of them unless given. */
  readonly scorers?: readonly string[];
  /** Score anew also where nothing has changed since. */
  readonly again?: boolean;
  /** The folder in which the run has its folder of results, which are written again; absent: they stay as they are. */
  readonly outRoot?: string;
  /** Answers that are looked at at once; the plan's number unless given. */
  readonly concurrency?: number;
  /** Told how many answers have been looked at. */
  readonly onProgress?: (scored: number) => void;
}

/** What scoring a run came to. */
export interface ScoredRun {
  /** The run. */
  readonly runId: string;
  /** The scoring, from 1. */
  readonly number: number;
  /** Whether nothing has changed since that scoring, and nothing was done. */
  readonly isUnchanged: boolean;
  /** How many answers were looked at, and what came of it, by scorer. */
  readonly scorers: readonly ScorerMean[];
  /** What the calls of judges and other scorers came to. */
  readonly calls: readonly ScorerCalls[];
  /** Answers of cells that the plan does not have, which were not looked at. */
  readonly missing: MissingCells;
  /** The folder whose results were written again; `null`: none. */
  readonly out: string | null;
}

/**
 * Score the answers of a run again by a plan, without calling its models: answers come from the ledger, what they are
 * compared with from the plan. The verdicts become the run's next scoring; the older ones stay.
 *
 * The plan must have the same cells; where it has changed, answers are found by what was sent, and those that are not
 * found are counted. Judges play their own tapes, or make their calls where `mode` lets them. A scoring that was cut short
 * is gone on with, and so is one behind which failed cells were tried again and answered.
 *
 * @throws {UserError} when the ledger has no such run, the plan no such scorer, or a replay no tape of a judge.
 *
 * @example A run that is not there
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { loadPlan, openSqliteLedger, scoreRun, UserError } from "@tapedeck/tapedeck";
 *
 * await using ledger = await openSqliteLedger(":memory:");
 * const plan = await loadPlan("sweeps/quickstart.toml");
 * await assertRejects(() => scoreRun("run_1", plan, { ledger }), UserError, "no such run");
 * ```
 */
export async function scoreRun(runId: string, plan: SweepPlan, options: ScoreRunOptions): Promise<ScoredRun> {
  const { ledger, mode = "replay", clock = systemClock, env = (name: string) => Deno.env.get(name) } = options;
  const run = await ledger.run(runId);
  if (run === null) {
    throw new UserError(`Cannot score as the ledger has no such run: current value is "${runId}"`, { exitCode: 2 });
  }
  assertModeAllowed(mode, env("CI"), options.allowLiveInCi ?? false);
  const picked = options.scorers === undefined ? plan : withScore(plan, options.scorers);
  const description = describeScoring(picked.score);
  if (description.scorers.length === 0) {
    throw new UserError(`Cannot score as the plan has no scorer: current value is "${plan.name}"`, { exitCode: 2 });
  }
  const same = options.again ? null : unchanged(await ledger.scorings(runId), description);
  const isUnchanged = same !== null && same.endedAt !== null && !await hasNewAnswers(ledger, same);
  const { scoring, missing } = isUnchanged
    ? { scoring: same, missing: { count: 0, cells: [] } }
    : await scoreCells({ run, plan: picked, same, description, options: { ...options, mode, clock, env } });
  const out = options.outRoot === undefined || isUnchanged
    ? null
    : (await writeRunResults(ledger, runId, options.outRoot)).out;
  return {
    runId,
    number: scoring.number,
    isUnchanged,
    scorers: await scoringMeans(ledger, runId, scoring),
    calls: await scoringCosts(ledger, runId, scoring.number),
    missing,
    out,
  };
}

function withScore(plan: SweepPlan, names: readonly string[]): SweepPlan {
  const score = pickScorers(plan.score, names);
  return { ...plan, score, ...(plan.scorers === undefined ? {} : { scorers: loadedOf(plan, names) }) };
}

function loadedOf({ scorers = [] }: SweepPlan, names: readonly string[]) {
  return scorers.filter(({ name }) => names.includes(name));
}

/**
 * The scoring that has the verdicts which would come: the newest of these scorers, where it is by the same table, whether
 * it has ended or was cut short.
 */
function unchanged(
  records: readonly ScoringRecord[],
  { scorers, configHash }: ScoringDescription,
): ScoringRecord | null {
  const newest = records.findLast((record) => record.scorers.some((name) => scorers.includes(name)));
  if (newest?.configHash !== configHash) return null;
  // The run's own is ended by the run alone.
  return newest.endedAt === null && newest.number === 1 ? null : newest;
}

async function startScoring(
  ledger: Ledger,
  { runId, description, at }: { runId: string; description: ScoringDescription; at: string },
): Promise<ScoringRecord> {
  const last = (await ledger.scorings(runId)).at(-1)?.number ?? 1;
  const scoring: ScoringRecord = { runId, number: last + 1, ...description, createdAt: at, endedAt: null };
  await ledger.startScoring(scoring);
  return scoring;
}

type SetOptions = ScoreRunOptions & Required<Pick<ScoreRunOptions, "mode" | "clock" | "env">>;

async function scoreCells({ run, plan, same, description, options }: {
  readonly run: RunRecord;
  readonly plan: SweepPlan;
  /** One that was cut short. */
  readonly same: ScoringRecord | null;
  readonly description: ScoringDescription;
  readonly options: SetOptions;
}): Promise<{ readonly scoring: ScoringRecord; readonly missing: MissingCells }> {
  const { ledger, clock, setup, signal = new AbortController().signal } = options;
  const concurrency = options.concurrency ?? plan.run.concurrency;
  const runTape = options.cassettePath === undefined ? run.cassette : options.cassettePath;
  await using scorers = await RunScoring.open(plan, planScorers(plan), { ...options, concurrency, runTape });
  const now = () => clock.date().toISOString();
  const scoring = same ?? await startScoring(ledger, { runId: run.runId, description, at: now() });
  // Under a name of its own: a scoring that was cut short goes on with its own recordings, and with no others.
  const context = {
    transport: transportOf(plan, options),
    runId: scoring.number === 1 ? run.runId : `${run.runId}/${scoring.number}`,
    clock,
    signal,
    handOver: (endpoint: Endpoint) => Promise.resolve(setup?.sent?.(endpoint)),
  };
  const parts = { ledger, run, plan, scoring, scorers, context, signal, now, onProgress: options.onProgress };
  const missing = await scoreAnswers({ ...parts, concurrency: scorers.needsOrder ? 1 : Math.max(1, concurrency) });
  await scorers.comparePairs(ledger, context, { runId: run.runId, scoring: scoring.number });
  await ledger.endScoring(run.runId, scoring.number, now());
  return { scoring, missing };
}

/** As calls of cells travel, with the tries and the time that the plan sets. */
function transportOf(plan: SweepPlan, { clock, setup, onEvent }: SetOptions): Transport {
  return new Transport({
    clock,
    settings: (endpoint) => {
      const { timeouts, ...rest } = setup?.transportOf(endpoint) ?? defaultTransportSettings;
      return {
        ...rest,
        retry: { ...defaultTransportSettings.retry, maxTries: plan.run.maxTries },
        timeouts: { ...timeouts, totalMs: plan.run.timeoutMs },
      };
    },
    readLimits: readRateLimits,
    ...(onEvent === undefined ? {} : { onEvent }),
  });
}

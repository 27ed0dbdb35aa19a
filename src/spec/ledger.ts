import type { Attempt } from "./attempt.ts";
import type { ModelKey, ProviderKey } from "./endpoint.ts";
import type { JsonObject } from "./json.ts";
import type { RouteRecord } from "./routing.ts";
import type { ScoreRow, ScoringRecord } from "./score.ts";

/** Where a run stands. `interrupted` can be resumed. */
export type RunStatus = "running" | "interrupted" | "done";

/** What a run was told from outside: to make no new calls for now, or to end. */
export type RunControl = "pause" | "cancel";

/** One execution of a plan. */
export interface RunRecord {
  /** `run_20261121-055215-9fd48a8e`: runs sort by the time at which they began. */
  readonly runId: string;
  /** The plan's name. */
  readonly plan: string;
  /** A tagged hash of everything that decides the cells and the scores. */
  readonly planHash: string;
  /** What the tape does with a call: `replay`, `record`, `append`, `refresh` or `passthrough`. */
  readonly mode: string;
  /** The path of the tape; `null`: there is none. */
  readonly cassette: string | null;
  /** All of the plan, ended or not. */
  readonly cells: number;
  /** Still `running` after a kill. */
  readonly status: RunStatus;
  /** When its first session began. RFC 3339, UTC. */
  readonly startedAt: string;
  /** When its last session ended. RFC 3339, UTC; `null` while one goes on, and after a kill. */
  readonly endedAt: string | null;
  /** Versions, hashes and what else makes the run repeatable. */
  readonly manifest: JsonObject;
  /** What it was told from outside; `null`: to go on. A cancelled run is gone on with only when it is asked for. */
  readonly control: RunControl | null;
}

/** Which routes are asked for; what is absent does not matter. */
export interface RouteFilter {
  /** Those of a run; `null`: those of calls by themselves. */
  readonly runId?: string | null;
  /** Those of one call: a cell's id, or the name that its caller gave. */
  readonly scope?: string;
  /** Those for which this model was asked. */
  readonly model?: ModelKey;
  /** No more than so many, from 1. */
  readonly last?: number;
}

/** Of what time use is asked for. Times are RFC 3339 in UTC. */
export interface UseFilter {
  /** No calls that started before. */
  readonly since: string;
  /** From here on calls are summed up by tenths of a second, before by minutes. */
  readonly finelySince: string;
}

/** What calls to a provider that started about the same time have used together, as far as they were sent. */
export interface ProviderUse {
  /** The name that the provider is set up by. */
  readonly provider: ProviderKey;
  /** When the last of them started. RFC 3339, UTC. */
  readonly startedAt: string;
  /** The longest that one of them took, from the hand-over on. */
  readonly latencyMs: number;
  /** Tries, failed ones too. */
  readonly requests: number;
  /** All input tokens. A try of which nobody knows counts as the largest that is known of the provider. */
  readonly inputTokens: number;
  /** The same of output tokens. */
  readonly outputTokens: number;
  /** What they cost, each rounded up to a billionth, as a decimal string; what is unknown counts as the dearest. */
  readonly usd: string;
}

/** A try that was called live, as far as it tells how well its endpoint answers. */
export type LiveTry = Pick<
  Attempt,
  "endpoint" | "provider" | "errorKind" | "startedAt" | "ttftMs" | "latencyMs" | "outputTps" | "source"
>;

/** The lease under which a worker writes. Whoever takes the lease over gets the next token, and the old one writes nothing. */
export interface Fence {
  /** The run whose cells are leased. */
  readonly runId: string;
  /** Which part of its cells. */
  readonly chunk: number;
  /** What the lease was given with; it grows with every taking over. */
  readonly token: number;
}

/** Something that is this process's own, until it is released or the process ends. */
export interface LedgerLock {
  /** May be called again. */
  release(): void;
}

/** How a name is locked. */
export interface LedgerLockOptions {
  /** Others may have it too, as long as all of them share it. */
  readonly isShared?: boolean;
  /** Wait until nobody else has it, rather than give up at once. */
  readonly waits?: boolean;
}

/** Where runs and attempts are kept. Every method that writes returns when the rows are on the disk. */
export interface Ledger extends AsyncDisposable {
  /** Rejects when there is a run with this id. */
  startRun(run: RunRecord): Promise<void>;
  /** Sets what is given and leaves the rest; rejects when there is no run with this id. */
  updateRun(
    runId: string,
    change: Partial<Pick<RunRecord, "status" | "endedAt" | "manifest" | "control">>,
  ): Promise<void>;
  /** `null` when there is no run with this id. */
  run(runId: string): Promise<RunRecord | null>;
  /** Newest first. */
  runs(filter?: { planHash?: string; status?: RunStatus }): Promise<RunRecord[]>;
  /**
   * Writes the rows in one transaction; a row that is there already (same run, cell and try) is left as it is. Under a
   * fence whose lease is somebody else's by now, it rejects with a `StaleFenceError` and writes none.
   */
  append(attempts: readonly Attempt[], options?: { readonly fence?: Fence }): Promise<void>;
  /** The indexes of the cells that have ended. */
  finishedCells(runId: string): AsyncIterable<number>;
  /** The rows of a run by cell index and try. */
  attempts(runId: string): AsyncIterable<Attempt>;
  /**
   * Takes back that these cells have ended, so that they are tried again; their rows stay, and new tries come behind
   * them. Indexes of cells that have not ended are left alone.
   */
  reopenCells(runId: string, indexes: readonly number[]): Promise<void>;
  /** Rejects when the run has a scoring with this number. */
  startScoring(scoring: ScoringRecord): Promise<void>;
  /** Says that a scoring has ended. RFC 3339, UTC. Rejects when there is none with this number. */
  endScoring(runId: string, number: number, endedAt: string): Promise<void>;
  /** The scorings of a run by their numbers. */
  scorings(runId: string): Promise<ScoringRecord[]>;
  /** Writes verdicts in one transaction; one that is there already (same scoring, cell and scorer) is replaced. */
  appendScores(rows: readonly ScoreRow[]): Promise<void>;
  /** The verdicts of a scoring by cell index and scorer. */
  scores(runId: string, number: number): AsyncIterable<ScoreRow>;
  /** What live calls of all runs have used, the oldest first. */
  use(filter: UseFilter): AsyncIterable<ProviderUse>;
  /** The tries of all runs that were called live since a time (RFC 3339, UTC), the latest first, and no more than `last`. */
  liveTries(filter: { readonly since: string; readonly last: number }): AsyncIterable<LiveTry>;
  /**
   * Writes why endpoints were chosen, in one transaction. A route that is there already (same run, scope and time) is
   * given the outcome that it has now.
   */
  appendRoutes(routes: readonly RouteRecord[]): Promise<void>;
  /** The latest first. */
  routes(filter?: RouteFilter): AsyncIterable<RouteRecord>;
  /**
   * Locks a name against all others who use this ledger, in whatever process and on whatever machine. `null`: somebody else
   * has it. In a database the lock is taken again when the connection was cut; where somebody else was faster, `append`
   * rejects from then on.
   */
  lock(name: string, options?: LedgerLockOptions): Promise<LedgerLock | null>;
  /** May be called again. */
  close(): Promise<void>;
}

import type { CallFilter, CallTry } from "./call_try.ts";
import type { CostFilter, CostGroup, ScorerCost } from "./cost_group.ts";
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

/** What calls of one's own have shown of an endpoint, those of runs and those by themselves. Times are RFC 3339 in UTC, unknown is `null`. */
export interface EndpointUse extends Pick<Attempt, "endpoint" | "model" | "provider"> {
  /** HTTP tries, failed and replayed ones included. */
  readonly tries: number;
  /** Of them, those that were paid for. */
  readonly billed: number;
  /** What was paid, as an exact decimal string; `null` where none of the costs is known. */
  readonly costUsd: string | null;
  /** Tries that were paid for, or may have been, and are not in the sum, as nobody knows their cost. */
  readonly unknown: number;
  /** When the last try began; of a replayed one, when that was recorded. */
  readonly lastUsedAt: string;
  /** Live tries that were sent and not called off: what the figures below are of. */
  readonly live: number;
  /** The share of them that failed, whoever's fault it was. */
  readonly errorRate: number | null;
  /** The median to the first token. */
  readonly ttftMs: number | null;
  /** The median to the last byte, of those that were answered. */
  readonly latencyMs: number | null;
  /** The median, in tokens per second. */
  readonly outputTps: number | null;
  /** The mean of their own runs' scores. */
  readonly score: number | null;
}

/** Which cells of a run are meant, by their places in the grid; all unless given. */
export interface CellRange {
  /** No cells before this one, from 0. */
  readonly from?: number;
  /** No cells behind this one, which is one of them. */
  readonly to?: number;
}

/** Which tries are listed, and what is looked for in them. */
export interface CellTryFilter<Field extends keyof CellTry = keyof CellTry> extends CellRange {
  /** What of a try is read, beside where it stands; all of it unless given. */
  readonly fields?: readonly Field[];
  /** Whatever letters are large or small; answers and errors are searched for it. */
  readonly text?: string;
}

/** A try as lists of cells show it: without the texts, which may be long. */
export interface CellTry extends
  Pick<
    Attempt,
    | "cellIndex"
    | "cellId"
    | "try"
    | "final"
    | "endpoint"
    | "model"
    | "provider"
    | "label"
    | "promptId"
    | "repeat"
    | "axes"
    | "status"
    | "errorKind"
    | "httpStatus"
    | "inputTokens"
    | "costUsd"
    | "ttftMs"
    | "latencyMs"
    | "scores"
    | "score"
    | "summary"
    | "source"
    | "cassetteKey"
  > {
  /** Whether its answer or its error has the text that was looked for; `true` where none was. */
  readonly hasText: boolean;
}

/** Tries of a run that have all of this in common, counted. */
export interface TryCount extends Pick<Attempt, "endpoint" | "status" | "errorKind" | "final" | "billed" | "source"> {
  /** How many there are. */
  readonly tries: number;
  /** What they cost, as far as it is known: US dollars in a double, for tables that are looked at. */
  readonly costUsd: number;
  /** Of them, those whose cost is known. */
  readonly costsKnown: number;
  /** Of them, those that may have cost something that nobody knows. */
  readonly costsUnknown: number;
}

/** Which runs are listed. */
export interface RunFilter {
  /** Those of this plan, by its hash. */
  readonly planHash?: string;
  /** Those of plans of this name. */
  readonly plan?: string;
  /** Those that stand so. */
  readonly status?: RunStatus;
  /** No more than so many; all unless given. */
  readonly last?: number;
  /** As many of the newest are left out. */
  readonly skip?: number;
}

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
  runs(filter?: RunFilter): Promise<RunRecord[]>;
  /**
   * Writes the rows in one transaction; a row that is there already (same run, cell and try) is left as it is. Under a
   * fence whose lease is somebody else's by now, it rejects with a `StaleFenceError` and writes none.
   */
  append(attempts: readonly Attempt[], options?: { readonly fence?: Fence }): Promise<void>;
  /** The indexes of the cells that have ended. */
  finishedCells(runId: string): AsyncIterable<number>;
  /** The tries of a run, counted without reading what they said; by the endpoints' first cells. */
  tryCounts(runId: string): Promise<TryCount[]>;
  /** The rows of a run by cell index and try. */
  attempts(runId: string, range?: CellRange): AsyncIterable<Attempt>;
  /** The same without their long texts, for lists of cells. */
  cellTries<Field extends keyof CellTry = keyof CellTry>(
    runId: string,
    filter?: CellTryFilter<Field>,
  ): AsyncIterable<Pick<CellTry, Field | "cellIndex" | "try">>;
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
  scores(runId: string, number: number, range?: CellRange): AsyncIterable<ScoreRow>;
  /** What live calls have used, those of runs and those by themselves, the oldest first. */
  use(filter: UseFilter): AsyncIterable<ProviderUse>;
  /** What all tries have cost, those of runs and those of calls by themselves, by day, run and endpoint. */
  costs(filter?: CostFilter): AsyncIterable<CostGroup>;
  /** What the calls of scorers have cost, by day, run and scorer, in this order. */
  scorerCosts(filter?: CostFilter): AsyncIterable<ScorerCost>;
  /**
   * All tries that were called live since a time (RFC 3339, UTC), those of runs and those of calls by themselves, the
   * latest first, and no more than `last`.
   */
  liveTries(filter: { readonly since: string; readonly last: number }): AsyncIterable<LiveTry>;
  /** What all tries have shown of each endpoint, or of those of one model, in no order. */
  endpointUse(filter?: { readonly model?: ModelKey }): Promise<EndpointUse[]>;
  /**
   * Writes tries of calls by themselves in one transaction; one that is there already (same call and try) is left as it
   * is.
   */
  appendCalls(tries: readonly CallTry[]): Promise<void>;
  /** The tries of calls by themselves by when they started, call and try, the latest first. */
  calls(filter?: CallFilter): AsyncIterable<CallTry>;
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
  /** Whether somebody, this process or another, has a lock of this name, shared or not. It keeps nobody from taking it. */
  isLocked(name: string): Promise<boolean>;
  /** May be called again. */
  close(): Promise<void>;
}

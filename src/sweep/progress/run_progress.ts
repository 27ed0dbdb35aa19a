import type { EndpointKey, LimitLevel } from "../../spec/mod.ts";
import type { BudgetSpending } from "../budget/mod.ts";

/** How far a run is. */
export interface RunProgress {
  /** Cells that have ended, resumed and failed ones included. */
  readonly done: number;
  /** Of `done`, those that ended without an answer in this session. */
  readonly failed: number;
  /** Cells of the plan, or of the shard. */
  readonly total: number;
  /** Of `done`, those that an earlier session of the run had finished. */
  readonly resumed: number;
  /** Of this session, as an exact decimal string; `null`: unknown. */
  readonly costUsd: string | null;
  /** Since this session of the run began, in milliseconds. */
  readonly elapsedMs: number;
  /** Cells that are being called; absent: nobody here knows. */
  readonly running?: number;
  /** Cells that wait for a limit, for a breaker, for their next try; absent: nobody here knows. */
  readonly waiting?: number;
  /** Tries of this session beyond the first of each cell; absent: nobody here knows. */
  readonly retries?: number;
  /** What takes a little longer to put together: for whoever shows it now and then. Absent: nobody here knows more. */
  readonly details?: () => Promise<RunProgressDetails>;
}

/** What there is to know of a run's progress beside its counts, at the time of asking. */
export interface RunProgressDetails {
  /** Cells that ended in a second, of late; `null`: it has only begun. */
  readonly cellsPerS: number | null;
  /** Until the last cell has ended, at the rate of late and within the limits that are known, in milliseconds; `null`: unknown. */
  readonly leftMs: number | null;
  /** In the order of the plan. */
  readonly endpoints: readonly EndpointProgress[];
  /** What was spent of each limit of `[budget]`; empty where nothing is limited. */
  readonly spending: readonly BudgetSpending[];
  /** Limits by which calls are held back, and what is used of them. */
  readonly limits: readonly LimitInForce[];
}

/** How far the cells of one endpoint are. */
export interface EndpointProgress {
  /** `model@provider[/tag]` */
  readonly endpoint: EndpointKey;
  /** Cells of the plan, or of the shard. */
  readonly total: number;
  /** Those that have ended, resumed and failed ones included. */
  readonly done: number;
  /** Those that ended without an answer in this session. */
  readonly failed: number;
  /** Those that are being called. */
  readonly running: number;
  /** Those that wait. */
  readonly waiting: number;
  /** Tries of this session beyond the first of each call; a cell with turns makes several calls. */
  readonly retries: number;
  /** Whether it is called no more, as every call would fail in the same way or is not in the budget. */
  readonly isStopped: boolean;
  /** Of this session, as an exact decimal string; `null`: unknown. */
  readonly costUsd: string | null;
  /** Cells that ended in a second, of late; `null`: none has yet. */
  readonly cellsPerS: number | null;
  /** Until its last cell has ended, in milliseconds; `null`: unknown. */
  readonly leftMs: number | null;
}

/** A limit of a provider, a credential or an endpoint. */
export interface LimitInForce extends LimitLevel {
  /** `provider:openai`, `credential:<hash>`, `endpoint:openai/gpt-4o@openai` */
  readonly scope: string;
  /** Until when all its calls are held back, by the clock's monotonic time; `null`: they are not. */
  readonly pausedUntilMs: number | null;
}

import type { CassetteMode, CassetteOptions, ExceededBudget } from "../cassette/mod.ts";
import type {
  CallListener,
  Clock,
  Credential,
  Endpoint,
  Scorer,
  TransportSettings,
  TransportStatus,
} from "../spec/mod.ts";
import type { BudgetSpending, BudgetStore, PlanBudget } from "./budget/mod.ts";
import type { PlanCredential, PlanProblem, RecordLookup } from "./check/mod.ts";
import type { RetryFailed, Shard, SweepControl } from "./control/mod.ts";
import type { SweepForecast } from "./forecast/mod.ts";
import type { AdaptiveOutcome } from "./adaptive/mod.ts";
import type { RunProgress } from "./progress/mod.ts";
import type { PriceLookup } from "./price_lookup.ts";
import type { RunPrice } from "./run_price.ts";
import type { RunWarning } from "./run_warning.ts";
import type { ScorerCalls } from "./scoring/mod.ts";
import type { RunStop } from "./stop/mod.ts";
import type { PlanCassette } from "./sweep_plan.ts";

export type { RunProgress };

/**
 * How a plan is to be run this time. What the plan says in `[cassette]` holds where the option of that name is not given;
 * of a budget, each limit by itself.
 */
export interface RunOptions extends PlanCassette {
  /** The SQLite file that attempts are written to. */
  readonly ledgerPath: string;
  /** The folder in which the run makes its own folder of results. */
  readonly outRoot: string;
  /** What the tape does with a call. */
  readonly mode: CassetteMode;
  /**
   * `null`: no tape, which only the mode `passthrough` allows. With `{run}` in it each run has a tape of its own, and a
   * replay plays that of the last run that called.
   */
  readonly cassettePath: string | null;
  /** Calls in flight at once. */
  readonly concurrency: number;
  /** What mode `refresh` records anew; it needs this. A run can only be gone on with by the same. */
  readonly refresh?: CassetteOptions["refresh"];
  /** A function that says what of a request's body counts when its recording is looked up. */
  readonly match?: CassetteOptions["match"];
  /** A file to which a replay adds which recordings it played, for `tapedeck cassette prune`. */
  readonly usage?: string;
  /** Told what a person should know and no program acts on; the process's standard error unless given. */
  readonly warn?: (message: string) => void;
  /** What parameters come to that endpoints do not take, in a run that calls live; as the plan says unless given. */
  readonly strictness?: "warn" | "error";
  /** What `checkPlan` has found and told already; a run that calls live asks it unless given. */
  readonly problems?: readonly PlanProblem[];
  /** Looks up what endpoints take; the catalog, without a call, unless given. */
  readonly records?: RecordLookup;
  /** Aborting it ends the run cleanly, with what is finished saved; calls in flight break off. */
  readonly signal?: AbortSignal;
  /** Pauses, goes on with and ends the run, and lets the calls in flight end; its own unless given. */
  readonly control?: SweepControl;
  /** Is called when a cell has ended. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** What all sessions of the run may spend together; each limit by itself is the plan's unless given. */
  readonly runBudget?: PlanBudget;
  /** Where the numbers of that budget are kept; in memory, begun with what the ledger knows, unless given. */
  readonly budgetStore?: BudgetStore;
  /** Told what the run will cost, before the first call of one that calls live. */
  readonly onForecast?: (forecast: SweepForecast) => void;
  /** Asked when that may be more than `confirmAboveUsd`: `false` ends the run before the first call. Nobody is unless given. */
  readonly confirm?: (forecast: SweepForecast) => boolean | Promise<boolean>;
  /** As a decimal string of US dollars; as the plan says unless given, and "1" where it says nothing. */
  readonly confirmAboveUsd?: string;
  /** The id of the run to go on with. */
  readonly resume?: string;
  /** The id of the run: it is gone on with where the ledger has it, else it begins under it. Shards share one. */
  readonly runId?: string;
  /**
   * Cells of an earlier run that failed are tried again: all, or those whose last try failed in one of these ways. It is
   * the run that is to be gone on with, or the last one of the plan with this tape.
   */
  readonly retryFailed?: RetryFailed;
  /** Run a part of the grid, while other processes run the others. */
  readonly shard?: Shard;
  /** Start anew, also when an interrupted run of the plan could be resumed. */
  readonly fresh?: boolean;
  /** Let modes that call live go on where `CI` is set. */
  readonly allowLiveInCi?: boolean;
  /** Looks an environment variable up. */
  readonly env?: (name: string) => string | undefined;
  /** The machine's own clock unless given. */
  readonly clock?: Clock;
  /**
   * Scorers beside those of the plan, such as `defineScorer` makes. They are in the hash of the run's plan by their names
   * and their text: a run is gone on with only by the same.
   */
  readonly scorers?: readonly Scorer[];
  /** The network; the global `fetch` unless given. */
  readonly fetch?: typeof globalThis.fetch;
  /** Looks prices up that the plan leaves out; the catalog, without a call, unless given. A replay reads them back. */
  readonly prices?: PriceLookup;
  /** What the user has set up of providers, as `openCallSetup` gives it; nothing unless given. */
  readonly setup?: RunSetup;
  /** Told once, before the first call: which run it is, and how to see how far it is and where its limits stand. */
  readonly onStart?: (run: {
    readonly runId: string;
    readonly status: () => TransportStatus;
    /** How far the run is; absent: nobody here knows. */
    readonly progress?: () => RunProgress;
  }) => void;
  /** Told of everything that happens to calls. */
  readonly onEvent?: CallListener;
  /**
   * In a replay, keep the right to use the network for the rest of the process; where the ledger is a database it is kept
   * unless given.
   */
  readonly keepNetwork?: boolean;
}

/** What a run needs to know of how providers are set up. The parts of a `CallSetup`. */
export interface RunSetup {
  /** How calls to an endpoint travel, but for the tries and the time, which the plan sets. */
  transportOf(endpoint: Endpoint): TransportSettings;
  /** The credential that goes before the variables of the provider; `null`: there is none. */
  credentialOf?(endpoint: Endpoint, signal?: AbortSignal): Promise<Credential | null>;
  /** Throws a `UserError` when the endpoint is not to be called at all. */
  assertEnabled?(endpoint: Endpoint): void;
  /** What there is to say of that credential without having it; `null`: there is none. */
  credentialUse?(endpoint: Endpoint): Promise<PlanCredential | null>;
  /** Told when a call to an endpoint is handed to the network. */
  sent?(endpoint: Endpoint): void;
}

/** What a run came to. */
export interface RunSummary {
  /** The id that the ledger knows the run by. */
  readonly runId: string;
  /** The plan's name. */
  readonly plan: string;
  /** What the tape did with the calls. */
  readonly mode: CassetteMode;
  /** Cells of the plan, or of the shard. */
  readonly cells: number;
  /** Cells that ended with an answer. */
  readonly ok: number;
  /** Cells that ended without one. */
  readonly failed: number;
  /** Cells that an earlier session of the run had finished. */
  readonly resumed: number;
  /** An exact decimal string; `null`: unknown. */
  readonly costUsd: string | null;
  /** How long this session of the run took, in milliseconds. */
  readonly wallMs: number;
  /** A tagged hash of the rows; the same for a recording and all its replays. */
  readonly resultsHash: string;
  /** The folder of the results. */
  readonly out: string;
  /** Whether it was ended before all cells were done; it can then be gone on with. */
  readonly interrupted: boolean;
  /** The limit of the recording budget that ended it, and what was spent in this session; `null`: none did. */
  readonly budget: ExceededBudget | null;
  /** Endpoints whose cells were left, and why: going on runs them. */
  readonly stops?: readonly RunStop[];
  /** What all sessions have spent of the limits of `[budget]`; absent: nothing is limited. */
  readonly spending?: readonly BudgetSpending[];
  /** What this session was to cost, before its first call; absent: nobody wanted to know. */
  readonly forecast?: SweepForecast;
  /** What this session has cost, as an exact decimal string; `null`: unknown; absent: nobody has counted it. */
  readonly sessionCostUsd?: string | null;
  /** What was taken from the catalog, as the plan gives no price; the tape keeps it for replays. */
  readonly prices: readonly RunPrice[];
  /** What its cells send and their endpoints were known not to take, before the first call; a replay does not look. */
  readonly problems: readonly PlanProblem[];
  /** What the answers of this session came with that a person should know, by endpoint. */
  readonly warnings: readonly RunWarning[];
  /** Interactions that this session has put onto the tape. */
  readonly recorded: number;
  /** Recordings that were asked for and were older than `expire` allows. */
  readonly expired: number;
  /** Which variants it went on without, and what that saved; absent: the plan drops nothing. */
  readonly adaptive?: AdaptiveOutcome;
  /** Recordings that were there before and that no cell of this session asked for. */
  readonly unplayed: number;
  /** What the calls of judges and other scorers came to, by scorer, over all sessions; none where none makes calls. */
  readonly scoring: readonly ScorerCalls[];
}

import type { ExpireOptions, FaultRule, RecordingBudget } from "../cassette/mod.ts";
import type { ScoreConfig } from "../scoring/mod.ts";
import type { ChatParameters, Endpoint, ProviderAdapter, Scorer } from "../spec/mod.ts";
import type { Axis } from "./axis.ts";
import type { PlanBudget } from "./budget/mod.ts";
import type { GridOnly, GridRules } from "./grid/mod.ts";
import type { PlanAdaptive } from "./adaptive/mod.ts";
import type { PlanGate } from "./gate/mod.ts";
import type { DatasetCounts } from "./dataset/mod.ts";
import type { PlanPattern, PlanResolution } from "./patterns/mod.ts";
import type { SampleList } from "./sample_list.ts";
import type { ScoreEndpoints } from "./scoring/mod.ts";

/** An endpoint of a plan: with the name of the environment variable that has its key, and its fixed parameters. */
export interface PlanEndpoint extends Endpoint {
  /** `null`: it needs no key. `credential` is `null` in a plan: a runner that calls live reads the variable. */
  readonly apiKeyEnv: string | null;
  /** The credential that the project's configuration names for its provider: `openai/work`; absent: it names none. */
  readonly credentialName?: string;
  /** Those of the plan, of the model and of the endpoint, the later ones winning. */
  readonly parameters: ChatParameters;
}

/** How a plan is to be run. It decides neither cells nor scores. */
export interface PlanRun {
  /** Calls in flight at once. */
  readonly concurrency: number;
  /** The path of the tape, from where the plan's own path starts; `null`: the plan names none. */
  readonly cassette: string | null;
  /** What the tape does with a call. */
  readonly mode: "replay" | "record" | "append" | "passthrough";
  /** HTTP tries per cell, the first one included. */
  readonly maxTries: number;
  /** For one try, in milliseconds. */
  readonly timeoutMs: number;
  /**
   * What it comes to that an endpoint does not take all that its cells send: `error` refuses a run that calls live; absent:
   * neither the plan nor its project says.
   */
  readonly strictness?: "warn" | "error";
  /**
   * How many failures in a row that every call would meet leave the rest of an endpoint's cells; `null`: none do; 3 unless
   * given.
   */
  readonly stopAfter?: number | null;
  /** A live run that may cost more asks before its first call, as a decimal string of US dollars; "1" unless given. */
  readonly confirmAboveUsd?: string;
}

/** How a plan's tape is played and recorded. It decides neither cells nor scores; what is absent is as the tape has it. */
export interface PlanCassette {
  /** When recordings are too old, and whether that fails their cells. Nothing goes live because of it. */
  readonly expire?: ExpireOptions;
  /** `error`: a replay that leaves recordings over ends with an {@linkcode UnusedRecordingsError}. */
  readonly unused?: "report" | "error";
  /** `last` plays the last recording of a request again, for ever. */
  readonly repeat?: "last";
  /** Replays so many times as fast as was recorded; 0 waits for nothing. */
  readonly speed?: number;
  /** JSON Pointers to fields of request bodies that do not count when recordings are looked up. */
  readonly ignore?: readonly string[];
  /** The most that the live calls of one session may use. Dollars are counted by the prices of the plan's endpoints. */
  readonly budget?: Omit<RecordingBudget, "priceOf" | "costOf">;
}

/** Failures that are to happen on purpose. */
export interface PlanFaults {
  /** Decides what probabilities come to. */
  readonly seed: string;
  /** At least one; the first that is about a call is what happens to it. */
  readonly rules: readonly FaultRule[];
}

/**
 * A sweep as its TOML file describes it, checked and resolved: which endpoints, prompts and parameters make the grid,
 * how often, and how answers are scored. The grid itself is not in it: {@linkcode cellsOf} makes its cells.
 */
export interface SweepPlan {
  /** For people; it decides nothing. */
  readonly name: string;
  /** For people; `null`: the plan has none. */
  readonly description: string | null;
  /** The file that it was read from. */
  readonly path: string;
  /** Providers from outside, which endpoints name as they name those of the table. */
  readonly plugins: readonly ProviderAdapter[];
  /** The modules that all of `plugins` come from, in their order; absent: nobody knows of some. */
  readonly pluginModules?: readonly string[];
  /** At least one, each with its own key. */
  readonly endpoints: readonly PlanEndpoint[];
  /** Patterns and queries that the catalog must tell the endpoints of, before there are cells; absent: there are none. */
  readonly patterns?: readonly PlanPattern[];
  /** What its patterns stand for, whose endpoints are among the others then; absent: it had none. */
  readonly resolved?: PlanResolution;
  /** At least one, each with its own id; an array will do. */
  readonly samples: SampleList;
  /** How the samples came out of their data set; absent: nobody has kept it. */
  readonly dataset?: DatasetCounts;
  /** In file order, `seeds` last; none gives one variant. */
  readonly axes: readonly Axis[];
  /** Which points of the axes there are; absent: every one of their product. */
  readonly rules?: GridRules;
  /** Which of the points and repeats are kept, as `--only` says; absent: all. */
  readonly only?: GridOnly;
  /** How often each variant is asked, from 1. */
  readonly repeats: number;
  /** Whether answers are asked for as a stream. */
  readonly stream: boolean;
  /** How it is to be run. */
  readonly run: PlanRun;
  /** How its tape is played and recorded. */
  readonly cassette: PlanCassette;
  /** What all sessions of a run may spend together; absent: anything. It decides neither cells nor scores. */
  readonly budget?: PlanBudget;
  /** What goes wrong on purpose; `null`: nothing does. */
  readonly faults: PlanFaults | null;
  /** Which scorers look at the answers. */
  readonly score: ScoreConfig;
  /** The scorers of its `custom` table, loaded, under their names there; absent: it has none. */
  readonly scorers?: readonly Scorer[];
  /** Whom the scorers call that make calls; absent: none does. */
  readonly scoreEndpoints?: ScoreEndpoints;
  /** How it drops variants that are beaten; absent: it runs the whole grid. */
  readonly adaptive?: PlanAdaptive;
  /** What its run must come to; `null`: nothing is asked. */
  readonly gate: PlanGate | null;
}

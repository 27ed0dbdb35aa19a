import type { ScoreConfig } from "../scoring/mod.ts";
import type { Endpoint, PromptSample } from "../spec/mod.ts";
import type { Axis, ChatParameters } from "./axis.ts";

/** An endpoint of a plan: with the name of the environment variable that has its key, and its fixed parameters. */
export interface PlanEndpoint extends Endpoint {
  /** `null`: it needs no key. `credential` is `null` in a plan: a runner that calls live reads the variable. */
  readonly apiKeyEnv: string | null;
  /** Those of the plan, of the model and of the endpoint, the later ones winning. */
  readonly parameters: ChatParameters;
}

/** A sample of a plan's prompts, rendered, with what tells it from others. */
export interface PlanSample extends PromptSample {
  /** A tagged hash of the messages. */
  readonly messagesHash: string;
  /** From 1: which of the samples with these very messages it is. */
  readonly twin: number;
}

/** How a plan is to be run. It decides neither cells nor scores. */
export interface PlanRun {
  /** Calls in flight at once. */
  readonly concurrency: number;
  /** The path of the tape, from where the plan's own path starts; `null`: the plan names none. */
  readonly cassette: string | null;
  readonly mode: "replay" | "record" | "append" | "passthrough";
  /** HTTP tries per cell, the first one included. */
  readonly maxTries: number;
  /** For one try, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * A sweep as its TOML file describes it, checked and resolved: which endpoints, prompts and parameters make the grid,
 * how often, and how answers are scored. The grid itself is not in it: {@linkcode cellsOf} makes its cells.
 */
export interface SweepPlan {
  readonly name: string;
  readonly description: string | null;
  /** The file that it was read from. */
  readonly path: string;
  readonly endpoints: readonly PlanEndpoint[];
  readonly samples: readonly PlanSample[];
  readonly axes: readonly Axis[];
  readonly repeats: number;
  readonly stream: boolean;
  readonly run: PlanRun;
  readonly score: ScoreConfig;
}

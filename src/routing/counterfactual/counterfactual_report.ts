import type { EndpointKey, ModelKey } from "../../spec/mod.ts";

/** A median and what all but one in twenty are below. */
export interface Spread {
  /** The median. */
  readonly p50: number;
  /** All but one in twenty are at most this. */
  readonly p95: number;
}

/** What came, or would have come, of calls. Only of those that are known: nothing is made up for the others. */
export interface OutcomeFigures {
  /** All calls that were to be made. */
  readonly cells: number;
  /** Those whose outcome is recorded. */
  readonly known: number;
  /** Those that would have gone to an endpoint at which they were not recorded. */
  readonly unknown: number;
  /** Known ones that were answered. */
  readonly answered: number;
  /** Known ones that were not. */
  readonly failed: number;
  /** Of `failed`, those for which no endpoint may be asked. */
  readonly refused: number;
  /** The share of the known ones that failed; `null`: none is known. */
  readonly failureRate: number | null;
  /** The exact sum over all tries of the known ones, as a decimal string; `null`: the cost of none is known. */
  readonly costUsd: string | null;
  /** Tries that the sum leaves out, as their cost is unknown. */
  readonly unpriced: number;
  /** Of the tries that were answered; `null`: of none. */
  readonly latencyMs: Spread | null;
  /** To the first token, of the tries that were answered; `null`: of none. */
  readonly ttftMs: Spread | null;
  /** Until an answer was there: all tries before it and the waits between them counted; `null`: none was. */
  readonly elapsedMs: Spread | null;
  /** Of the answers that were scored; `null`: none was. */
  readonly meanScore: number | null;
  /** Answers that were scored. */
  readonly scored: number;
  /** How often another endpoint was asked after one had failed. */
  readonly fallbacks: number;
}

/** Where the calls would have gone first. */
export interface EndpointChoice {
  /** The endpoint; `null`: none may be asked. */
  readonly endpoint: EndpointKey | null;
  /** How many calls would have gone there first. */
  readonly cells: number;
  /** Of all calls, 0 to 1. */
  readonly share: number;
}

/** What one way of choosing endpoints would have come to. */
export interface CounterfactualOutcome extends OutcomeFigures {
  /** The policy's name, the endpoint that is pinned, or `oracle`. */
  readonly name: string;
  /** `policy`: what was asked for. `pinned`: what was recorded at one endpoint. `oracle`: who knows all outcomes before. */
  readonly kind: "policy" | "pinned" | "oracle";
  /** The most chosen first. */
  readonly choices: readonly EndpointChoice[];
  /** The same figures of the calls alone whose outcome is known under every policy: these can be compared. */
  readonly common: OutcomeFigures;
}

/** What other policies would have made of recorded calls. */
export interface CounterfactualReport {
  /** Whose calls these are. */
  readonly models: readonly ModelKey[];
  /** Calls to be made: model, prompt, parameters and repeat, wherever they were recorded. */
  readonly cells: number;
  /** Of these, those whose outcome is known under every policy. */
  readonly commonCells: number;
  /** Endpoints at which something was recorded, in the order of their keys. */
  readonly endpoints: readonly EndpointKey[];
  /** The policies in the order in which they were given, each endpoint pinned, and the oracle. */
  readonly outcomes: readonly CounterfactualOutcome[];
}

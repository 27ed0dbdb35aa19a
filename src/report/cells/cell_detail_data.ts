import type { DecisionDescription, InteractionDescription } from "../../cassette/mod.ts";
import type { CostPart } from "../../catalog/cost/mod.ts";
import type {
  Attempt,
  ChatMessage,
  ChatParameters,
  Completion,
  JsonValue,
  RouteRecord,
  RunRecord,
  Score,
} from "../../spec/mod.ts";
import type { HumanRating } from "../../sweep/mod.ts";

/** How a cell stands. `unfinished`: it has tries and has not ended; `waiting`: it has none yet. */
export type CellState = "ok" | "failed" | "unrecordable" | "unfinished" | "waiting";

/** What a cell is: which endpoint is asked what, for the how-many-th time. */
export type CellIdentity = Pick<
  Attempt,
  "cellId" | "endpoint" | "model" | "provider" | "label" | "axes" | "promptId" | "repeat"
>;

/** What a cell sent. */
export interface CellPrompt {
  /** All messages of its last turn, the earlier turns included. */
  readonly messages: readonly ChatMessage[];
  /** Everything beside them, under the names of `ChatRequest`. */
  readonly parameters: ChatParameters;
  /** Whether it is as it was sent, or as the plan says it now. */
  readonly source: "tape" | "plan";
}

/** What a cell was answered. Without the tape its text is all that is known. */
export interface CellAnswer extends Pick<Attempt, "finishReason"> {
  /** Without the reasoning. */
  readonly text: string;
  /** The rest of it, as the tape has it; `null`: there is no tape, or it has lost it. */
  readonly completion: Completion | null;
}

/** One HTTP try of a cell, with what else is known of it. */
export interface CellTryDetail {
  /** Its row. */
  readonly row: Attempt;
  /** Its name on the tape: `cell_…/1`. */
  readonly scope: string;
  /** What the tape has of it; `null`: nothing, as of a refusal of our own. */
  readonly entry: InteractionDescription | null;
  /** What its cost is made up of; `null`: nobody knows, or not what its cost says. */
  readonly costParts: readonly CostPart[] | null;
  /** When chunks of the body came, in milliseconds from the hand-over, with their bytes: a bounded number of them. */
  readonly chunks: readonly { readonly ms: number; readonly bytes: number }[];
}

/** A verdict on a cell's answer. */
export interface CellScore extends Score {
  /** The scoring that it is of: 1 is the run's own. */
  readonly scoring: number;
  /** When it was given. RFC 3339, UTC; `null`: with the answer. */
  readonly at: string | null;
  /** Whether it is the one of its scorer that tables and charts show. */
  readonly counts: boolean;
}

/** Where the tape of a cell is, and whether it is there. */
export interface CellTape {
  /** `null`: the run was made without one. */
  readonly path: string | null;
  /** `lost`: there is none at the path; `unreadable`: what is there is no cassette, or broken. */
  readonly state: "none" | "lost" | "unreadable" | "there";
  /** What is wrong with it, for people; `null`: nothing. */
  readonly problem: string | null;
}

/** All that is known of one cell of a run. */
export interface CellDetail {
  /** The run. */
  readonly run: RunRecord;
  /** The cell's place in the grid, from 0. */
  readonly index: number;
  /** How it stands. */
  readonly state: CellState;
  /** `null`: it waits, and the plan is not at hand. */
  readonly identity: CellIdentity | null;
  /** `null`: there is no tape, and no plan that has the cell. */
  readonly prompt: CellPrompt | null;
  /** `null`: there is none. */
  readonly answer: CellAnswer | null;
  /** What the sample says the answer should be; `null`: nothing, or the plan is not at hand. */
  readonly expected: JsonValue;
  /** In their order. */
  readonly tries: readonly CellTryDetail[];
  /** What all tries have cost together, as an exact decimal string; `null` is unknown. */
  readonly costUsd: string | null;
  /** The mean of the verdicts that count; `null`: there is none. */
  readonly score: number | null;
  /** By scoring, then in the order of the scorers. */
  readonly scores: readonly CellScore[];
  /** What people have said of the answer. */
  readonly ratings: readonly HumanRating[];
  /** Why its endpoint was chosen, the latest first; empty where a plan names it. */
  readonly routes: readonly RouteRecord[];
  /** What was decided once about it, as it stands on the tape. */
  readonly decisions: readonly DecisionDescription[];
  /** Where its recordings are. */
  readonly tape: CellTape;
}

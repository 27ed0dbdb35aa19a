import type { ChatMessage, ChatRequest, ToolCall } from "./chat.ts";
import type { Completion } from "./completion.ts";
import type { CallFailure } from "./failure.ts";
import type { JsonValue } from "./json.ts";

/** What a scorer looks at. */
export interface ScorerInput {
  /** The text of the last user message; the empty string when there is none. */
  readonly input: string;
  /** The text of the answer, without its reasoning. */
  readonly output: string;
  /** What the prompt's sample says the answer should be; `null` when it says nothing. */
  readonly expected: JsonValue;
  /** The fields of the sample's row, for scorers that need more than one of them; absent: nobody knows them. */
  readonly fields?: { readonly [name: string]: JsonValue };
  /** All messages that were sent, those of earlier turns included; absent: nobody knows them. */
  readonly messages?: readonly ChatMessage[];
  /** The calls of tools in the answer; absent: nobody knows them. */
  readonly toolCalls?: readonly ToolCall[];
  /** What the answer took; absent: nobody knows it. */
  readonly call?: ScoredCall;
}

/** What an answer took, of its last try. Unknown is `null`. */
export interface ScoredCall {
  /** From the hand-over to the last byte, in milliseconds. */
  readonly latencyMs: number | null;
  /** From the hand-over to the first token, in milliseconds. */
  readonly ttftMs: number | null;
  /** Of all the cell's tries so far, as an exact decimal string. */
  readonly costUsd: string | null;
  /** All input tokens. */
  readonly inputTokens: number | null;
  /** All output tokens, reasoning included. */
  readonly outputTokens: number | null;
}

/** A verdict: 0 is wrong, 1 is right; `null` when the scorer does not apply. */
export interface Score {
  /** The scorer's own: `exact`. */
  readonly name: string;
  /** From 0 to 1; `null` is left out of every mean. */
  readonly score: number | null;
  /** What led to the verdict: `{ found: ["42"] }`. */
  readonly metadata?: { readonly [key: string]: JsonValue };
  /** What its own calls cost, as an exact decimal string; `null` is unknown; absent: it made none. */
  readonly costUsd?: string | null;
  /** How many calls it made; none unless given. */
  readonly calls?: number;
}

/** A function from an answer to a verdict. It is pure, but for the calls that it makes through its tools. */
export interface Scorer {
  /** The column of its verdicts is named after it: `exact` gives `score_exact`. */
  readonly name: string;
  /** Whether it makes calls of its own, as a judge does; such scorers run beside the cells and have a tape of their own. */
  readonly makesCalls?: boolean;
  /** The same input, and the same answers to its calls, must give the same verdict: a replay scores anew. */
  score(input: ScorerInput, tools?: ScorerTools): Score | Promise<Score>;
}

/** A scorer whose verdict follows from what it looks at alone, at once. */
export interface PureScorer extends Scorer {
  /** The same input gives the same verdict. */
  score(input: ScorerInput): Score;
}

/** What a scorer that makes calls makes them with. They go over the tape of the scoring. */
export interface ScorerTools {
  /**
   * What the calls are for, `cell_…/judge`: the calls of a cell's scorer are found again by it, in the order in which
   * they were made.
   */
  readonly scope: string;
  /** Ends the calls. */
  readonly signal?: AbortSignal;
  /** Ask a model. Failures are values; `costUsd` is that of all tries. */
  complete(
    request: ChatRequest,
    target: { readonly endpoint: string },
  ): Promise<
    | { readonly ok: true; readonly completion: Completion; readonly costUsd: string | null }
    | { readonly ok: false; readonly failure: CallFailure; readonly costUsd: string | null }
  >;
  /** The embeddings of texts, one vector each. */
  embed(
    texts: readonly string[],
    target: { readonly endpoint: string },
  ): Promise<
    | { readonly ok: true; readonly vectors: readonly (readonly number[])[]; readonly costUsd: string | null }
    | { readonly ok: false; readonly failure: CallFailure; readonly costUsd: string | null }
  >;
}

/** How the scores of a prompt's repeats become one. */
export type ScoreReduction = "mean" | "median" | "max" | "min" | "majority" | `pass@${number}`;

/** One pass of scorers over a run. Number 1 is that of the run itself, whose verdicts stand in its attempts. */
export interface ScoringRecord {
  /** The run that was scored. */
  readonly runId: string;
  /** From 1, in the order in which they began. */
  readonly number: number;
  /** The names of its scorers. */
  readonly scorers: readonly string[];
  /** The `[score]` table that made them, or who gave the verdicts. */
  readonly config: { readonly [key: string]: JsonValue };
  /** A tagged hash of what decides the verdicts: the same configuration of the same version gives the same one. */
  readonly configHash: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** RFC 3339, UTC; `null`: it goes on, or was cut short. */
  readonly endedAt: string | null;
}

/** One verdict of a scoring. */
export interface ScoreRow extends Score {
  /** The run that was scored. */
  readonly runId: string;
  /** The scoring's number. */
  readonly number: number;
  /** The cell whose answer was looked at. */
  readonly cellIndex: number;
  /** When it was given. RFC 3339, UTC. */
  readonly at: string;
}

import type { RunRecord } from "../spec/mod.ts";
import type { ScorerCalls } from "../sweep/mod.ts";
import type { GateResult } from "./gate_result.ts";

/** One variant of a run in figures: an endpoint with one set of axes. Unknown is `null`. */
export interface ReportVariant {
  /** `model@provider[/tag]` */
  readonly endpoint: string;
  /** `author/slug[:variant]` */
  readonly model: string;
  /** The axes, for people; the empty string without any. Seeds are repeats under another name, and not in it. */
  readonly label: string;
  /** The same of one of its cells, with its seed. */
  readonly cellLabel: string;
  /** Cells that have ended. */
  readonly cells: number;
  /** Of them, those without an answer. */
  readonly failed: number;
  /** The mean score, from 0 to 1: over prompts, of the means of their repeats. */
  readonly score: number | null;
  /** Its 95 % t interval over prompts, Wilson's where all are 0 or all 1; `null` with one, or where all are the same. */
  readonly scoreInterval: readonly [low: number, high: number] | null;
  /** How that interval was made, for people; `null` without one. */
  readonly scoreMethod: string | null;
  /** Prompts that have a score. */
  readonly prompts: number;
  /** The mean of each scorer. */
  readonly scores: { readonly [scorer: string]: number | null };
  /** Milliseconds to the last byte, of the answers. */
  readonly latencyP50Ms: number | null;
  /** The same at the 95th percentile. */
  readonly latencyP95Ms: number | null;
  /** Milliseconds to the first token, of the answers, at the median. */
  readonly ttftP50Ms: number | null;
  /** The same at the 95th percentile. */
  readonly ttftP95Ms: number | null;
  /** Tokens in a second behind the first one, of the answers, at the median. */
  readonly outputTpsP50: number | null;
  /** US dollars of all tries. */
  readonly costUsd: number | null;
}

/** A kind of failure of a run. */
export interface ReportError {
  /** `timeout`, `rate_limited`, … */
  readonly kind: string;
  /** Cells that ended with it. */
  readonly cells: number;
  /** What was said of the first of them. */
  readonly message: string;
}

/** A cell that is worth a look: one that failed, or has a low score. */
export interface ReportCell {
  /** The cell's place in the grid's order, from 0. */
  readonly cellIndex: number;
  /** `model@provider[/tag]` */
  readonly endpoint: string;
  /** The axes, for people; the empty string without any. */
  readonly label: string;
  /** The prompt's sample. */
  readonly promptId: string;
  /** From 1. */
  readonly repeat: number;
  /** From 0 to 1; `null`: it has none. */
  readonly score: number | null;
  /** What went wrong; `null`: it was answered. */
  readonly error: string | null;
  /** The answer; `null`: there is none. */
  readonly output: string | null;
}

/** What a run came to, for a report. */
export interface RunReport {
  /** As the ledger has it. */
  readonly run: RunRecord;
  /** Cells that have ended. */
  readonly ended: number;
  /** Of them, those without an answer. */
  readonly failed: number;
  /** HTTP tries. */
  readonly tries: number;
  /** An exact decimal string; `null`: the cost of a try is unknown. */
  readonly costUsd: string | null;
  /** The names of its scorers. */
  readonly scorers: readonly string[];
  /** What a score is the mean of, as a sentence for people. */
  readonly scoreRule: string;
  /** What judges and other scorers that make calls have cost in all scorings of the run; it is in no cell's cost. */
  readonly scoringCalls: readonly ScorerCalls[];
  /** By endpoint and axes, in the grid's order. */
  readonly variants: readonly ReportVariant[];
  /** The most frequent kind first. */
  readonly errors: readonly ReportError[];
  /** Failed ones first, then the lowest scores; no more than were asked for. */
  readonly worst: readonly ReportCell[];
  /** `null`: nothing is asked of the run. */
  readonly gate: GateResult | null;
}

import type { ColumnValue } from "../../ledger/mod.ts";
import { type CellRow, type DataFrame, frameTable, type Table } from "../frames/mod.ts";
import { type AnswerChangeKind, answerPairs, textReader } from "./_answer_pairs.ts";
import type { ChangedAnswersOptions } from "./changed_answers_options.ts";

export type { AnswerChangeKind };

/** One side of a pair of answers. */
export interface ChangedAnswer {
  /** Its run. */
  readonly runId: string;
  /** The cell's place in the grid's order, from 0. */
  readonly cellIndex: number;
  /** The endpoint that was called. */
  readonly endpoint: string;
  /** The cell's parameters, for people. */
  readonly label: string;
  /** The text; `null`: there is no answer. */
  readonly output: string | null;
  /** Why there is no answer; `null` where there is one. */
  readonly errorKind: string | null;
  /** The mean of its verdicts; `null`: there is none. */
  readonly score: number | null;
  /** To the last byte of the answer. */
  readonly latencyMs: number | null;
  /** Of all tries. */
  readonly costUsd: number | null;
}

/** The same call on two sides, and what became of its answer. */
export interface AnswerChange {
  /**
   * The same text; another text that says the same; another one; an answer before and none after, or the other way
   * round; none before or after.
   */
  readonly kind: AnswerChangeKind;
  /** The sample's id. */
  readonly promptId: string;
  /** The how-many-th time the same was asked, from 1. */
  readonly repeat: number;
  readonly a: ChangedAnswer;
  readonly b: ChangedAnswer;
  /** The score of `b` less that of `a`; `null` where one has none. */
  readonly scoreChange: number | null;
}

/** What became of the answers of two runs or variants. */
export interface AnswerChanges {
  /** The columns by which calls were paired. */
  readonly matched: readonly string[];
  /** Calls that both sides have, by the columns that they are paired by. */
  readonly pairs: readonly AnswerChange[];
  /** How many calls that have ended one side alone has. */
  readonly onlyA: number;
  readonly onlyB: number;
}

/**
 * The pairs that {@linkcode changedAnswers} tells of, and all others too, as values rather than a frame: with their cells,
 * and without having compared words, which takes long for many long texts.
 *
 * @throws {UserError} when a frame lacks a column.
 */
export function answerChanges(a: DataFrame, b: DataFrame, options: ChangedAnswersOptions = {}): AnswerChanges {
  const [tableA, tableB] = [frameTable(a), frameTable(b)];
  const { matched, pairs, onlyA, onlyB } = answerPairs(tableA, tableB, options);
  const [before, after] = [answerReader(tableA), answerReader(tableB)];
  const [prompts, repeats] = [tableA.column("prompt_id"), tableA.column("repeat")];
  return {
    matched,
    pairs: pairs.map(({ kind, a: one, b: other }) => {
      const sides = { a: before(one), b: after(other) };
      return {
        kind,
        promptId: String(prompts[one.row]),
        repeat: Number(repeats[one.row]),
        ...sides,
        scoreChange: sides.a.score === null || sides.b.score === null ? null : sides.b.score - sides.a.score,
      };
    }),
    onlyA: onlyA.length,
    onlyB: onlyB.length,
  };
}

function answerReader(table: Table): (cell: CellRow) => ChangedAnswer {
  const textOf = textReader(table);
  const [runs, indexes, endpoints, labels, errors, scores, latencies] = [
    "run_id",
    "cell_index",
    "endpoint",
    "label",
    "error_kind",
    "score",
    "latency_ms",
  ].map((name) => table.column(name));
  return (cell) => {
    const { row, ok, costUsd } = cell;
    return {
      runId: String(runs[row]),
      cellIndex: Number(indexes[row]),
      endpoint: String(endpoints[row]),
      label: String(labels[row] ?? ""),
      output: textOf(cell),
      errorKind: ok ? null : errors[row] as string | null,
      score: numberIn(scores[row]),
      latencyMs: ok ? numberIn(latencies[row]) : null,
      costUsd,
    };
  };
}

function numberIn(value: ColumnValue): number | null {
  return typeof value === "number" ? value : null;
}

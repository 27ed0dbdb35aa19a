import { type WordChange, wordChanges } from "../../cassette/words/mod.ts";
import { type CellRow, type DataFrame, frameTable, type Table } from "../frames/mod.ts";
import { answerPairs, textReader } from "./_answer_pairs.ts";
import type { ChangedAnswersOptions } from "./changed_answers_options.ts";
import { type VerbColumns, verbFrame, type VerbRow } from "./_verb_frame.ts";

const COLUMNS: VerbColumns = {
  change: "utf8",
  similarity: "f64",
  before: "utf8",
  after: "utf8",
  words: "utf8",
  score_before: "f64",
  score_after: "f64",
  output_tokens_before: "i64",
  output_tokens_after: "i64",
  finish_reason_before: "utf8",
  finish_reason_after: "utf8",
};

/**
 * Which answers are others than they were? The cells of two runs that asked the same are paired, and those are told whose
 * answer is another, the least alike first; {@linkcode countChangedAnswers} counts the others too.
 *
 * One row per changed answer: the columns by which calls are paired, then
 *
 * - `change`: `changed`; `lost`, where there was an answer and is none now; `gained`, the other way round. Texts that are
 *   the same when they are normalised have not changed;
 * - `similarity`: the share of words and signs that both texts have, in their order, from 0 to 1; `null` where one is missing, and
 *   where more than 1,500 edits lie between them;
 * - `before`, `after`: the texts; `words`: what happened to which words, as `the [-old-]{+new+} one`;
 * - `score_…`, `output_tokens_…`, `finish_reason_…`: of both.
 *
 * @throws {UserError} when a frame lacks a column.
 *
 * @example What did the new version of the model change?
 * ```ts ignore
 * const [before, after] = [await loadRun("runs/monday"), await loadRun("runs/friday")];
 * await Deno.jupyter.display(changedAnswers(before, after));
 * ```
 */
export function changedAnswers(a: DataFrame, b: DataFrame, options: ChangedAnswersOptions = {}): DataFrame {
  const [tableA, tableB] = [frameTable(a), frameTable(b)];
  const { matched, pairs } = answerPairs(tableA, tableB, options);
  const [before, after] = [textReader(tableA), textReader(tableB)];
  const rows = pairs.filter(({ kind }) => kind === "changed" || kind === "lost" || kind === "gained").map((pair) => {
    const [one, other] = [before(pair.a), after(pair.b)];
    return {
      ...Object.fromEntries(matched.map((name, i) => [name, pair.values[i]])),
      change: pair.kind,
      ...wordFigures(one, other),
      before: one,
      after: other,
      ...facts(tableA, pair.a, "before"),
      ...facts(tableB, pair.b, "after"),
    };
  });
  rows.sort((x, y) => (x.similarity ?? -1) - (y.similarity ?? -1));
  return verbFrame(rows, COLUMNS, { of: a, names: matched });
}

function wordFigures(
  before: string | null,
  after: string | null,
): { readonly similarity: number | null; readonly words: string | null } {
  const changes = before === null || after === null ? null : wordChanges(before, after);
  if (changes === null) return { similarity: null, words: null };
  const count = (kind: WordChange["kind"]) =>
    changes.filter((change) => change.kind === kind).reduce((sum, { text }) => sum + wordsIn(text), 0);
  const [same, removed, added] = [count("same"), count("removed"), count("added")];
  const all = 2 * same + removed + added;
  return { similarity: all === 0 ? 0 : 2 * same / all, words: changes.map(marked).join("") };
}

function wordsIn(text: string): number {
  return text.match(/[\p{L}\p{M}\p{N}]+|\S/gu)?.length ?? 0;
}

function marked({ kind, text }: WordChange): string {
  return kind === "same" ? text : kind === "removed" ? `[-${text}-]` : `{+${text}+}`;
}

function facts(table: Table, { row, ok }: CellRow, side: "before" | "after"): VerbRow {
  const value = (name: string) => ok && table.names.includes(name) ? table.column(name)[row] : null;
  return Object.fromEntries(
    ["score", "output_tokens", "finish_reason"].map((name) => [`${name}_${side}`, value(name)]),
  );
}

import { UserError } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import { wilsonInterval } from "../../statistics/mod.ts";
import { type CellRow, compareValues, type DataFrame, frameTable, type Table } from "../frames/mod.ts";
import { type AnswerChangeKind, answerPairs } from "./_answer_pairs.ts";
import type { CountChangedAnswersOptions } from "./changed_answers_options.ts";
import { type VerbColumns, verbFrame, type VerbRow } from "./_verb_frame.ts";

const KINDS: readonly AnswerChangeKind[] = ["same", "equal", "changed", "lost", "gained", "none"];

const COLUMNS: VerbColumns = {
  n_pairs: "i64",
  ...Object.fromEntries(KINDS.map((kind) => [kind, "i64" as const])),
  only_a: "i64",
  only_b: "i64",
  changed_share: "f64",
  changed_share_low: "f64",
  changed_share_high: "f64",
  method: "utf8",
};

/**
 * How many answers are others than they were: the counts to {@linkcode changedAnswers}, one row per group.
 *
 * The columns `by`, then
 *
 * - `n_pairs`: calls that both frames have; of these `same`: the same text, `equal`: the same when normalised, `changed`,
 *   `lost`: no answer any more, `gained`: an answer where there was none, `none`: none before or after;
 * - `only_a`, `only_b`: calls that one frame alone has;
 * - `changed_share`: the share of pairs that are `changed`, `lost` or `gained`, with Wilson's interval;
 * - `method`: how the interval was made, with n.
 *
 * @throws {UserError} when a frame lacks a column, or calls are not paired by one of `by`.
 *
 * @example By endpoint
 * ```ts ignore
 * await Deno.jupyter.display(countChangedAnswers(before, after, { by: "endpoint" }));
 * ```
 */
export function countChangedAnswers(a: DataFrame, b: DataFrame, options: CountChangedAnswersOptions = {}): DataFrame {
  const by = [options.by ?? []].flat();
  const [tableA, tableB] = [frameTable(a), frameTable(b)];
  const { matched, pairs, onlyA, onlyB } = answerPairs(tableA, tableB, options);
  const wrong = by.find((name) => !matched.includes(name));
  if (wrong !== undefined) {
    throw new UserError(
      `Cannot count by a column by which calls are not paired: current value is "${wrong}", of ${matched.join(", ")}`,
    );
  }
  const groups = new Map<string, { readonly values: readonly ColumnValue[]; readonly counts: Map<string, number> }>();
  const count = (values: readonly ColumnValue[], what: string) => {
    const key = JSON.stringify(values);
    const group = groups.get(key) ?? { values, counts: new Map() };
    groups.set(key, group);
    group.counts.set(what, (group.counts.get(what) ?? 0) + 1);
  };
  const valuesIn = (table: Table, { row }: CellRow) => by.map((name) => table.column(name)[row]);
  for (const { a: cell, kind } of pairs) count(valuesIn(tableA, cell), kind);
  for (const cell of onlyA) count(valuesIn(tableA, cell), "only_a");
  for (const cell of onlyB) count(valuesIn(tableB, cell), "only_b");
  const rows = [...groups.values()].sort((x, y) => compareValues(x.values, y.values)).map(({ values, counts }) => ({
    ...Object.fromEntries(by.map((name, i) => [name, values[i]])),
    ...Object.fromEntries(["only_a", "only_b", ...KINDS].map((what) => [what, counts.get(what) ?? 0])),
    ...share(counts, options.confidence ?? 0.95),
  }));
  return verbFrame(rows, COLUMNS, { of: a, names: by });
}

function share(counts: ReadonlyMap<string, number>, confidence: number): VerbRow {
  const sum = (kinds: readonly string[]) => kinds.reduce((total, kind) => total + (counts.get(kind) ?? 0), 0);
  const n = sum(KINDS);
  const estimate = wilsonInterval(sum(["changed", "lost", "gained"]), n, { confidence });
  return {
    n_pairs: n,
    changed_share: estimate?.value ?? null,
    changed_share_low: estimate?.low ?? null,
    changed_share_high: estimate?.high ?? null,
    method: estimate === null ? "no call is in both" : `${estimate.method}, ${100 * confidence} %, n = ${n} pairs`,
  };
}

import { UserError } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import { normalizeText } from "../../scoring/mod.ts";
import { type CellRow, groupCells, type Table } from "../frames/mod.ts";
import type { ChangedAnswersOptions } from "./changed_answers_options.ts";

/**
 * What became of an answer: the same text; another text that says the same; another one; an answer before and none
 * after, or the other way round; none before or after.
 */
export type AnswerChangeKind = "same" | "equal" | "changed" | "lost" | "gained" | "none";

/** The same call in two frames. */
export interface AnswerPair {
  /** Of the columns by which calls are paired. */
  readonly values: readonly ColumnValue[];
  readonly a: CellRow;
  readonly b: CellRow;
  readonly kind: AnswerChangeKind;
}

/** The calls of two frames that are the same, and those that one alone has. */
export interface AnswerPairs {
  /** The columns by which calls are paired. */
  readonly matched: readonly string[];
  readonly pairs: readonly AnswerPair[];
  readonly onlyA: readonly CellRow[];
  readonly onlyB: readonly CellRow[];
}

/** Pairs the cells of two tables that have ended; several of one call, as of several runs, in their order. */
export function answerPairs(a: Table, b: Table, options: ChangedAnswersOptions): AnswerPairs {
  const matched = options.match ?? defaultMatch(a, b);
  const said = comparer(a, b, options.normalize ?? plainText);
  const [groupsA, groupsB] = [a, b].map((table) =>
    new Map(
      groupCells(table, matched).map(({ values, cells }) => [
        JSON.stringify(values),
        { values, cells: cells.filter(({ ended }) => ended) },
      ]),
    )
  );
  const pairs: AnswerPair[] = [];
  const [onlyA, onlyB]: [CellRow[], CellRow[]] = [[], []];
  for (const [key, { values, cells }] of groupsA) {
    const others = groupsB.get(key)?.cells ?? [];
    const both = Math.min(cells.length, others.length);
    for (let i = 0; i < both; i++) pairs.push({ values, a: cells[i], b: others[i], kind: said(cells[i], others[i]) });
    for (const cell of cells.slice(both)) onlyA.push(cell);
    for (const cell of others.slice(both)) onlyB.push(cell);
  }
  for (const [key, { cells }] of groupsB) if (!groupsA.has(key)) { for (const cell of cells) onlyB.push(cell); }
  return { matched, pairs, onlyA, onlyB };
}

/** Endpoint and parameters, as far as both frames have some value of them in common, the prompt and the repeat. */
function defaultMatch(a: Table, b: Table): string[] {
  const shared = (name: string) => {
    const known = new Set(a.codes(name).values);
    return b.codes(name).values.some((value) => known.has(value));
  };
  const names = a.names.filter((name) => name === "endpoint" || name.startsWith("param_"));
  const told = names.filter((name) => b.names.includes(name) && (a.height === 0 || b.height === 0 || shared(name)));
  return [...told, "prompt_id", "repeat"];
}

/** Without what answers differ in that say the same: white space, capitals, punctuation. */
function plainText(text: string): string {
  return normalizeText(text, { ignoreCase: true, ignorePunctuation: true });
}

function comparer(
  a: Table,
  b: Table,
  normalize: (text: string) => string,
): (a: CellRow, b: CellRow) => AnswerChangeKind {
  const [before, after] = [textReader(a), textReader(b)];
  return (x, y) => {
    const [one, other] = [before(x), after(y)];
    if (one === null || other === null) return one === other ? "none" : one === null ? "gained" : "lost";
    if (one === other) return "same";
    return normalize(one) === normalize(other) ? "equal" : "changed";
  };
}

/** The text of a cell's answer; `null` where it has none. */
export function textReader(table: Table): (cell: CellRow) => string | null {
  const texts = table.column("output");
  return ({ row, ok }) => {
    const text = texts[row];
    if (!ok || text === null) return null;
    if (typeof text === "string") return text;
    throw new UserError(`Cannot compare answers as the column "output" has other than text: current value is ${text}`);
  };
}

import { compareText } from "../../base/mod.ts";
import { scoredRows } from "../../scoring/mod.ts";
import type { CellTry, Ledger, RunRecord } from "../../spec/mod.ts";
import { labelWithoutSeed } from "../../sweep/mod.ts";
import type { CellState } from "./cell_detail_data.ts";
import type { CellQuery } from "./cell_list_data.ts";
import { costOfTries, groupTries, stateOf } from "./_group_tries.ts";

type Sort = NonNullable<CellQuery["sort"]>;
type Value = string | number | null;
type Row = Pick<CellTry, "cellIndex" | "try" | typeof ALWAYS[number] | typeof NAMES[number]["field"] | SometimesField>;
type SometimesField = "axes" | "hasText" | "scores" | "score" | "latencyMs" | "costUsd" | typeof COST[number];

const ALWAYS = ["final", "status"] as const;
/** What tells whether a cost is unknown. */
const COST = ["httpStatus", "errorKind", "source", "cassetteKey"] as const;
/** What is looked for by its very name, or a part of it. */
const NAMES = [
  { name: "endpoint", field: "endpoint" },
  { name: "label", field: "label" },
  { name: "prompt", field: "promptId" },
] as const;

/** All that a long list needs of a cell until its page is known. */
interface Scanned {
  readonly index: number;
  readonly value: Value;
  /** By the names that are looked for, whether the cell has the very name, or a part of it. */
  readonly hits: readonly Hit[];
}

type Hit = "exact" | "part" | "none";

/**
 * The places of the cells that a query is about, in its order. Of each try only what the query asks for is read, and of
 * each cell only a few words are kept: a run may have a million.
 */
export async function scanCells(ledger: Ledger, run: RunRecord, query: CellQuery): Promise<number[]> {
  const { sort = "index", isDescending = false, text = "" } = query;
  const wanted = NAMES.flatMap(({ name, field }) => query[name] ? [{ field, text: query[name] }] : []);
  const found: Scanned[] = [];
  const isExact = wanted.map(() => false);
  let next = 0;
  const wait = (to: number) => {
    for (; next < to; next++) if (showsWaiting(query)) found.push(waiting(next, sort));
  };
  const filter = { fields: fieldsOf(query), ...(text === "" ? {} : { text }) };
  const rows: AsyncIterable<Row> = ledger.cellTries(run.runId, filter);
  const scored = sort === "score" ? scoredRows(rows, { ledger, runId: run.runId }) : rows;
  for await (const tries of groupTries(scored)) {
    const last = tries[tries.length - 1];
    wait(last.cellIndex);
    next = last.cellIndex + 1;
    const hits = wanted.map(({ field, text }) => hitOf(last[field], text));
    hits.forEach((hit, i) => isExact[i] ||= hit === "exact");
    if (isChosen(tries, query)) found.push({ index: last.cellIndex, value: valueOf(tries, sort), hits });
  }
  wait(run.cells);
  // The very name where a cell has it, so that links mean what they say; else part of it, for people who type.
  const chosen = found.filter(({ hits }) => hits.every((hit, i) => isExact[i] ? hit === "exact" : hit !== "none"));
  return chosen.sort(orderOf(isDescending)).map(({ index }) => index);
}

function fieldsOf({ endpoint, label, variant, prompt, text, sort }: CellQuery): (keyof Row)[] {
  const sorted: { readonly [by in Sort]: readonly (keyof Row)[] } = {
    index: [],
    status: [],
    endpoint: ["endpoint"],
    score: ["scores", "score"],
    latency: ["latencyMs"],
    cost: ["costUsd", ...COST],
  };
  return [
    ...ALWAYS,
    ...(endpoint ? ["endpoint" as const] : []),
    ...(label ? ["label" as const] : []),
    ...(variant === undefined ? [] : ["label" as const, "axes" as const]),
    ...(prompt ? ["promptId" as const] : []),
    ...(text ? ["hasText" as const] : []),
    ...sorted[sort ?? "index"],
  ];
}

/** What waits has no names and no text. */
function showsWaiting({ endpoint, label, variant, prompt, state, text }: CellQuery): boolean {
  const isNamed = [endpoint, label, prompt, text].some((value) => value !== undefined && value !== "");
  return !isNamed && variant === undefined && (state === undefined || state === "waiting");
}

function waiting(index: number, sort: Sort): Scanned {
  return { index, value: sort === "index" ? index : sort === "status" ? "waiting" : null, hits: [] };
}

function isChosen(tries: readonly Row[], { state, variant, text }: CellQuery): boolean {
  const last = tries[tries.length - 1];
  if (state !== undefined && !isOf(stateOf(last), state)) return false;
  if (variant !== undefined && labelWithoutSeed(last) !== variant) return false;
  return text === undefined || text === "" || tries.some(({ hasText }) => hasText);
}

function isOf(own: CellState, state: NonNullable<CellQuery["state"]>): boolean {
  return state === "unanswered" ? own === "failed" || own === "unrecordable" : own === state;
}

function hitOf(own: string, wanted: string): Hit {
  if (own === wanted) return "exact";
  return own.toLowerCase().includes(wanted.toLowerCase()) ? "part" : "none";
}

function valueOf(tries: readonly Row[], sort: Sort): Value {
  const last = tries[tries.length - 1];
  const cost = () => costOfTries(tries);
  const values: { readonly [by in Sort]: () => Value } = {
    index: () => last.cellIndex,
    endpoint: () => last.endpoint,
    status: () => stateOf(last),
    score: () => last.final ? last.score : null,
    latency: () => last.latencyMs,
    cost: () => cost() === null ? null : Number(cost()),
  };
  return values[sort]();
}

function orderOf(isDescending: boolean): (a: Scanned, b: Scanned) => number {
  return ({ value: x, index: a }, { value: y, index: b }) => {
    if (x === null || y === null) return Number(x === null) - Number(y === null) || a - b;
    const order = typeof x === "string" ? compareText(x, String(y)) : x - Number(y);
    return (isDescending ? -order : order) || a - b;
  };
}

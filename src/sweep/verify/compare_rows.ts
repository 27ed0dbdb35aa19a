import { canonicalJson } from "../../base/mod.ts";
import type { Attempt, JsonValue } from "../../spec/mod.ts";
import type { MissingRecording, RowDifference } from "./run_verification.ts";

/** So many of each are told one by one. */
const MOST_TOLD = 1000;

/** What differs between a run and any replay of it. */
const OWN: ReadonlySet<string> = new Set<keyof Attempt>(["runId", "source", "billed", "scores"]);

/** What comparing came to. */
export interface Comparison {
  readonly rows: number;
  readonly differing: number;
  readonly differences: readonly RowDifference[];
  readonly unrecorded: number;
  readonly missing: readonly MissingRecording[];
}

/** Compare rows with those that were derived again; both come by cell and try. */
export async function compareRows(
  stored: AsyncIterable<Attempt>,
  derived: AsyncIterable<Attempt>,
): Promise<Comparison> {
  const found = { rows: 0, differing: 0, differences: [] as RowDifference[], unrecorded: 0, missing: [] as RowPlace[] };
  const differs = (row: Attempt, column: string, values: { stored: JsonValue; derived: JsonValue }) => {
    found.differing++;
    if (found.differences.length < MOST_TOLD) found.differences.push({ ...placeOf(row), column, ...values });
  };
  for await (const [own, again] of paired(stored, derived)) {
    if (own !== null) found.rows++;
    if (again?.errorKind === "cassette_miss" && own?.errorKind !== "cassette_miss") {
      found.unrecorded++;
      if (found.missing.length < MOST_TOLD) found.missing.push(placeOf(own ?? again));
    } else if (own === null || again === null) {
      const row = (own ?? again)!;
      differs(row, "row", { stored: own?.status ?? null, derived: again?.status ?? null });
    } else for (const [column, a, b] of differencesOf(own, again)) differs(own, column, { stored: a, derived: b });
  }
  return found;
}

type RowPlace = MissingRecording;

function placeOf({ cellIndex, cellId, try: number, endpoint }: Attempt): RowPlace {
  return { cellIndex, cellId, try: number, endpoint };
}

/** What was never sent has no recording that says when: such a row is dated by whoever writes it. */
function isDated({ cassetteKey, errorKind }: Attempt): boolean {
  return cassetteKey !== null && errorKind !== "cassette_miss" && errorKind !== "recording_expired";
}

/** Each column in which two rows of the same try differ, with both values. */
function differencesOf(own: Attempt, again: Attempt): [string, JsonValue, JsonValue][] {
  const [a, b] = [columnsOf(own), columnsOf(again)];
  const names = [...new Set([...a.keys(), ...b.keys()])];
  return names.flatMap((name): [string, JsonValue, JsonValue][] => {
    const [x, y] = [a.get(name) ?? null, b.get(name) ?? null];
    return canonicalJson(x) === canonicalJson(y) ? [] : [[name, x, y]];
  });
}

function columnsOf(row: Attempt): Map<string, JsonValue> {
  const columns = new Map<string, JsonValue>();
  for (const [field, value] of Object.entries(row)) {
    if (OWN.has(field) || (field === "startedAt" && !isDated(row))) continue;
    columns.set(field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value);
  }
  for (const [scorer, score] of Object.entries(row.scores)) columns.set(`score_${scorer}`, score);
  return columns;
}

/** The rows of both sides with the same cell and try; `null` where a side has none. */
async function* paired(
  a: AsyncIterable<Attempt>,
  b: AsyncIterable<Attempt>,
): AsyncGenerator<[Attempt | null, Attempt | null]> {
  const readers = [a, b].map((rows) => rows[Symbol.asyncIterator]());
  const next = async (reader: AsyncIterator<Attempt>) => {
    const { done, value } = await reader.next();
    return done ? null : value as Attempt;
  };
  let [own, again] = await Promise.all(readers.map(next));
  while (own !== null || again !== null) {
    const order = own === null ? 1 : again === null ? -1 : own.cellIndex - again.cellIndex || own.try - again.try;
    yield [order <= 0 ? own : null, order >= 0 ? again : null];
    if (order <= 0) own = await next(readers[0]);
    if (order >= 0) again = await next(readers[1]);
  }
}

import { UserError } from "../../base/mod.ts";
import type { Ledger } from "../../spec/mod.ts";
import type { HumanRatings } from "./human_ratings.ts";
import type { SheetRating } from "./rating_sheet.ts";

/** What came of a sheet. */
export interface ImportedRatings {
  /** Ratings that were written. */
  readonly rated: number;
  /** Rows without a score. */
  readonly unrated: number;
}

/**
 * Take the ratings of a sheet over, all of them or none.
 * @throws {UserError} when a row names a cell that the run has no answer of.
 */
export async function importRatings(
  ratings: HumanRatings,
  rows: readonly SheetRating[],
  { ledger, runId, rater }: { readonly ledger: Ledger; readonly runId: string; readonly rater: string },
): Promise<ImportedRatings> {
  const given = rows.filter(({ score }) => score !== null);
  const places = await answerPlaces(ledger, runId);
  const strange = given.filter((row) => placeOf(row, places) === null);
  if (strange.length > 0) {
    const named = strange.slice(0, 10).map(({ line, cellId, cellIndex }) => `line ${line} (${cellId ?? cellIndex})`);
    const more = strange.length > 10 ? ", …" : "";
    throw new UserError(
      `Cannot take the ratings over as the run "${runId}" has no answer of ${strange.length} of their cells: ` +
        `${named.join(", ")}${more}`,
      { exitCode: 2 },
    );
  }
  await ratings.rateAll(given.map((row) => ({
    cellIndex: placeOf(row, places)!,
    rater: row.rater ?? rater,
    score: row.score!,
    ...(row.note === "" ? {} : { note: row.note }),
  })));
  return { rated: given.length, unrated: rows.length - given.length };
}

interface AnswerPlaces {
  readonly byId: ReadonlyMap<string, number>;
  readonly places: ReadonlySet<number>;
}

async function answerPlaces(ledger: Ledger, runId: string): Promise<AnswerPlaces> {
  const byId = new Map<string, number>();
  for await (const { final, status, cellId, cellIndex } of ledger.attempts(runId)) {
    if (final && status === "ok") byId.set(cellId, cellIndex);
  }
  return { byId, places: new Set(byId.values()) };
}

/** By the id where there is one: places change with the plan, ids do not. */
function placeOf({ cellId, cellIndex }: SheetRating, { byId, places }: AnswerPlaces): number | null {
  if (cellId !== null) return byId.get(cellId) ?? null;
  return cellIndex !== null && places.has(cellIndex) ? cellIndex : null;
}

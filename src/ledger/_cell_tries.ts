import type { DatabaseSync } from "node:sqlite";
import type { CellTry, CellTryFilter } from "../spec/mod.ts";
import { cellTryFields, hasText, readsText } from "./_cell_try_fields.ts";
import { Slices } from "./_slices.ts";

const TRIES_PER_PAGE = 1024;
const TEXTS_KEPT = 1024;

/** Verdicts and axes repeat themselves: each text is parsed once. */
class JsonTexts {
  readonly #values = new Map<string, unknown>();

  value(text: string): unknown {
    const known = this.#values.get(text);
    if (known !== undefined) return known;
    if (this.#values.size >= TEXTS_KEPT) this.#values.clear();
    const value: unknown = JSON.parse(text);
    this.#values.set(text, value);
    return value;
  }
}

type Place = Pick<CellTry, "cellIndex" | "try">;

/**
 * The tries of a run without their long texts, read in pages so that a slow reader holds no lock, and in slices so that
 * nobody waits for all of them.
 */
export async function* readCellTries<Field extends keyof CellTry>(
  db: DatabaseSync,
  runId: string,
  { from = 0, to = Number.MAX_SAFE_INTEGER, text = "", fields }: CellTryFilter<Field>,
): AsyncGenerator<Pick<CellTry, Field | "cellIndex" | "try">> {
  const wanted = cellTryFields(fields);
  const hasHit = readsText(fields);
  const page = db.prepare(
    `SELECT ${wanted.map(({ column }) => column).join(", ")}, ${hasHit ? hasText("?1", "instr") : "?1"}
     FROM attempts WHERE run_id = ?2 AND (cell_index, try) > (?3, ?4) AND cell_index <= ?5
     ORDER BY cell_index, try LIMIT ${TRIES_PER_PAGE}`,
  );
  page.setReturnArrays(true);
  const json = new JsonTexts();
  const slices = new Slices();
  for (let last: Place = { cellIndex: from, try: 0 };;) {
    if (slices.isOver) await slices.rest();
    const rows = page.all(text, runId, last.cellIndex, last.try, to) as unknown as unknown[][];
    for (const row of rows) {
      const one = tryOf(row, wanted, json);
      if (hasHit) one.hasText = row[wanted.length] === 1;
      last = one as unknown as Place;
      yield one as Pick<CellTry, Field | "cellIndex" | "try">;
    }
    if (rows.length < TRIES_PER_PAGE) return;
  }
}

const decoder = new TextDecoder();

/** The values as an attempt has them. */
function tryOf(
  row: readonly unknown[],
  fields: ReturnType<typeof cellTryFields>,
  json: JsonTexts,
): { [field: string]: unknown } {
  const one: { [field: string]: unknown } = {};
  for (let i = 0; i < fields.length; i++) {
    const { field, kind } = fields[i];
    const value = row[i];
    if (kind === "json") one[field] = json.value(value as string);
    else if (kind === "flag") one[field] = value === 1;
    // A text with a NUL stands as bytes.
    else one[field] = value instanceof Uint8Array ? decoder.decode(value) : value;
  }
  return one;
}

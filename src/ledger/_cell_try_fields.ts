import type { CellTry } from "../spec/mod.ts";
import { ATTEMPT_FIELDS } from "./_attempt_fields.ts";

/** Which fields of an attempt a list of cells has. The type fails when one is forgotten. */
const FIELDS: { readonly [Field in Exclude<keyof CellTry, "hasText">]: true } = {
  cellIndex: true,
  cellId: true,
  try: true,
  final: true,
  endpoint: true,
  model: true,
  provider: true,
  label: true,
  promptId: true,
  repeat: true,
  axes: true,
  status: true,
  errorKind: true,
  httpStatus: true,
  inputTokens: true,
  costUsd: true,
  ttftMs: true,
  latencyMs: true,
  scores: true,
  score: true,
  summary: true,
  source: true,
  cassetteKey: true,
};

const CELL_TRY_FIELDS = ATTEMPT_FIELDS.filter(({ field }) => Object.hasOwn(FIELDS, field));

/** The fields of a {@linkcode CellTry} with their columns and kinds; those that are wanted, and where the try stands. */
export function cellTryFields(wanted?: readonly (keyof CellTry)[]): typeof ATTEMPT_FIELDS {
  if (wanted === undefined) return CELL_TRY_FIELDS;
  const names = new Set<string>(["cellIndex", "try", ...wanted]);
  return CELL_TRY_FIELDS.filter(({ field }) => names.has(field));
}

/** Whether it is wanted that texts are searched. */
export function readsText(wanted?: readonly (keyof CellTry)[]): boolean {
  return wanted === undefined || wanted.includes("hasText");
}

/** The condition that a row has a text, in the words of both databases; `place` finds one text in another. */
export function hasText(sought: string, place: "instr" | "strpos"): string {
  const columns = ["output", "error_message", "prompt_id"];
  const found = columns.map((column) => `coalesce(${place}(lower(${column}), lower(${sought})), 0) > 0`);
  return `(${sought} = '' OR ${found.join(" OR ")})`;
}

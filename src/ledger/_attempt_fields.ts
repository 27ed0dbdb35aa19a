import type { Attempt, JsonValue } from "../spec/mod.ts";

/** How a field of an attempt stands in SQLite: as it is, as 0 or 1, or as JSON text. */
type FieldKind = "plain" | "bool" | "json";

/** A value that SQLite can bind. */
export type SqlValue = string | number | null | Uint8Array;

/** A row as SQLite gives it. */
export type SqlRow = { readonly [column: string]: unknown };

/** Every field of an attempt, in the order of the table's columns. The type fails when one is forgotten. */
const KINDS: { readonly [Field in keyof Attempt]: FieldKind } = {
  runId: "plain",
  cellIndex: "plain",
  try: "plain",
  cellId: "plain",
  final: "bool",
  label: "plain",
  requestId: "plain",
  endpoint: "plain",
  model: "plain",
  provider: "plain",
  promptId: "plain",
  repeat: "plain",
  axes: "json",
  status: "plain",
  errorKind: "plain",
  errorMessage: "plain",
  httpStatus: "plain",
  inputTokens: "plain",
  cacheReadTokens: "plain",
  cacheWriteTokens: "plain",
  outputTokens: "plain",
  reasoningTokens: "plain",
  costUsd: "plain",
  costSource: "plain",
  ttftMs: "plain",
  ttfoMs: "plain",
  latencyMs: "plain",
  tpotMs: "plain",
  outputTps: "plain",
  queueMs: "plain",
  retryWaitMs: "plain",
  retries: "plain",
  finishReason: "plain",
  scores: "json",
  score: "plain",
  output: "plain",
  summary: "plain",
  outputHash: "plain",
  cassetteKey: "plain",
  source: "plain",
  billed: "bool",
  startedAt: "plain",
  turn: "plain",
};

/** The fields with their columns and kinds. */
export const ATTEMPT_FIELDS: readonly {
  readonly field: keyof Attempt;
  readonly column: string;
  readonly kind: FieldKind;
}[] = Object.entries(KINDS).map(([field, kind]) => ({
  field: field as keyof Attempt,
  column: snakeCase(field),
  kind,
}));

/** `costUsd` → `cost_usd`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The values to bind, in the order of {@linkcode ATTEMPT_FIELDS}. */
export function attemptToSql(attempt: Attempt): SqlValue[] {
  return ATTEMPT_FIELDS.map(({ field, kind }) => {
    const value = attempt[field];
    if (kind === "json") return JSON.stringify(value);
    if (kind === "bool") return value ? 1 : 0;
    return typeof value === "string" ? textToSql(value) : value as SqlValue;
  });
}

/** The attempt that {@linkcode attemptToSql} wrote. */
export function attemptFromSql(row: SqlRow): Attempt {
  const attempt: { [field: string]: JsonValue } = {};
  for (const { field, column, kind } of ATTEMPT_FIELDS) {
    const value = row[column];
    attempt[field] = kind === "json"
      ? JSON.parse(value as string)
      : kind === "bool"
      ? value === 1
      : value instanceof Uint8Array
      ? new TextDecoder().decode(value)
      : value as JsonValue;
  }
  return attempt as unknown as Attempt;
}

/** Text with a NUL goes in as bytes: SQLite keeps such a text whole, but the runtime reads it up to the NUL only. */
function textToSql(text: string): SqlValue {
  return text.includes("\0") ? new TextEncoder().encode(text) : text;
}

import type { Attempt, JsonValue } from "../spec/mod.ts";

/** What a field of an attempt is. In SQLite a flag stands as 0 or 1, and JSON as text. */
export type FieldKind = "text" | "integer" | "real" | "flag" | "json";

/** A value that SQLite can bind. */
export type SqlValue = string | number | null | Uint8Array;

/** A row as SQLite gives it. */
export type SqlRow = { readonly [column: string]: unknown };

/** Every field of an attempt, in the order of the table's columns. The type fails when one is forgotten. */
const KINDS: { readonly [Field in keyof Attempt]: FieldKind } = {
  runId: "text",
  cellIndex: "integer",
  try: "integer",
  cellId: "text",
  final: "flag",
  label: "text",
  requestId: "text",
  endpoint: "text",
  model: "text",
  provider: "text",
  promptId: "text",
  repeat: "integer",
  axes: "json",
  status: "text",
  errorKind: "text",
  errorMessage: "text",
  httpStatus: "integer",
  inputTokens: "integer",
  cacheReadTokens: "integer",
  cacheWriteTokens: "integer",
  outputTokens: "integer",
  reasoningTokens: "integer",
  costUsd: "text",
  costSource: "text",
  ttftMs: "real",
  ttfoMs: "real",
  latencyMs: "real",
  tpotMs: "real",
  outputTps: "real",
  queueMs: "real",
  retryWaitMs: "real",
  retries: "integer",
  finishReason: "text",
  scores: "json",
  score: "real",
  output: "text",
  summary: "text",
  outputHash: "text",
  cassetteKey: "text",
  source: "text",
  billed: "flag",
  startedAt: "text",
  turn: "integer",
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
    if (kind === "flag") return value ? 1 : 0;
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
      : kind === "flag"
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

import type { Attempt } from "../spec/mod.ts";
import { type FieldKind, fieldsOf, rowFromSql, rowToSql, type SqlRow, type SqlValue } from "./_fields.ts";

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
export const ATTEMPT_FIELDS = fieldsOf<Attempt>(KINDS);

/** The values to bind, in the order of {@linkcode ATTEMPT_FIELDS}. */
export function attemptToSql(attempt: Attempt): SqlValue[] {
  return rowToSql(ATTEMPT_FIELDS, attempt);
}

/** The attempt that {@linkcode attemptToSql} wrote. */
export function attemptFromSql(row: SqlRow): Attempt {
  return rowFromSql(ATTEMPT_FIELDS, row);
}

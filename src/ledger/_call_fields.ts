import type { CallTry } from "../spec/mod.ts";
import { fieldsOf } from "./_fields.ts";

/** Every field of a try of a call by itself, in the order of the table's columns. */
export const CALL_FIELDS = fieldsOf<CallTry>({
  callId: "text",
  try: "integer",
  scope: "text",
  endpoint: "text",
  model: "text",
  provider: "text",
  status: "text",
  errorKind: "text",
  httpStatus: "integer",
  inputTokens: "integer",
  cacheReadTokens: "integer",
  cacheWriteTokens: "integer",
  outputTokens: "integer",
  reasoningTokens: "integer",
  costUsd: "text",
  costSource: "text",
  ttftMs: "real",
  latencyMs: "real",
  outputTps: "real",
  source: "text",
  billed: "flag",
  startedAt: "text",
});

/** Behind any time, as text. */
export const AFTER_ALL = "~";

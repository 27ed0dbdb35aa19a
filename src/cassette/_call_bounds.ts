import { Buffer } from "node:buffer";
import type { JsonObject, JsonValue } from "../spec/mod.ts";
import { modelInUrl } from "./_model_in_url.ts";

/** Where the providers' bodies name the most output tokens. */
const OUTPUT_LIMITS: readonly (readonly string[])[] = [
  ["max_tokens"],
  ["max_completion_tokens"],
  ["max_output_tokens"],
  ["generationConfig", "maxOutputTokens"],
  ["generation_config", "max_output_tokens"],
  ["options", "num_predict"],
];
/** And how many answers there are to be: each may be as long. */
const ANSWER_COUNTS: readonly (readonly string[])[] = [
  ["n"],
  ["best_of"],
  ["generationConfig", "candidateCount"],
  ["generation_config", "candidate_count"],
];
/** What a provider puts in front of a request that has tools, in no relation to their size. */
const TOOLS_TOKENS = 1000;

/** What brings input along that stands in no request: a conversation or a text that the server keeps. */
const KEPT_INPUT: readonly string[] = ["previous_response_id", "conversation", "cachedContent", "cached_content"];

/** The most that a call may use, as far as its request tells. */
export interface CallBounds {
  readonly inputTokens: number;
  /** The field that brings input along which the server keeps, and of which nobody here knows the size; `null`: none. */
  readonly keptInput: string | null;
  /** `null`: the body names no limit. */
  readonly outputTokens: number | null;
  readonly model: string | null;
}

/** A token is at least a byte of what is sent. A request without a body asks no model. */
export function callBounds(url: string, body: string | Uint8Array): CallBounds {
  const value = typeof body === "string" ? objectOf(body) : null;
  const inputTokens = typeof body === "string" ? Buffer.byteLength(body) : body.length;
  const model = value?.model;
  const hasTools = Array.isArray(value?.tools) && value.tools.length > 0;
  return {
    inputTokens: inputTokens + (hasTools ? TOOLS_TOKENS : 0),
    keptInput: KEPT_INPUT.find((name) => (value?.[name] ?? null) !== null) ?? null,
    outputTokens: inputTokens === 0 ? 0 : outputTokens(value),
    model: typeof model === "string" ? model : modelInUrl(url),
  };
}

function outputTokens(value: JsonObject | null): number | null {
  const limits = OUTPUT_LIMITS.map((path) => countAt(value, path)).filter((count) => count !== null);
  if (limits.length === 0) return null;
  const answers = ANSWER_COUNTS.map((path) => countAt(value, path) ?? 1);
  return Math.max(...limits) * Math.max(1, ...answers);
}

/** Below nothing is how some servers say that there is no limit. */
function countAt(value: JsonValue | undefined, path: readonly string[]): number | null {
  for (const name of path) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    value = value[name];
  }
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? Math.ceil(value) : null;
}

function objectOf(text: string): JsonObject | null {
  try {
    const value: JsonValue = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

import type { JsonObject } from "../../spec/mod.ts";
import { countOrNull } from "../_read.ts";
import type { UsageReading } from "../_usage_reading.ts";

/** The fields of the last line that are counts, and durations in nanoseconds. */
const FIELDS = [
  "total_duration",
  "load_duration",
  "prompt_eval_count",
  "prompt_eval_duration",
  "eval_count",
  "eval_duration",
];

/**
 * The token counts of an answer, which stand in its last line itself. A prompt that is in the cache as a whole is not
 * counted: nothing is known of it then.
 */
export function readUsage(last: JsonObject | null): UsageReading {
  const told = Object.entries(last ?? {}).filter(([name]) => FIELDS.includes(name));
  return {
    usage: {
      inputTokens: countOrNull(last?.prompt_eval_count),
      cacheReadTokens: null,
      cacheWriteTokens: null,
      outputTokens: countOrNull(last?.eval_count),
      reasoningTokens: null,
    },
    rawUsage: told.length === 0 ? null : Object.fromEntries(told),
    reportedCostUsd: null,
    warnings: [],
  };
}

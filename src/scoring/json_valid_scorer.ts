import type { PureScorer, Score, ScorerInput } from "../spec/mod.ts";
import { extractJson } from "./_extract_json.ts";

/** Options of {@linkcode jsonValidScorer}. */
export interface JsonValidScorerOptions {
  /** Whether JSON in a Markdown fence counts, with any words around it. `true` unless given. */
  readonly fence?: boolean;
  /** What the JSON must be. `any` unless given. */
  readonly type?: "any" | "object" | "array";
}

/**
 * Makes the scorer `json_valid`: 1 when the answer is JSON, by itself or in a Markdown fence. What it says does not
 * matter, nor what the sample expects, so it applies to every sample.
 *
 * @example JSON and nothing else
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { jsonValidScorer } from "@tapedeck/tapedeck";
 *
 * const scorer = jsonValidScorer({ fence: false, type: "object" });
 * assertEquals(scorer.score({ input: "As JSON", output: '{ "city": "Paris" }', expected: null }).score, 1);
 * assertEquals(scorer.score({ input: "As JSON", output: 'Sure: { "city": "Paris" }', expected: null }).score, 0);
 * ```
 */
export function jsonValidScorer(options: JsonValidScorerOptions = {}): PureScorer {
  const { fence = true, type = "any" } = options;
  return {
    name: "json_valid",
    score({ output }: ScorerInput): Score {
      const json = extractJson(output, { fence });
      if (json === null) return { name: "json_valid", score: 0 };
      const { value } = json;
      const own = Array.isArray(value) ? "array" : typeof value === "object" && value !== null ? "object" : "other";
      return { name: "json_valid", score: type === "any" || type === own ? 1 : 0 };
    },
  };
}

import { jsonPointerGet, UserError } from "../base/mod.ts";
import type { JsonValue, PureScorer, Score, ScorerInput } from "../spec/mod.ts";
import { expectedJson } from "./_expected_json.ts";
import { extractJson } from "./_extract_json.ts";
import { jsonEqual } from "./_json_equal.ts";
import { jsonPlace } from "./_json_place.ts";

/** Options of {@linkcode jsonPathScorer}. One of the two is needed. */
export interface JsonPathScorerOptions {
  /**
   * Places whose values the sample expects: JSON Pointers (`/city`) or simple paths (`cities[0].name`). Of one place,
   * the sample may expect the value itself; of several, JSON that has the same places.
   */
  readonly paths?: readonly string[];
  /** Values that are expected of every sample, by their places. */
  readonly equals?: { readonly [path: string]: JsonValue };
}

/** A place with what is expected there. */
interface Wanted {
  readonly path: string;
  readonly pointer: string;
  readonly value: JsonValue;
}

/**
 * Makes the scorer `json_path`: the share of places in the answer's JSON at which the expected value stands. Values are
 * compared as JSON, whole tables and lists too; the answer is JSON by itself or in a Markdown fence.
 *
 * A place that the sample's own JSON does not have is not looked at; where none is left, the scorer does not apply. An
 * answer without JSON is 0. The metadata name the places that are wrong.
 *
 * @throws {UserError} when a place is neither a JSON Pointer nor a simple path, or there is none.
 *
 * @example Two places of a sample's JSON
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { jsonPathScorer } from "@tapedeck/tapedeck";
 *
 * const scorer = jsonPathScorer({ paths: ["/city", "tags[0]"] });
 * const expected = { city: "Paris", tags: ["capital", "river"] };
 * const output = '{ "city": "Paris", "tags": ["town"], "note": "any" }';
 * const { score, metadata } = scorer.score({ input: "As JSON", output, expected });
 * assertEquals(score, 0.5);
 * assertEquals(metadata, { wrong: ["tags[0]"] });
 * ```
 */
export function jsonPathScorer(options: JsonPathScorerOptions): PureScorer {
  const { paths = [], equals = {} } = options;
  const places = paths.map((path) => ({ path, pointer: placeOf(path) }));
  const fixed = Object.entries(equals).map(([path, value]): Wanted => ({ path, pointer: placeOf(path), value }));
  if (places.length + fixed.length === 0) {
    throw new UserError('Cannot score by json_path as it needs "paths" or "equals": current value is none of them');
  }
  return {
    name: "json_path",
    score({ output, expected }: ScorerInput): Score {
      const wanted = [...fixed, ...wantedOf(places, expected)];
      if (wanted.length === 0) return { name: "json_path", score: null };
      const json = extractJson(output);
      if (json === null) return { name: "json_path", score: 0, metadata: { reason: "The answer is no JSON." } };
      const wrong = wanted.filter(({ pointer, value }) => !jsonEqual(jsonPointerGet(json.value, pointer), value));
      const score = 1 - wrong.length / wanted.length;
      return { name: "json_path", score, metadata: { wrong: wrong.map(({ path }) => path) } };
    },
  };
}

function placeOf(path: string): string {
  try {
    return jsonPlace(path);
  } catch (cause) {
    throw new UserError(`Cannot score by json_path as a path ${(cause as Error).message}`, { cause });
  }
}

function wantedOf(places: readonly Omit<Wanted, "value">[], expected: JsonValue): Wanted[] {
  if (expected === null) return [];
  const json = expectedJson(expected);
  const isTable = typeof json?.value === "object" && json.value !== null;
  // A lone value is that of the lone place; a text is itself there, also one that could be read as a number.
  if (!isTable) return places.length === 1 ? [{ ...places[0], value: expected }] : [];
  return places.flatMap((place) => {
    const value = jsonPointerGet(json.value, place.pointer);
    return value === undefined ? [] : [{ ...place, value }];
  });
}

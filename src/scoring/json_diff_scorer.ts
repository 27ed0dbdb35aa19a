import { jsonPointerTo, UserError } from "../base/mod.ts";
import type { JsonValue, PureScorer, Score, ScorerInput } from "../spec/mod.ts";
import { expectedJson } from "./_expected_json.ts";
import { extractJson } from "./_extract_json.ts";
import { jsonPlace } from "./_json_place.ts";

/** Options of {@linkcode jsonDiffScorer}. */
export interface JsonDiffScorerOptions {
  /** Places that do not count, with all below them: JSON Pointers (`/id`) or simple paths (`meta.time`). */
  readonly ignore?: readonly string[];
}

/** The most differing places that are told. */
const MOST_TOLD = 20;
/** Deeper JSON is no answer to any question, and would only use up the stack. */
const MOST_DEPTH = 500;

/**
 * Makes the scorer `json_diff`: the share of leaves that are the same in the answer's JSON and in the expected one, of
 * the leaves that either has. A leaf is a value that is neither table nor list, or an empty one, at its place; the order
 * of members does not matter, that of items does.
 *
 * The answer is JSON by itself or in a Markdown fence; one without is 0. Where a sample expects no JSON, the scorer does
 * not apply. The metadata name the first 20 differing places as JSON Pointers, and say how many there are.
 *
 * @throws {UserError} when a place to ignore is neither a JSON Pointer nor a simple path.
 *
 * @example One of three leaves differs
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { jsonDiffScorer } from "@tapedeck/tapedeck";
 *
 * const expected = { city: "Paris", rivers: ["Seine"], people: 2_100_000 };
 * const output = '{ "people": 2100000, "city": "Paris", "rivers": ["Loire"] }';
 * const { score, metadata } = jsonDiffScorer().score({ input: "As JSON", output, expected });
 * assertAlmostEquals(score!, 2 / 3);
 * assertEquals(metadata, { differing: ["/rivers/0"], differences: 1 });
 * ```
 */
export function jsonDiffScorer(options: JsonDiffScorerOptions = {}): PureScorer {
  const ignored = (options.ignore ?? []).map(placeOf);
  return {
    name: "json_diff",
    score({ output, expected }: ScorerInput): Score {
      const wanted = expectedJson(expected);
      if (wanted === null) return { name: "json_diff", score: null };
      const json = extractJson(output);
      const told = (reason: string): Score => ({ name: "json_diff", score: 0, metadata: { reason } });
      if (json === null) return told("The answer is no JSON.");
      const [ours, theirs] = [leavesOf(wanted.value, ignored), leavesOf(json.value, ignored)];
      if (ours === null || theirs === null) return told("The JSON is nested too deeply.");
      const places = new Set([...ours.keys(), ...theirs.keys()]);
      const differing = [...places].filter((place) => ours.get(place) !== theirs.get(place));
      return {
        name: "json_diff",
        score: places.size === 0 ? 1 : 1 - differing.length / places.size,
        metadata: { differing: differing.slice(0, MOST_TOLD), differences: differing.length },
      };
    },
  };
}

function placeOf(path: string): string {
  try {
    return jsonPlace(path);
  } catch (cause) {
    throw new UserError(`Cannot score by json_diff as a path ${(cause as Error).message}`, { cause });
  }
}

/** The leaves by their places, as JSON; `null` when they lie too deep. */
function leavesOf(value: JsonValue, ignored: readonly string[]): Map<string, string> | null {
  const leaves = new Map<string, string>();
  // What leads to a leaf belongs to it: the item 0 of a list is not the member "0" of a table.
  const walk = (value: JsonValue, place: string, kinds: string): boolean => {
    if (ignored.includes(place)) return true;
    if (kinds.length > MOST_DEPTH) return false;
    const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
    if (members.length === 0) leaves.set(place, `${kinds} ${JSON.stringify(value)}`);
    const inside = kinds + (Array.isArray(value) ? "[" : "{");
    return members.every(([name, member]) => walk(member, jsonPointerTo(place, name), inside));
  };
  return walk(value, "", "") ? leaves : null;
}

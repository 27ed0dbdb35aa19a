import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../src/base/mod.ts";
import { jsonDiffScorer, jsonPathScorer, jsonValidScorer } from "../../src/scoring/mod.ts";
import type { JsonValue } from "../../src/spec/mod.ts";

const FENCE = "```";
const input = (output: string, expected: JsonValue = null) => ({ input: "", output, expected });

Deno.test("json_valid: JSON by itself or in a fence", () => {
  const cases: readonly (readonly [output: string, score: number, unfenced: number])[] = [
    ['{ "a": 1 }', 1, 1],
    ["[]", 1, 1],
    ["3", 1, 1],
    [`Sure:\n${FENCE}json\n{ "a": 1 }\n${FENCE}`, 1, 0],
    [`${FENCE}json\n{ a: 1 }\n${FENCE}`, 0, 0],
    ['Sure: { "a": 1 }', 0, 0],
    ["", 0, 0],
    ['{ "a": 1', 0, 0],
  ];
  for (const [output, score, unfenced] of cases) {
    assertEquals(jsonValidScorer().score(input(output)).score, score, output);
    assertEquals(jsonValidScorer({ fence: false }).score(input(output)).score, unfenced, output);
  }
});

Deno.test("json_valid: what the JSON must be", () => {
  const kinds = ['{ "a": 1 }', "[1]", "null", "3"];
  const scores = (type: "any" | "object" | "array") =>
    kinds.map((output) => jsonValidScorer({ type }).score(input(output)).score);
  assertEquals(scores("any"), [1, 1, 1, 1]);
  assertEquals(scores("object"), [1, 0, 0, 0]);
  assertEquals(scores("array"), [0, 1, 0, 0]);
});

const ANSWER = '{ "city": "Paris", "size": { "people": 2.1, "rank": null }, "a/b": [{ "n~m": true }, "x"], "": 0 }';

Deno.test("json_path: places by pointer and by simple path", () => {
  const cases: readonly (readonly [path: string, expected: JsonValue, score: number])[] = [
    ["/city", "Paris", 1],
    ["city", "Paris", 1],
    ["$.city", "Paris", 1],
    ["city", "London", 0],
    ["/size/people", 2.1, 1],
    ["size.people", 2.1, 1],
    ['size["people"]', 2.1, 1],
    ["$['size']['people']", 2.1, 1],
    ["/a~1b/0/n~0m", true, 1],
    ['["a/b"][0]["n~m"]', true, 1],
    ["$['a/b'][1]", "x", 1],
    ["['a/b'][2]", "x", 0],
    ["city.name", "Paris", 0],
    ["/", 0, 1],
    ["toString", "x", 0],
  ];
  for (const [path, expected, score] of cases) {
    assertEquals(jsonPathScorer({ paths: [path] }).score(input(ANSWER, expected)).score, score, path);
  }
});

Deno.test("json_path: a text of a lone place is that text, also where it looks like a number", () => {
  const scorer = jsonPathScorer({ paths: ["zip"] });
  assertEquals(scorer.score(input('{ "zip": "01234" }', "01234")).score, 1);
  assertEquals(scorer.score(input('{ "zip": "7" }', "7")).score, 1);
  assertEquals(scorer.score(input('{ "zip": 7 }', "7")).score, 0);
});

Deno.test("json_path: of several places the share that is right, as far as the sample has them", () => {
  const scorer = jsonPathScorer({ paths: ["city", "size", "zip"] });
  const expected = { city: "London", size: { rank: null, people: 2.1 } };
  assertEquals(scorer.score(input(ANSWER, expected)), { name: "json_path", score: 0.5, metadata: { wrong: ["city"] } });
  assertEquals(scorer.score(input(ANSWER, JSON.stringify(expected))).score, 0.5);
  assertEquals(scorer.score(input("no JSON", expected)).score, 0);
});

Deno.test("json_path: the whole answer is the place without a name", () => {
  for (const path of ["", "$"]) {
    assertEquals(jsonPathScorer({ paths: [path] }).score(input("[1, 2]", [1, 2])).score, 1);
  }
});

Deno.test("json_path: values of the plan hold for every sample, beside the sample's own", () => {
  const scorer = jsonPathScorer({ equals: { city: "Paris", "/size/rank": null }, paths: ["['a/b'][1]"] });
  assertEquals(scorer.score(input(ANSWER)).score, 1);
  assertEquals(scorer.score(input(ANSWER, "y")).metadata, { wrong: ["['a/b'][1]"] });
  assertAlmostEquals(scorer.score(input(ANSWER, "y")).score!, 2 / 3);
});

Deno.test("json_path: it does not apply where a sample has none of the places", () => {
  assertEquals(jsonPathScorer({ paths: ["city"] }).score(input(ANSWER)).score, null);
  assertEquals(jsonPathScorer({ paths: ["city", "x"] }).score(input(ANSWER, "Paris")).score, null);
  assertEquals(jsonPathScorer({ paths: ["city"] }).score(input(ANSWER, { other: 1 })).score, null);
});

Deno.test("json_path: a place that cannot be read is refused", () => {
  for (const path of ["a..b", "a[", "a[x]", "/a~2", "[0", "a.b]"]) {
    assertThrows(() => jsonPathScorer({ paths: [path] }), UserError, "Cannot score by json_path as a path");
  }
  assertThrows(() => jsonPathScorer({}), UserError, '"paths" or "equals"');
});

const diff = (output: JsonValue, expected: JsonValue, ignore: string[] = []) =>
  jsonDiffScorer({ ignore }).score(input(JSON.stringify(output), expected));

Deno.test("json_diff: the share of equal leaves, and where the others are", () => {
  const cases: readonly (readonly [JsonValue, JsonValue, number, string[]])[] = [
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, 1, []],
    [{ a: 1, b: 2 }, { a: 1, b: 3 }, 1 / 2, ["/b"]],
    [{ a: 1 }, { a: 1, b: 3 }, 1 / 2, ["/b"]],
    [{ a: 1, b: 3 }, { a: 1 }, 1 / 2, ["/b"]],
    [[1, 2, 3], [1, 2], 2 / 3, ["/2"]],
    [[2, 1], [1, 2], 0, ["/0", "/1"]],
    [{ a: [] }, { a: {} }, 0, ["/a"]],
    [{ a: [] }, { a: [] }, 1, []],
    [{ a: null }, {}, 0, ["", "/a"]],
    [{ a: "1" }, { a: 1 }, 0, ["/a"]],
    [{ "a/b": { "~": 1 } }, { "a/b": { "~": 2 } }, 0, ["/a~1b/~0"]],
    [[1], { 0: 1 }, 0, ["/0"]],
    [3, 3, 1, []],
    [3, 4, 0, [""]],
  ];
  for (const [output, expected, score, differing] of cases) {
    const result = diff(output, expected);
    assertAlmostEquals(result.score!, score, 1e-12, JSON.stringify([output, expected]));
    assertEquals([...result.metadata!.differing as string[]].sort(), differing);
  }
});

Deno.test("json_diff: places that do not count take all below them along", () => {
  assertEquals(diff({ id: 1, meta: { t: 1 }, a: 1 }, { id: 2, meta: { t: 2, u: 3 }, a: 1 }, ["id", "/meta"]).score, 1);
  assertEquals(diff({ id: 1 }, { id: 2 }, ["id"]).score, 1);
  assertThrows(() => jsonDiffScorer({ ignore: ["a["] }), UserError, "Cannot score by json_diff as a path");
});

Deno.test("json_diff: of many differences the first are told", () => {
  const { metadata } = diff(Array(100).fill(0), Array(100).fill(1));
  assertEquals([(metadata!.differing as string[]).length, metadata!.differences], [20, 100]);
});

Deno.test("json_diff: expected JSON can be a text, and no JSON is nothing to compare with", () => {
  assertEquals(jsonDiffScorer().score(input('{ "a": 1 }', '{ "a": 1 }')).score, 1);
  assertEquals(jsonDiffScorer().score(input('{ "a": 1 }', "Paris")).score, null);
  assertEquals(jsonDiffScorer().score(input('{ "a": 1 }')).score, null);
  assertEquals(jsonDiffScorer().score(input("Paris", { a: 1 })).score, 0);
});

Deno.test("json_diff: JSON that is nested without end is wrong and no crash", () => {
  const deep = "[".repeat(50_000) + "]".repeat(50_000);
  assertEquals(jsonDiffScorer().score(input(deep, { a: 1 })).score, 0);
});

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>;

Deno.test("json_diff: every value is itself, both ways are the same, and the score is in its range", () => {
  fc.assert(fc.property(json, json, (a, b) => {
    const [x, y] = [JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b))];
    if (typeof x !== "string" && x !== null) assertEquals(diff(x, x).score, 1);
    if ([x, y].some((one) => typeof one === "string" || one === null)) return;
    const score = diff(x, y).score!;
    assertAlmostEquals(score, diff(y, x).score!, 1e-12);
    assert(score >= 0 && score <= 1);
  }));
});

import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parse } from "@std/toml";
import { canonicalJson, UserError } from "../../src/base/mod.ts";
import { createScorers, type ScoreConfig, scoreConfigSchema } from "../../src/scoring/mod.ts";
import type { JsonValue } from "../../src/spec/mod.ts";

/** The `[score]` table of a plan with these lines. */
const read = (...lines: string[]): ScoreConfig => scoreConfigSchema.parse(parse(lines.join("\n")));

/** What is wrong with a table: `path: message`. */
function problems(...lines: string[]): string[] {
  const result = scoreConfigSchema.safeParse(parse(lines.join("\n")));
  assert(!result.success);
  return result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

const score = (config: ScoreConfig, output: string, expected: JsonValue) =>
  createScorers(config).map((scorer) => scorer.score({ input: "", output, expected })).map((
    { name, score },
  ) => [name, score]);

Deno.test("an empty table makes no scorers", () => {
  assertEquals(read(), {});
  assertEquals(createScorers({}), []);
});

Deno.test("true takes the defaults, which are written out", () => {
  assertEquals(read("exact = true", "contains = true", "number = true"), {
    exact: { ignore_case: false, trim: true, ignore_punctuation: false },
    contains: {
      ignore_case: false,
      trim: true,
      ignore_punctuation: false,
      mode: "any",
      whole_words: false,
      numbers: true,
    },
    number: { tolerance: "0", relative_tolerance: "0", pick: "last" },
  });
});

Deno.test("the same rules in other words give the same configuration, and so the same hash", () => {
  const canonical = (...lines: string[]) => canonicalJson(read(...lines) as unknown as JsonValue);
  assertEquals(canonical("exact = true"), canonical("[exact]", "trim = true"));
  assertEquals(canonical("number = { tolerance = 0.01 }"), canonical('number = { tolerance = "1e-2" }'));
  assertEquals(canonical("exact = true", "number = true"), canonical("number = {}", "exact = {}"));
});

Deno.test("scorers come in one order, under the names of the table", () => {
  const config = read(
    "number = true",
    "json_schema = { schema = { type = 'number' } }",
    "regex = { pattern = '^\\d+$' }",
    "contains = true",
    "exact = true",
  );
  assertEquals(score(config, "42", "42"), [
    ["exact", 1],
    ["contains", 1],
    ["regex", 1],
    ["json_schema", 1],
    ["number", 1],
  ]);
});

Deno.test("options reach their scorers", () => {
  assertEquals(score(read("exact = { ignore_case = true, ignore_punctuation = true }"), "paris!", "Paris"), [[
    "exact",
    1,
  ]]);
  assertEquals(score(read("exact = { trim = false }"), " Paris", "Paris"), [["exact", 0]]);
  assertEquals(score(read("contains = { mode = 'all', ignore_case = true }"), "A b", ["a", "b"]), [["contains", 1]]);
  assertEquals(score(read("contains = { whole_words = true }"), "18", 8), [["contains", 0]]);
  assertEquals(score(read("contains = { numbers = false }"), "18", 8), [["contains", null]]);
  assertEquals(score(read("contains = { numbers = false }"), "18", "8"), [["contains", 1]]);
  assertEquals(score(read("regex = { pattern = 'SORRY', flags = 'i', negate = true }"), "sorry", null), [["regex", 0]]);
  assertEquals(score(read("number = { tolerance = '0.5', pick = 'first' }"), "3 or 4", 3.5), [["number", 1]]);
  assertEquals(score(read("number = { relative_tolerance = 0.1 }"), "109", 100), [["number", 1]]);
});

Deno.test("an unknown key is a problem at its own place, with the one that was meant", () => {
  assertEquals(problems("exat = true"), ['exat: is not a known key: did you mean "exact"?']);
  assertEquals(problems("exact = { ignore_cas = true, x = 1 }"), [
    'exact.ignore_cas: is not a known key: did you mean "ignore_case"?',
    "exact.x: is not a known key: it must be one of ignore_case, trim, ignore_punctuation",
  ]);
});

Deno.test("a scorer is true or a table", () => {
  for (const value of ["false", '"yes"', "1", "[]"]) {
    assertEquals(problems(`exact = ${value}`), ["exact: must be true or a table of options"]);
  }
  assertStringIncludes(problems("regex = true")[0], "regex.pattern: ");
  assertStringIncludes(problems("json_schema = true")[0], "json_schema.schema: must be a table that is a JSON Schema");
});

Deno.test("what cannot be used is a problem before a run begins", () => {
  assertEquals(problems("regex = { pattern = '[', flags = 'g' }"), [
    "regex.pattern: must be a regular expression in RE2's syntax (missing closing ]: `[`)",
    "regex.flags: must be some of i, m, s, u",
  ]);
  assertStringIncludes(
    problems("json_schema = { schema = { properties = { a = { minimum = '1' } } } }")[0],
    "json_schema.schema: must be a JSON Schema (#/properties/a/minimum: ",
  );
  assertEquals(problems("number = { tolerance = -1, relative_tolerance = 'x' }"), [
    'number.tolerance: must be a decimal number that is not negative, such as "0.01"',
    'number.relative_tolerance: must be a decimal number that is not negative, such as "0.01"',
  ]);
  assertStringIncludes(problems("number = { pick = 'middle' }")[0], "number.pick: ");
  assertStringIncludes(problems("contains = { mode = 'some' }")[0], "contains.mode: ");
});

Deno.test("a configuration that no schema has checked is refused when scorers are made of it", () => {
  assertThrows(() => createScorers({ regex: { pattern: "(", flags: "", negate: false } }), UserError, "'pattern'");
  assertThrows(() => createScorers({ json_schema: { schema: { type: "x" } } }), UserError, "'schema'");
  const number = { tolerance: "-1", relative_tolerance: "0", pick: "last" } as const;
  assertThrows(() => createScorers({ number }), UserError, "'tolerance'");
});

Deno.test("a kind can stand several times under names of its own, behind the plain ones", () => {
  const config = read(
    "[year]",
    "kind = 'regex'",
    "pattern = '^\\d{4}$'",
    "[other_year]",
    "kind = 'regex'",
    "pattern = '1'",
    "negate = true",
    "[exact]",
  );
  assertEquals(config.named, {
    year: { kind: "regex", pattern: "^\\d{4}$", flags: "", negate: false },
    other_year: { kind: "regex", pattern: "1", flags: "", negate: true },
  });
  assertEquals(score(config, "2024", "2024"), [["exact", 1], ["year", 1], ["other_year", 1]]);
});

Deno.test("a name needs a kind that there is, and the options of that kind", () => {
  assertEquals(problems("[year]", "kind = 'regx'"), ['year.kind: is unknown: did you mean "regex"?']);
  assertStringIncludes(problems("[year]", "kind = 3")[0], "year.kind: must be one of exact, contains, ");
  assertStringIncludes(problems("[year]", "kind = 'regex'")[0], "year.pattern: ");
  assertEquals(problems("[year]", "kind = 'exact'", "trimm = true"), [
    'year.trimm: is not a known key: did you mean "trim"?',
  ]);
  assertEquals(problems("['my-year']", "kind = 'exact'"), [
    "my-year: must be a name of letters, digits and underscores that begins with a letter",
  ]);
  assertEquals(problems("[human]", "kind = 'exact'"), ["human: is the name of what people give"]);
});

Deno.test("weights are of the table's own scorers", () => {
  assertEquals(read("exact = true", "weights = { exact = 2 }").weights, { exact: 2 });
  assertStringIncludes(problems("exact = true", "weights = { exat = 2 }")[0], "weights.exat: is the name of no scorer");
  assertStringIncludes(problems("exact = true", "weights = { exact = -1 }")[0], "weights.exact: ");
});

Deno.test("how repeats are reduced stands apart from the scorers' own options", () => {
  const config = read(
    "reduce = 'pass@3'",
    "failed = 'zero'",
    "threshold = 1",
    "[exact]",
    "reduce = 'max'",
    "[custom1]",
    "kind = 'exact'",
    "reduce = 'min'",
  );
  assertEquals(config.reduce, "pass@3");
  assertEquals(config.reductions, { exact: "max", custom1: "min" });
  assertEquals(config.exact, { ignore_case: false, trim: true, ignore_punctuation: false });
  for (const wrong of ["pass@0", "pass@", "average", "pass@1.5"]) {
    assertStringIncludes(
      problems(`reduce = '${wrong}'`)[0],
      "reduce: must be mean, median, max, min, majority or pass@k",
    );
  }
});

Deno.test("every pure kind can be named in the table, with its options", () => {
  const config = read(
    "choice = { choices_field = 'options', count = 4, index_from = 1 }",
    "json_valid = { fence = false, type = 'object' }",
    "json_path = { paths = ['/a'], equals = { 'b[0]' = 1 } }",
    "json_diff = { ignore = ['/id'] }",
    "token_f1 = true",
    "levenshtein = { ignore_case = true }",
    "rouge_l = true",
    "latency = { max_ms = 2000, ttft_max_ms = 500 }",
    "cost = { max_usd = 0.001 }",
    "tool_calls = { field = 'calls', arguments = 'subset', order = 'same', extra = 'allowed' }",
  );
  assertEquals(config.cost, { max_usd: "0.001" });
  assertEquals(createScorers(config).map(({ name }) => name), Object.keys(config));
  const call = { latencyMs: 1, ttftMs: 1, costUsd: "0", inputTokens: 1, outputTokens: 1 };
  const toolCalls = [{ id: "1", name: "clock", arguments: "{}" }];
  const fields = { options: ["x", "y"], calls: ["clock"] };
  const verdicts = createScorers(config).map((scorer) =>
    scorer.score({ input: "", output: '{"a":1,"b":[1]}', expected: '{"a":1,"b":[1]}', fields, call, toolCalls }).score
  );
  assertEquals(verdicts, [null, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
});

Deno.test("options that cannot be used are problems of the table", () => {
  assertEquals(problems("latency = true"), ['latency: needs "max_ms" or "ttft_max_ms"']);
  assertEquals(problems("json_path = {}"), ['json_path: needs "paths" or "equals"']);
  assertStringIncludes(problems("json_path = { paths = ['a['] }")[0], "json_path.paths.0: must be a JSON Pointer");
  assertStringIncludes(problems("json_path = { equals = { 'a[' = 1 } }")[0], "json_path.equals.a[: ");
  assertStringIncludes(problems("cost = true")[0], "cost.max_usd: must be a decimal number");
  assertStringIncludes(problems("choice = { count = 11 }")[0], "choice.count: ");
  assertEquals(problems("token_f1 = { stem = true }"), [
    'token_f1.stem: is not a known key: it takes no options but "reduce"',
  ]);
});

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { parse } from "@std/toml";
import { describeScoring, type ScoreConfig, scoreConfigSchema, scoreIdentity } from "../../src/scoring/mod.ts";

const read = (...lines: string[]): ScoreConfig => scoreConfigSchema.parse(parse(lines.join("\n")));
const hash = (...lines: string[]) => describeScoring(read(...lines)).configHash;

Deno.test("a scoring is told by its scorers in order, and by their kinds' versions", () => {
  const config = read("number = true", "exact = true", "[year]", "kind = 'regex'", "pattern = 'x'");
  const told = describeScoring(config);
  assertEquals(told.scorers, ["exact", "number", "year"]);
  assertEquals(told.config.versions, { exact: 1, number: 1, year: 1 });
  assertEquals(told.config.number, { pick: "last", tolerance: "0", relative_tolerance: "0" });
  assert(told.configHash.startsWith("scoring_"));
});

Deno.test("the same rules in other words have one hash, others have another", () => {
  assertEquals(hash("exact = true"), hash("[exact]", "trim = true"));
  const all = [
    hash(),
    hash("exact = true"),
    hash("exact = { ignore_case = true }"),
    hash("exact = true", "weights = { exact = 2 }"),
    hash("[year]", "kind = 'exact'"),
    hash("[[custom]]", "use = './a.ts'"),
    hash("[[custom]]", "use = './a.ts'", "args = { x = 1 }"),
  ];
  assertEquals(new Set(all).size, all.length);
});

Deno.test("how repeats are reduced is told and not hashed, as it changes no verdict", () => {
  const lines = ["reduce = 'pass@3'", "failed = 'zero'", "threshold = 0.7", "[exact]"];
  assertEquals(hash(...lines, "reduce = 'max'"), hash("exact = true"));
  assertEquals(describeScoring(read(...lines)).config.reduce, "pass@3");
});

Deno.test("a table of first versions is in a plan's hash just as it is", () => {
  const config = read("exact = true", "weights = { exact = 2 }", "reduce = 'max'");
  const { reduce: _, ...rest } = config;
  assertEquals(scoreIdentity(config), JSON.parse(JSON.stringify(rest)));
});

Deno.test("the hash of a scorer's file is in the hash", () => {
  const custom = { name: "mine", use: "./mine.ts" };
  const one = describeScoring({ custom: [{ ...custom, code: "code_1" }] });
  assertNotEquals(one.configHash, describeScoring({ custom: [{ ...custom, code: "code_2" }] }).configHash);
  assertEquals(one.scorers, ["mine"]);
});

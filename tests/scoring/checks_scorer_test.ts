import { assertEquals } from "@std/assert";
import {
  createScorers,
  scoreAnswer,
  type ScoreConfig,
  scoreConfigSchema,
  scoredFields,
} from "../../src/scoring/mod.ts";
import type { JsonValue } from "../../src/spec/mod.ts";

const scored = async (checks: JsonValue, output: string, options: unknown = true) => {
  const scorers = createScorers(scoreConfigSchema.parse({ checks: options }));
  const field = options === true ? "checks" : (options as { field?: string }).field ?? "checks";
  const input = { input: "", output, expected: "Paris", fields: { [field]: checks } };
  return (await scoreAnswer(scorers, input)).scores[0];
};

Deno.test("checks: each by its own kind, options and expectation, else by the sample's", async () => {
  const checks: JsonValue[] = [
    { kind: "contains", expected: "capital", ignore_case: true },
    { kind: "contains" },
    { kind: "regex", pattern: "^It" },
    { kind: "json_valid" },
  ];
  assertEquals(await scored(checks, "It is the CAPITAL, Paris."), {
    name: "checks",
    score: 0.75,
    metadata: { checks: 4, failed: ["json_valid"] },
  });
});

Deno.test("checks: what must not be, from which score on, and how much it counts", async () => {
  assertEquals((await scored({ kind: "contains", not: true }, "Rome")).score, 1);
  assertEquals((await scored({ kind: "contains", not: true }, "Paris")).metadata, {
    checks: 1,
    failed: ["not contains"],
  });
  assertEquals((await scored({ kind: "levenshtein" }, "Pariss")).score, 1 - 1 / 6);
  assertEquals((await scored({ kind: "levenshtein", threshold: 0.8 }, "Pariss")).score, 1);
  assertEquals((await scored({ kind: "levenshtein", threshold: 0.9, not: true }, "Pariss")).score, 1);
  const weighed: JsonValue[] = [{ kind: "exact", weight: 3 }, { kind: "contains", expected: "x" }];
  assertEquals((await scored(weighed, "Paris")).score, 0.75);
  assertEquals((await scored([{ kind: "exact", weight: 0 }], "Paris")).score, null);
});

Deno.test("checks: all of them or none, where the plan says so", async () => {
  const checks: JsonValue[] = [{ kind: "contains" }, { kind: "levenshtein", threshold: 0.5 }];
  assertEquals((await scored(checks, "Paris!", { mode: "all" })).score, 1);
  assertEquals((await scored(checks, "Paris, of course", { mode: "all", field: "own" })).score, 0);
});

Deno.test("checks: a sample without checks, and checks that do not apply, are left out", async () => {
  assertEquals((await scored(null, "Paris")).score, null);
  assertEquals((await scored([], "Paris")).score, null);
  assertEquals((await scored([{ kind: "latency", max_ms: 5 }], "Paris")).score, null);
  assertEquals((await scored([{ kind: "latency", max_ms: 5 }, { kind: "exact" }], "Paris")).score, 1);
});

Deno.test("checks: one that is none is an error of the scorer", async () => {
  const wrong: JsonValue[] = [
    "exact",
    {},
    { kind: "exat" },
    { kind: "judge", rubric: "good" },
    { kind: "checks" },
    { kind: "regex" },
    { kind: "regex", pattern: "(" },
    { kind: "exact", not: "yes" },
    { kind: "exact", threshold: 2 },
    { kind: "exact", weight: -1 },
    { kind: "exact", trimm: true },
  ];
  for (const check of wrong) {
    const { score, metadata } = await scored([check], "Paris");
    assertEquals([score, typeof metadata?.error], [null, "string"], JSON.stringify(check));
  }
});

Deno.test("checks: their field is one that scorers look at", () => {
  const config: ScoreConfig = scoreConfigSchema.parse({ checks: { field: "own" }, choice: true });
  assertEquals(scoredFields(config), ["choices", "own"]);
});

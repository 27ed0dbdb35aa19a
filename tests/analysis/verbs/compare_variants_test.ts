import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import pl from "nodejs-polars";
import { compare, compareVariants } from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import { makeAttempt, makeAttempts } from "../../support/attempts.ts";
import { frameOf } from "../../support/small_run.ts";

/** Three endpoints on six prompts: `m@b` scores highest, `m@c` is the cheapest. */
function three() {
  const facts = {
    "m@a": { score: 0.25, costUsd: "0.2" },
    "m@b": { score: 0.75, costUsd: "0.3" },
    "m@c": { score: 0.5, costUsd: "0.1" },
  };
  return Object.entries(facts).flatMap(([endpoint, { score, costUsd }], e) =>
    Array.from(
      { length: 6 },
      (_, p) => makeAttempt({ cellIndex: 6 * e + p, endpoint, promptId: `p${p}`, score: score + p / 100, costUsd }),
    )
  );
}

Deno.test("all variants stand against the best, which the method says flatters it", async () => {
  const rows = compareVariants(await frameOf(three()), { metrics: ["score"] }).toRecords();
  assertEquals(
    rows.map(({ endpoint, against, n_pairs, better, worse }) => [endpoint, against, n_pairs, better, worse]),
    [
      ["m@a", "m@b", 6, 0, 6],
      ["m@c", "m@b", 6, 0, 6],
    ],
  );
  assertStringIncludes(String(rows[0].method), "against the best of 3 variants by score on the same answers");
});

Deno.test("what is best depends on the first metric, and lower costs are better", async () => {
  const rows = compareVariants(await frameOf(three()), { metrics: ["cost"] }).toRecords();
  assertEquals(rows.map(({ endpoint, against, better }) => [endpoint, against, better]), [["m@a", "m@c", 0], [
    "m@b",
    "m@c",
    0,
  ]]);
});

Deno.test("a variant is named by its values, its name or its only value", async () => {
  const frame = await frameOf(makeAttempts({ cells: 96, seed: "named" }));
  const against = [["smollm2-135m@local/q4_1", 0.3], "smollm2-135m@local/q4_1, temperature=0.3"];
  const [values, name] = against.map((against) =>
    compareVariants(frame, { against, metrics: ["latency"], resamples: 200 })
  );
  assertEquals(values.columns.slice(0, 4), ["endpoint", "param_temperature", "against", "metric"]);
  assertEquals(values.toRecords(), name.toRecords());
  assertEquals(values.height, 7);
  assert(!String(values.toRecords()[0].method).includes("flatters"));
  const error = assertThrows(() => compareVariants(frame, { by: "endpoint", against: "m@a" }), UserError);
  assertStringIncludes(
    error.message,
    'current value is "m@a"; it has smollm2-135m@local/q4_0; smollm2-135m@local/q4_1',
  );
});

Deno.test("each row is what comparing the two filtered frames gives, but for the correction", async () => {
  const frame = await frameOf(makeAttempts({ cells: 128, seed: "rows" }));
  const of = (endpoint: string) => frame.filter(pl.col("endpoint").eq(pl.lit(endpoint)));
  const options = { correction: "none", resamples: 500 } as const;
  const pairs = compare(of("smollm2-135m@local/q4_0"), of("smollm2-135m@local/q4_1"), options);
  const variants = compareVariants(frame, { by: "endpoint", against: "smollm2-135m@local/q4_0", ...options });
  assertEquals(variants.drop("endpoint", "against").toRecords(), pairs.toRecords());
});

Deno.test("one variant, and none, have nothing to be compared with", async () => {
  const frame = await frameOf([makeAttempt()]);
  assertEquals(compareVariants(frame).height, 0);
  assertEquals(compareVariants(frame.head(0)).height, 0);
});

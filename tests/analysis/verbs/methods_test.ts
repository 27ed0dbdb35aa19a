import { assert, assertMatch } from "@std/assert";
import polars from "nodejs-polars";
import {
  changedAnswers,
  compare,
  compareVariants,
  countChangedAnswers,
  type DataFrame,
  decide,
  detectable,
  failures,
  pareto,
  pivot,
  rank,
  slowest,
  summarize,
  whatIf,
} from "../../../src/analysis/mod.ts";
import * as verbs from "../../../src/analysis/verbs/mod.ts";
import { makeAttempts } from "../../support/attempts.ts";
import { frameOf } from "../../support/small_run.ts";

const PRICE = { kind: "tokens", inputUsd: "0.000001", outputUsd: "0.000002" } as const;

/** Every verb, of a run with two endpoints at four temperatures. */
const VERBS: { readonly [name: string]: (frame: DataFrame) => DataFrame | Promise<DataFrame> } = {
  changedAnswers: (frame) => changedAnswers(...halves(frame)),
  compare: (frame) => compare(...halves(frame)),
  compareVariants: (frame) => compareVariants(frame, { by: "endpoint" }),
  countChangedAnswers: (frame) => countChangedAnswers(...halves(frame)),
  decide: (frame) => decide(frame, { by: "endpoint" }).candidates,
  detectable: (frame) => detectable(frame, { by: "endpoint" }),
  failures,
  pareto: (frame) => pareto(frame, { by: "endpoint" }),
  pivot: (frame) => pivot(frame, { rows: "endpoint", columns: "param_temperature", value: "score_mean" }),
  rank: (frame) => rank(frame, { by: "endpoint" }),
  slowest,
  summarize: (frame) => summarize(frame, "endpoint", { intervals: true }),
  whatIf: (frame) => whatIf(frame, { prices: PRICE }),
};

/** Names of figures that say how sure something is. */
const SURE = /_low$|_high$|^low$|^high$|_se$|^p_|^detectable$|^power$/;

/** What gives values, rows or a part of a frame, and no answer as a frame. */
const NO_VERBS: ReadonlySet<string> = new Set([
  "answerChanges",
  "comparedRows",
  "compareSides",
  "frameVariants",
  "summarizeAttempts",
  "variantFrame",
]);

function halves(frame: DataFrame): [DataFrame, DataFrame] {
  const [one, other] = frame.getColumn("endpoint").unique().toArray().sort();
  const of = (endpoint: unknown) => frame.filter(polars.col("endpoint").eq(polars.lit(endpoint)));
  return [of(one), of(other)];
}

Deno.test("every verb is among these", () => {
  for (const [name, value] of Object.entries(verbs)) {
    if (typeof value === "function" && !NO_VERBS.has(name)) assert(name in VERBS, `${name} is not`);
  }
});

for (const [name, verb] of Object.entries(VERBS)) {
  Deno.test(`${name} claims nothing without its method and n`, async () => {
    const frame = await frameOf([...makeAttempts({ cells: 96, seed: "quickstart" })]);
    const found = await verb(frame);
    const sure = found.columns.filter((column) => SURE.test(column) && !frame.columns.includes(column));
    if (sure.length === 0) return;
    for (const row of found.toRecords()) {
      if (sure.every((column) => row[column] === null)) continue;
      assertMatch(String(row.method ?? row.methods), /\d/, `${name} has ${sure.join(", ")} without a method`);
    }
    assert(found.columns.some((column) => /^n$|^n_|^cells|^tries$/.test(column)), found.columns.join(", "));
  });
}

import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { variantResults } from "../../src/report/mod.ts";
import type { Attempt } from "../../src/spec/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";

async function resultsOf(attempts: readonly Attempt[]) {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun());
  await ledger.append(attempts);
  return await variantResults(ledger, "run_1");
}

const FAILED = {
  status: "failed",
  score: null,
  scores: {},
  output: null,
  outputTokens: null,
  errorKind: "timeout",
  errorMessage: "no answer in 5 s",
} as const;

Deno.test("the best variant comes first: by score, then by what it cost", async () => {
  const results = await resultsOf([
    makeAttempt({ cellIndex: 0, endpoint: "m@a", label: "t=0", score: 0.5, scores: { exact: 0.5 }, costUsd: "0.1" }),
    makeAttempt({ cellIndex: 1, endpoint: "m@b", label: "t=0", score: 1, scores: { exact: 1 }, costUsd: "0.3" }),
    makeAttempt({ cellIndex: 2, endpoint: "m@c", label: "t=0", score: 1, scores: { exact: 1 }, costUsd: "0.2" }),
    makeAttempt({ cellIndex: 3, endpoint: "m@d", label: "t=0", ...FAILED }),
  ]);
  assertEquals(results.map(({ endpoint }) => endpoint), ["m@c", "m@b", "m@a", "m@d"]);
});

Deno.test("a variant has its first answer, the tokens of an answer on average, and why a cell failed", async () => {
  const [result] = await resultsOf([
    makeAttempt({ cellIndex: 0, label: "t=0", ...FAILED }),
    makeAttempt({ cellIndex: 1, label: "t=0", outputTokens: 10, output: "one" }),
    makeAttempt({ cellIndex: 2, label: "t=0", outputTokens: 20, output: "two" }),
  ]);
  assertEquals([result.answer, result.outputTokens, result.error, result.failed, result.cells], [
    "one",
    15,
    "timeout: no answer in 5 s",
    1,
    3,
  ]);
});

Deno.test("seeds are repeats of one variant", async () => {
  const results = await resultsOf(
    [1, 2].map((seed) =>
      makeAttempt({ cellIndex: seed - 1, label: `t=0 seed=${seed}`, axes: { t: 0, seed }, output: `${seed}` })
    ),
  );
  assertEquals(results.map(({ label, cells, answer }) => [label, cells, answer]), [["t=0", 2, "1"]]);
});

Deno.test("a run that there is not is an error", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await assertRejects(() => variantResults(ledger, "run_none"), UserError);
});

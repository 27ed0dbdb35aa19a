import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { htmlReport, markdownReport, runReport } from "../../src/report/mod.ts";
import { clusteredMean, wilsonInterval } from "../../src/statistics/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";
import { exampleRun } from "./_example_run.ts";

Deno.test("a report has the figures of each variant, in the grid's order", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const report = await runReport(ledger, { runId: await exampleRun(ledger) });
  assertEquals([report.ended, report.failed, report.tries, report.costUsd], [8, 1, 8, "2"]);
  assertEquals(report.scorers, ["exact", "judge"]);
  const [one, two] = report.variants;
  assertEquals([one.endpoint, one.cells, one.failed, one.score, one.costUsd], ["m@one", 4, 1, 1, 1]);
  assertEquals([one.latencyP50Ms, one.prompts, one.scores], [101, 3, { exact: 1, judge: 0.5 }]);
  // Three right of three are no certainty.
  const sure = wilsonInterval(3, 3)!;
  assertEquals([one.scoreInterval, one.scoreMethod], [
    [sure.low!, 1],
    clusteredMean([1, 1, 1], { bounds: [0, 1] })!.method,
  ]);
  assertEquals([two.endpoint, two.score, two.scores.exact], ["m@two", 0.5, 0.5]);
  assert(two.scoreInterval![0] <= 0.5 && two.scoreInterval![1] >= 0.5);
});

Deno.test("a variant has the medians of first tokens and of speeds, of its answers", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun({ cells: 4 }));
  const speeds = [[10, 50], [20, 70], [null, null]] as const;
  await ledger.append([
    ...speeds.map(([ttftMs, outputTps], cellIndex) => makeAttempt({ cellIndex, ttftMs, outputTps })),
    makeAttempt({ cellIndex: 3, status: "failed", errorKind: "timeout", ttftMs: 999, outputTps: 999 }),
  ]);
  const { variants: [variant] } = await runReport(ledger, { runId: "run_1" });
  assertEquals([variant.ttftP50Ms, variant.ttftP95Ms, variant.outputTpsP50], [15, 19.5, 60]);
});

Deno.test("the interval of a score is that of its prompts' means, and where there is none n stands all the same", async () => {
  for (const [scores, text] of [[[0, 1, 0.5, 1], "(4)"], [[0.5, 0.5, 0.5], "– (3)"]] as const) {
    await using ledger = await openSqliteLedger(":memory:");
    await ledger.startRun(makeRun({ runId: "a", cells: scores.length }));
    await ledger.append(
      scores.map((score, i) =>
        makeAttempt({ runId: "a", cellIndex: i, promptId: `p${i}`, score, scores: { exact: score } })
      ),
    );
    const report = await runReport(ledger, { runId: "a" });
    const { low, high } = clusteredMean(scores, { bounds: [0, 1] })!;
    assertEquals(report.variants[0].scoreInterval, low === null ? null : [low, high!]);
    for (const page of [htmlReport(report), markdownReport(report)]) {
      assertStringIncludes(page, text);
      assertStringIncludes(page, "Student's t over n prompts");
    }
  }
});

Deno.test("failures are counted by kind, and the worst cells come first", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const report = await runReport(ledger, { runId: await exampleRun(ledger), worst: 2 });
  assertEquals(report.errors, [{ kind: "timeout", cells: 1, message: "no answer within <120> s & more" }]);
  assertEquals(report.worst.map(({ cellIndex }) => cellIndex), [3, 5]);
});

Deno.test("a try whose cost nobody knows leaves the run's unknown, and a retry counts as a try", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun({ runId: "a", cells: 1 }));
  await ledger.append([
    makeAttempt({ runId: "a", try: 1, final: false, costUsd: null, costSource: null }),
    makeAttempt({ runId: "a", try: 2, costUsd: "1" }),
  ]);
  const { tries, costUsd, ended } = await runReport(ledger, { runId: "a" });
  assertEquals([tries, costUsd, ended], [2, null, 1]);
});

Deno.test("the gate is that of the run's plan, unless another one is asked", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const gate = { per: "run" as const, thresholds: { score: { min: 0.9 } }, against: null };
  await ledger.startRun(makeRun({ runId: "a", cells: 1, manifest: { gate } }));
  await ledger.append([makeAttempt({ runId: "a", score: 0.5 })]);
  assertEquals((await runReport(ledger, { runId: "a" })).gate?.passed, false);
  assertEquals((await runReport(ledger, { runId: "a", gate: null })).gate, null);
  await assertRejects(() => runReport(ledger, { runId: "b" }), Error, 'current value is "b"');
});

Deno.test("a report says what its score is of, and what judges have cost in all scorings", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const runId = await exampleRun(ledger);
  const plain = await runReport(ledger, { runId });
  assertEquals(
    plain.scoreRule.startsWith("The score is the mean over prompts of what their repeats come to by mean;"),
    true,
  );
  assertEquals(plain.scoringCalls, []);
  const at = "2026-11-21T00:00:00.000Z";
  for (const number of [1, 2]) {
    const config = { reduce: "pass@1", failed: "zero", versions: {} };
    await ledger.startScoring({
      runId,
      number,
      scorers: ["judge"],
      config,
      configHash: `h${number}`,
      createdAt: at,
      endedAt: null,
    });
    await ledger.appendScores([0, 1].map((cellIndex) => ({
      runId,
      number,
      cellIndex,
      name: "judge",
      score: 0.5,
      costUsd: "0.01",
      calls: 2,
      at,
    })));
    await ledger.endScoring(runId, number, at);
  }
  const report = await runReport(ledger, { runId });
  assertEquals(report.scoringCalls, [{ scorer: "judge", calls: 8, costUsd: "0.04", unscored: 0 }]);
  assertEquals(
    report.scoreRule,
    "The score is the mean over prompts of what their repeats come to by pass@1; a cell without an answer counts 0.",
  );
  const page = htmlReport(report).replace(/\s+/g, " ");
  assertStringIncludes(page, "cost of judge");
  assertStringIncludes(page, "by pass@1; a cell");
  assertStringIncludes(markdownReport(report), "judge $0.04");
});

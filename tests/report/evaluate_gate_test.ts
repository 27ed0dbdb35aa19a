import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { evaluateGate } from "../../src/report/mod.ts";
import type { Attempt, JsonValue, Ledger } from "../../src/spec/mod.ts";
import type { PlanGate } from "../../src/sweep/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";

/** A run whose cells have these scores, one prompt each. */
async function startRun(ledger: Ledger, runId: string, cells: readonly Partial<Attempt>[]): Promise<void> {
  await ledger.startRun(makeRun({ runId, cells: cells.length, status: "done" }));
  await ledger.append(
    cells.map((cell, i) => makeAttempt({ runId, cellIndex: i, cellId: `cell_${i}`, promptId: `p${i}`, ...cell })),
  );
}

function gateOf(change: Partial<PlanGate>): PlanGate {
  return { per: "run", thresholds: {}, against: null, ...change };
}

Deno.test("figures are held against their thresholds, and what is at the limit passes", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await startRun(ledger, "a", [
    { score: 1, latencyMs: 100, ttftMs: 10, costUsd: "0.1" },
    { score: 0.5, latencyMs: 200, ttftMs: 20, costUsd: "0.2" },
  ]);
  const thresholds = {
    score: { min: 0.75 },
    latency_p50_ms: { max: 150 },
    ttft_p99_ms: { max: 15 },
    cost_usd: { max: 0.3 },
    cost_per_cell_usd: { min: 0.2 },
    error_rate: { max: 0 },
  };
  const { passed, checks } = await evaluateGate(ledger, { runId: "a", gate: gateOf({ thresholds }) });
  assertEquals(passed, false);
  assertEquals(checks.map(({ figure, value, rule, passed }) => [figure, value, rule, passed]), [
    ["cells_ended", 2, "= 2", true],
    ["score", 0.75, "≥ 0.75", true],
    ["latency_p50_ms", 150, "≤ 150", true],
    ["ttft_p99_ms", 19.9, "≤ 15", false],
    ["cost_usd", 0.3, "≤ 0.3", true],
    ["cost_per_cell_usd", 0.15, "≥ 0.2", false],
    ["error_rate", 0, "≤ 0", true],
  ]);
});

Deno.test("what nobody knows does not pass", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await startRun(ledger, "a", [{ score: null, scores: {}, ttftMs: null, costUsd: null, costSource: null }]);
  const thresholds = {
    score: { min: 0 },
    "scores.judge": { min: 0 },
    ttft_p95_ms: { max: 1e9 },
    cost_usd: { max: 1e9 },
  };
  const { checks } = await evaluateGate(ledger, { runId: "a", gate: gateOf({ thresholds }) });
  for (const { value, passed, detail } of checks.slice(1)) {
    assertEquals([value, passed, detail], [null, false, "the figure is not known"]);
  }
});

Deno.test("a cell's cost is that of all its tries, and its time that of the last", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun({ runId: "a", cells: 1 }));
  await ledger.append([
    makeAttempt({
      runId: "a",
      try: 1,
      final: false,
      status: "failed",
      errorKind: "timeout",
      latencyMs: 9,
      costUsd: "1",
    }),
    makeAttempt({ runId: "a", try: 2, costUsd: "2", latencyMs: 5 }),
  ]);
  const thresholds = { cost_usd: { max: 3 }, latency_p95_ms: { max: 5 }, error_rate: { max: 0 } };
  const { passed, checks } = await evaluateGate(ledger, { runId: "a", gate: gateOf({ thresholds }) });
  assertEquals([passed, checks.map(({ value }) => value)], [true, [1, 3, 5, 0]]);
});

Deno.test("a run that has not ended does not pass", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun({ runId: "a", cells: 3 }));
  await ledger.append([makeAttempt({ runId: "a" }), makeAttempt({ runId: "a", cellIndex: 1, final: false })]);
  const { passed, checks: [whole] } = await evaluateGate(ledger, { runId: "a" });
  assertEquals([passed, whole.value, whole.detail], [false, 1, "2 of 3 cells have not ended"]);
});

Deno.test("endpoints and variants are looked at by themselves", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await startRun(ledger, "a", [
    { endpoint: "m@one", label: "t=0", score: 1 },
    { endpoint: "m@one", label: "t=1", score: 0 },
    { endpoint: "m@two", label: "", score: 1 },
  ]);
  const groups = async (per: PlanGate["per"]) => {
    const gate = gateOf({ per, thresholds: { score: { min: 0.6 } } });
    const { checks } = await evaluateGate(ledger, { runId: "a", gate });
    return checks.slice(1).map(({ group, passed }) => [group, passed]);
  };
  assertEquals(await groups("endpoint"), [["m@one", false], ["m@two", true]]);
  assertEquals(await groups("variant"), [["m@one t=0", true], ["m@one t=1", false], ["m@two", true]]);
});

/** Two runs over the same prompts, the second one with these scores less. */
async function comparedRuns(ledger: Ledger, drops: readonly number[]): Promise<void> {
  await startRun(ledger, "base", drops.map(() => ({ score: 1 })));
  await startRun(ledger, "new", drops.map((drop) => ({ score: 1 - drop })));
}

Deno.test("a drop that chance may explain passes, a sure one does not", async () => {
  for (const [drops, passes] of [[[1, 0, 0, 0, 0, 0], true], [[1, 1, 1, 1, 1, 0], false]] as const) {
    await using ledger = await openSqliteLedger(":memory:");
    await comparedRuns(ledger, drops);
    const { passed, checks } = await evaluateGate(ledger, { runId: "new", against: "base" });
    assertEquals(passed, passes);
    assertEquals([checks[1].n, checks[1].figure], [6, "score"]);
    assert(checks[1].detail!.startsWith("paired permutation test (exact), n = 6 prompts, p = 0."));
  }
});

Deno.test("a check that so few prompts cannot fail says so", async () => {
  for (const [count, isBlind] of [[4, true], [5, false]] as const) {
    await using ledger = await openSqliteLedger(":memory:");
    await comparedRuns(ledger, Array<number>(count).fill(1));
    const { passed, checks } = await evaluateGate(ledger, { runId: "new", against: "base" });
    assertEquals(passed, isBlind, "all prompts have dropped by 1");
    assertEquals(checks[1].detail!.includes("so few prompts cannot show a drop of any size at 95 %"), isBlind);
  }
});

Deno.test("a drop within what is allowed passes, however sure it is", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await comparedRuns(ledger, new Array(20).fill(0.05));
  const ask = (maxDrop: number) =>
    evaluateGate(ledger, {
      runId: "new",
      gate: gateOf({ against: { run: "base", changes: { score: { maxDrop } } } }),
    });
  assertEquals([(await ask(0.04)).passed, (await ask(0.06)).passed], [false, true]);
});

Deno.test("prompts are paired by variant, and repeats of a prompt are one value", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const cells = (better: number) => [
    { requestId: "v1", promptId: "p", repeat: 1, score: 0 },
    { requestId: "v1", promptId: "p", repeat: 2, score: better },
    { requestId: "v2", promptId: "p", score: 1 },
  ];
  await startRun(ledger, "base", cells(0));
  await startRun(ledger, "new", [...cells(1), { requestId: "v3", promptId: "p", score: 0 }]);
  const { checks: [, score] } = await evaluateGate(ledger, { runId: "new", against: "base" });
  assertEquals([score.n, score.value], [1, 0.25]);
});

Deno.test("runs without a variant in common are compared by prompt, and what is in one alone is counted", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await startRun(ledger, "base", [{ requestId: "old", score: 1 }, { requestId: "old", score: 1 }]);
  await startRun(ledger, "new", [{ requestId: "new", score: 0.5 }]);
  const { checks: [, score] } = await evaluateGate(ledger, { runId: "new", against: "base" });
  assertEquals([score.n, score.value], [1, -0.5]);
  assert(score.detail!.endsWith("1 prompts have a score in one run only"));
});

Deno.test("costs, times and errors may rise by so much", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await startRun(ledger, "base", [{ costUsd: "1", latencyMs: 100 }, { costUsd: "1", latencyMs: 100 }]);
  await startRun(ledger, "new", [
    { costUsd: "1.2", latencyMs: 150 },
    { costUsd: "1", status: "failed", errorKind: "timeout", latencyMs: null },
  ]);
  const changes = {
    cost_usd: { maxIncrease: 0.1 },
    latency_p95_ms: { maxIncrease: 0.4 },
    error_rate: { maxIncrease: 0.5 },
  };
  const { checks } = await evaluateGate(ledger, {
    runId: "new",
    gate: gateOf({ against: { run: null, changes } }),
    against: "base",
  });
  assertEquals(checks.slice(1).map(({ figure, value, passed, rule }) => [figure, value, passed, rule]), [
    ["cost_usd", 2.2, true, "rise ≤ 10 %, from 2"],
    ["latency_p95_ms", 150, false, "rise ≤ 40 %, from 100"],
    ["error_rate", 0.5, true, "rise ≤ 0.5, from 0"],
  ]);
});

Deno.test("a run is never worse than itself", async () => {
  const cell = fc.record({
    score: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }),
    latencyMs: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
    promptId: fc.constantFrom("p1", "p2", "p3"),
    requestId: fc.constantFrom("v1", "v2"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 12 }), async (cells) => {
      await using ledger = await openSqliteLedger(":memory:");
      await startRun(ledger, "a", [...cells, { score: 0.5 }]);
      const changes = { score: {}, latency_p95_ms: {}, cost_usd: {}, error_rate: {} };
      const gate = gateOf({ against: { run: "a", changes } });
      const { passed, checks } = await evaluateGate(ledger, { runId: "a", gate });
      assert(passed, JSON.stringify(checks));
      assertAlmostEquals(checks[1].value!, 0);
    }),
    { numRuns: 40 },
  );
});

Deno.test("a run that is not there is named", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await startRun(ledger, "run_one", [{}]);
  await assertRejects(() => evaluateGate(ledger, { runId: "run_on" }), Error, 'did you mean "run_one"');
  await assertRejects(() => evaluateGate(ledger, { runId: "run_one", against: "x" }), Error, 'current value is "x"');
});

/** A scoring of the whole run by `exact`, with these verdicts by cell. */
async function scoreAgain(ledger: Ledger, config: { [key: string]: JsonValue }, verdicts: readonly number[]) {
  const scoring = { runId: "a", number: 2, scorers: ["exact"], config, configHash: "h", createdAt: AT, endedAt: null };
  await ledger.startScoring(scoring);
  await ledger.appendScores(
    verdicts.map((score, cellIndex) => ({ runId: "a", number: 2, cellIndex, name: "exact", score, at: AT })),
  );
  await ledger.endScoring("a", 2, AT);
}

const AT = "2026-11-21T00:00:00.000Z";

Deno.test("the verdicts of the newest scoring count, and repeats come to what it says", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await startRun(ledger, "a", [1, 2, 3].map((repeat) => ({ promptId: "p", repeat, score: 0, scores: { exact: 0 } })));
  const score = async () => {
    const { checks } = await evaluateGate(ledger, { runId: "a", gate: gateOf({ thresholds: { score: { min: 0 } } }) });
    return checks[1].value;
  };
  assertEquals(await score(), 0);
  await scoreAgain(ledger, { exact: true, reduce: "max", versions: { exact: 1 } }, [0, 1, 0]);
  assertEquals(await score(), 1);
});

Deno.test("seeds are repeats: their answers to a prompt are reduced together, and make one pair with another run's", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const cells = (scores: readonly number[]) =>
    scores.map((score, i) => ({
      promptId: `p${i % 2}`,
      requestId: `request_${i}`,
      label: `temperature=0 seed=${i >> 1}`,
      axes: { temperature: 0, seed: i >> 1 },
      score,
      scores: { exact: score },
    }));
  await startRun(ledger, "a", cells([1, 0, 0, 0, 1, 1]));
  await startRun(ledger, "b", cells([1, 1, 1, 1, 1, 1]).slice(0, 4));
  const thresholds = { score: { min: 0 } };
  const against = { run: "b", changes: { score: { maxDrop: 0, confidence: 0.95 } } };
  const plain = await evaluateGate(ledger, {
    runId: "a",
    gate: gateOf({ per: "variant", thresholds, against }),
  });
  assertEquals(plain.checks.map(({ group, figure, value, n }) => [group, figure, value, n]), [
    ["the run", "cells_ended", 6, 6],
    ["smollm2-135m@local/q4_0 temperature=0", "score", 0.5, 6],
    ["smollm2-135m@local/q4_0 temperature=0", "score", -0.5, 2],
  ]);
  await scoreAgain(ledger, { exact: true, reduce: "pass@3", versions: { exact: 1 } }, [1, 0, 0, 0, 1, 1]);
  const { checks } = await evaluateGate(ledger, { runId: "a", gate: gateOf({ per: "variant", thresholds }) });
  assertEquals(checks[1].value, 1);
});

Deno.test("comparisons in pairs count in a reduced score only with a weight, and not where there was none", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await startRun(ledger, "a", [
    { requestId: "base", scores: { exact: 1 } },
    { requestId: "base", scores: {}, score: null, status: "failed", errorKind: "timeout" },
    { requestId: "other", label: "t=1", scores: { exact: 1, pairwise: 0.5 } },
  ]);
  const figures = async (weights: object) => {
    const config = { pairwise: { baseline: {} }, exact: true, failed: "zero", versions: {}, ...weights };
    const number = (await ledger.scorings("a")).length + 2;
    const scoring = { runId: "a", number, scorers: [], config, configHash: "h", createdAt: AT, endedAt: null };
    await ledger.startScoring(scoring as never);
    await ledger.endScoring("a", number, AT);
    const thresholds = { score: { min: 0 }, "scores.pairwise": { min: 0 } };
    const { checks } = await evaluateGate(ledger, { runId: "a", gate: gateOf({ thresholds }) });
    return checks.slice(1).map(({ value }) => value);
  };
  assertEquals(await figures({}), [2 / 3, 0.5]);
  assertEquals(await figures({ weights: { pairwise: 1 } }), [(1 + 0 + 0.75) / 3, 0.5]);
});

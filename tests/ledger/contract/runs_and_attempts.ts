import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { arbitraryAttempts } from "../../support/arbitrary_attempt.ts";
import { makeAttempt, makeAttempts, makeRun } from "../../support/attempts.ts";
import { resultsHash, StaleFenceError } from "../../../src/ledger/mod.ts";
import { collect, iterate } from "../../support/iterate.ts";
import type { LedgerTest } from "./ledger_contract.ts";

/** What every ledger does with runs and their attempts. */
export const RUNS_AND_ATTEMPTS: readonly LedgerTest[] = [
  ["a run comes back as it was started, and as it was changed", async (open) => {
    await using ledger = await open();
    assertEquals(await ledger.run("run_1"), null);
    await ledger.startRun(makeRun());
    assertEquals(await ledger.run("run_1"), makeRun());

    await ledger.updateRun("run_1", { status: "done", endedAt: "2026-01-02T03:05:00.000Z" });
    await ledger.updateRun("run_1", { manifest: { hashes: ["a", null] } });
    assertEquals(
      await ledger.run("run_1"),
      makeRun({ status: "done", endedAt: "2026-01-02T03:05:00.000Z", manifest: { hashes: ["a", null] } }),
    );
  }],

  ["an end can be taken back when a run is resumed", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun({ status: "interrupted", endedAt: "2026-01-02T03:05:00.000Z" }));
    await ledger.updateRun("run_1", { status: "running", endedAt: null });
    assertEquals(await ledger.run("run_1"), makeRun());
  }],

  ["starting a run twice and changing a run that is not there are errors", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    await assertRejects(() => ledger.startRun(makeRun()), Error, 'current value is "run_1"');
    await assertRejects(() => ledger.updateRun("run_2", { status: "done" }), Error, 'current value is "run_2"');
  }],

  ["runs come newest first and can be filtered", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun({ runId: "b", startedAt: "2026-01-02T00:00:00.000Z", status: "done" }));
    await ledger.startRun(makeRun({ runId: "a", startedAt: "2026-01-03T00:00:00.000Z" }));
    await ledger.startRun(makeRun({ runId: "c", startedAt: "2026-01-01T00:00:00.000Z", planHash: "plan_2" }));
    await ledger.startRun(makeRun({ runId: "d", startedAt: "2026-01-03T00:00:00.000Z" }));
    const ids = async (filter?: Parameters<typeof ledger.runs>[0]) =>
      (await ledger.runs(filter)).map((run) => run.runId);
    assertEquals(await ids(), ["d", "a", "b", "c"]);
    assertEquals(await ids({ planHash: "plan_1" }), ["d", "a", "b"]);
    assertEquals(await ids({ status: "done" }), ["b"]);
    assertEquals(await ids({ planHash: "plan_1", status: "interrupted" }), []);
    assertEquals(await ids({ plan: "quickstart", last: 2 }), ["d", "a"]);
    assertEquals(await ids({ last: 2, skip: 1 }), ["a", "b"]);
    assertEquals(await ids({ skip: 3 }), ["c"]);
    assertEquals(await ids({ plan: "other" }), []);
  }],

  ["the tries of a run are counted as they add up one by one", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    await ledger.startRun(makeRun({ runId: "run_2" }));
    const rows = [...makeAttempts({ cells: 60, seed: "counts" })];
    await ledger.append(rows);
    await ledger.append([makeAttempt({ runId: "run_2", costUsd: null, costSource: null })]);
    const counts = await ledger.tryCounts("run_1");
    const of = (is: (row: typeof rows[number]) => boolean) => rows.filter(is).length;
    const sum = (is: (count: typeof counts[number]) => boolean) =>
      counts.filter(is).reduce((total, { tries }) => total + tries, 0);
    assertEquals(sum(() => true), rows.length);
    assertEquals(sum(({ final }) => final), 60);
    assertEquals(
      sum(({ errorKind }) => errorKind === "rate_limited"),
      of(({ errorKind }) => errorKind === "rate_limited"),
    );
    assertEquals([...new Set(counts.map(({ endpoint }) => endpoint))], [rows[0].endpoint, rows.at(-1)!.endpoint]);
    const cost = rows.reduce((total, { costUsd }) => total + Number(costUsd ?? 0), 0);
    assertAlmostEquals(counts.reduce((total, { costUsd }) => total + costUsd, 0), cost, 1e-12);
    assertEquals(
      (await ledger.tryCounts("run_2")).map(({ tries, costsKnown, costsUnknown }) => [tries, costsKnown, costsUnknown]),
      [[1, 0, 1]],
    );
    assertEquals(
      counts.reduce((total, { costsKnown }) => total + costsKnown, 0),
      of(({ costUsd }) => costUsd !== null),
    );
    assertEquals(await ledger.tryCounts("run_3"), []);
  }],

  ["any attempt comes back exactly as it went in", async (open) => {
    await using ledger = await open();
    let number = 0;
    await fc.assert(fc.asyncProperty(arbitraryAttempts, async (given) => {
      const runId = `run_${number++}`;
      const attempts = given.map((attempt) => ({ ...attempt, runId }));
      await ledger.startRun(makeRun({ runId }));
      await ledger.append(attempts);
      assertEquals(await collect(ledger.attempts(runId)), attempts);
      assertEquals(await resultsHash(ledger.attempts(runId)), await resultsHash(iterate(attempts)));
    }));
  }],

  ["text with a NUL in it is kept whole", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    const marks = ["before\0after é", "\0", "\x1a", "\x1a0", "\x1a1\0", "\0\x1a\x1a10", "\\u0000", ""];
    const attempts = marks.map((output, cellIndex) =>
      makeAttempt({ cellIndex, output, summary: output, axes: { [output]: output }, scores: { [output]: 1 } })
    );
    await ledger.append(attempts);
    assertEquals(await collect(ledger.attempts("run_1")), attempts);
  }],

  ["axes and manifests keep the order of their keys, and numbers their digits", async (open) => {
    await using ledger = await open();
    const manifest = {
      zeta: 1,
      alpha: { b: 9007199254740991, a: 1e-7, c: 1.7976931348623157e308 },
      "": [0.1, -5e-324],
    };
    await ledger.startRun(makeRun({ manifest }));
    await ledger.append([makeAttempt({ axes: { top_p: 0.1, seed: 9007199254740991, a: 1e21, "2": null, "1": true } })]);
    const [{ axes }] = await collect(ledger.attempts("run_1"));
    assertEquals(JSON.stringify(axes), '{"1":true,"2":null,"top_p":0.1,"seed":9007199254740991,"a":1e+21}');
    assertEquals(JSON.stringify((await ledger.run("run_1"))!.manifest), JSON.stringify(manifest));
  }],

  ["numbers of every size come back to the last digit", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    const sizes = [5e-324, 0.1, 1 / 3, 1.7976931348623157e308, 123456789.123456789, 2 ** 53 + 2];
    const attempts = sizes.map((latencyMs, cellIndex) =>
      makeAttempt({ cellIndex, latencyMs, inputTokens: 9007199254740991, costUsd: "0.00000000000000000012300" })
    );
    await ledger.append(attempts);
    assertEquals(await collect(ledger.attempts("run_1")), attempts);
  }],

  ["attempts come by cell and try, whatever the order in which they were written", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    const attempts = [...makeAttempts({ cells: 500, seed: "order", retryShare: 0.3 })];
    const shuffled = attempts.toSorted((a, b) =>
      (a.cellIndex * 7919) % 500 - (b.cellIndex * 7919) % 500 || b.try - a.try
    );
    for (let i = 0; i < shuffled.length; i += 50) await ledger.append(shuffled.slice(i, i + 50));
    assertEquals(await collect(ledger.attempts("run_1")), attempts);
    assertEquals(await collect(ledger.finishedCells("run_1")), Array.from({ length: 500 }, (_, index) => index));
  }],

  ["a row that is there already is left as it is", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    const first = makeAttempt({ output: "first" });
    await ledger.append([first]);
    await ledger.append([makeAttempt({ output: "second" }), makeAttempt({ output: "third", try: 2 })]);
    assertEquals((await collect(ledger.attempts("run_1"))).map((attempt) => attempt.output), ["first", "third"]);
  }],

  ["a row that breaks a rule is an error, and takes its whole batch with it", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    const broken = makeAttempt({ cellIndex: 1, label: null as unknown as string });
    await assertRejects(() => ledger.append([makeAttempt(), broken]), Error);
    await assertRejects(() => ledger.append([makeAttempt({ runId: "nobody" })]), Error);
    assertEquals(await collect(ledger.attempts("run_1")), []);
    await ledger.append([makeAttempt()]);
    assertEquals((await collect(ledger.attempts("run_1"))).length, 1);
  }],

  ["runs in one file do not see each other's rows", async (open) => {
    await using ledger = await open();
    for (const runId of ["run_1", "run_2"]) {
      await ledger.startRun(makeRun({ runId }));
      await ledger.append([...makeAttempts({ cells: 20, seed: runId, runId })]);
    }
    assertEquals(await collect(ledger.attempts("run_2")), [
      ...makeAttempts({ cells: 20, seed: "run_2", runId: "run_2" }),
    ]);
    assertEquals(await collect(ledger.attempts("run_3")), []);
  }],

  ["a cell has finished only with its final try", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    await ledger.append([
      makeAttempt({ cellIndex: 4, final: false }),
      makeAttempt({ cellIndex: 7, final: false }),
      makeAttempt({ cellIndex: 7, try: 2 }),
      makeAttempt({ cellIndex: 2, status: "failed" }),
    ]);
    assertEquals(await collect(ledger.finishedCells("run_1")), [2, 7]);
  }],

  ["a reader may stop early, share the ledger with another reader, and read while rows are written", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    const attempts = [...makeAttempts({ cells: 2400, seed: "readers", retryShare: 0 })];
    await ledger.append(attempts.slice(0, 2000));
    const seen: number[] = [];
    for await (const outer of ledger.attempts("run_1")) {
      seen.push(outer.cellIndex);
      if (outer.cellIndex === 10) await ledger.append(attempts.slice(2000));
      if (outer.cellIndex % 400 !== 0) continue;
      for await (const inner of ledger.attempts("run_1")) {
        if (inner.cellIndex === 3) break;
      }
    }
    assertEquals(seen, attempts.map((attempt) => attempt.cellIndex));
  }],

  ["appends at the same time do not come between each other", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    const attempts = [...makeAttempts({ cells: 200, seed: "together" })];
    await Promise.all(attempts.map((attempt) => ledger.append([attempt])));
    assertEquals(await collect(ledger.attempts("run_1")), attempts);
  }],

  ["a run is told to pause, to go on and to end", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun({ control: "pause" }));
    assertEquals((await ledger.run("run_1"))!.control, "pause");
    await ledger.updateRun("run_1", { status: "interrupted" });
    assertEquals((await ledger.run("run_1"))!.control, "pause");
    await ledger.updateRun("run_1", { control: null });
    assertEquals((await ledger.run("run_1"))!.control, null);
    await ledger.updateRun("run_1", {});
    assertEquals(await ledger.run("run_1"), makeRun({ status: "interrupted" }));
  }],

  ["rows under a lease that nobody holds are refused, all of them", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    const fence = { runId: "run_1", chunk: 3, token: 1 };
    const error = await assertRejects(() => ledger.append([makeAttempt()], { fence }), StaleFenceError, "token 1");
    assertEquals(error.fence, fence);
    assertEquals(await collect(ledger.attempts("run_1")), []);
    await ledger.append([], { fence });
  }],
];

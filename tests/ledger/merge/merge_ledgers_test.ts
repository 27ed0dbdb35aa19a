import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../../src/base/mod.ts";
import { mergeLedgers, openSqliteLedger, sumCosts } from "../../../src/ledger/mod.ts";
import type { Attempt, CallTry, Ledger, RunRecord, ScoringRecord } from "../../../src/spec/mod.ts";
import { makeAttempt, makeAttempts, makeRun } from "../../support/attempts.ts";
import { makeCall } from "../../support/calls.ts";
import { collect } from "../../support/iterate.ts";

const RUN = makeRun({ runId: "run_a", cells: 8, status: "interrupted", endedAt: "2026-01-02T04:00:00.000Z" });
const ROWS = [...makeAttempts({ cells: 8, seed: "merge", runId: "run_a", retryShare: 0.4 })];

const cellsOf = (...indexes: number[]) => ROWS.filter(({ cellIndex }) => indexes.includes(cellIndex));

/** A ledger in memory with one run. */
async function ledgerOf(rows: readonly Attempt[], run: Partial<RunRecord> = {}): Promise<Ledger> {
  const ledger = await openSqliteLedger(":memory:");
  await ledger.startRun({ ...RUN, ...run });
  await ledger.append(rows);
  return ledger;
}

async function merged(sources: readonly Ledger[], prefer?: "newest"): Promise<Ledger> {
  const into = await openSqliteLedger(":memory:");
  await mergeLedgers(sources, { into, prefer });
  return into;
}

/** All that a ledger has, to compare it. */
async function contents(ledger: Ledger): Promise<unknown> {
  const all: unknown[] = [];
  for (const run of await ledger.runs()) {
    const scorings = await ledger.scorings(run.runId);
    const scores = await Promise.all(scorings.map(({ number }) => collect(ledger.scores(run.runId, number))));
    all.push({ run, attempts: await collect(ledger.attempts(run.runId)), scorings, scores });
  }
  return { runs: all, routes: await collect(ledger.routes()), calls: await collect(ledger.calls()) };
}

Deno.test("parts of one run become the whole, whichever ledger is named first", async () => {
  const whole = await ledgerOf(ROWS);
  const odd = await ledgerOf(cellsOf(1, 3, 5, 7), { cassette: "b.jsonl", startedAt: "2026-01-02T03:09:00.000Z" });
  const even = await ledgerOf(cellsOf(0, 2, 4, 6));
  const into = await merged([odd, even]);
  assertEquals(await collect(into.attempts("run_a")), await collect(whole.attempts("run_a")));
  const run = (await into.run("run_a"))!;
  assertEquals([run.status, run.startedAt, run.endedAt], ["done", RUN.startedAt, RUN.endedAt]);
  assertEquals(await contents(await merged([even, odd])), await contents(into));
});

Deno.test("a run of which cells are missing stays open", async () => {
  const into = await merged([
    await ledgerOf(cellsOf(1)),
    await ledgerOf(cellsOf(2), { status: "running", endedAt: null }),
  ]);
  assertEquals((await into.run("run_a"))!.status, "interrupted");
});

Deno.test("an adaptive run that left cells out is done, before and after", async () => {
  const adaptive = { dropped: [], cellsLeftOut: 1, savedUsd: null };
  const left = { manifest: { adaptive }, cells: 2, status: "done" } as const;
  await using whole = await ledgerOf(cellsOf(0), left);
  await using open = await ledgerOf([], left);
  await using into = await merged([whole]);
  await using short = await merged([open]);
  assertEquals([(await into.runs())[0].status, (await short.runs())[0].status], ["done", "interrupted"]);
});

Deno.test("runs of different ids stand beside each other, the oldest first", async () => {
  const other = await openSqliteLedger(":memory:");
  await other.startRun(makeRun({ runId: "run_0", startedAt: "2025-01-01T00:00:00.000Z" }));
  const into = await merged([await ledgerOf(ROWS), other]);
  assertEquals((await into.runs()).map(({ runId }) => runId), ["run_a", "run_0"]);
});

Deno.test("a cell that was tried again in one ledger is taken from there, with all its tries", async () => {
  const failed = makeAttempt({ runId: "run_a", status: "failed", startedAt: "2026-01-02T03:05:00.000Z" });
  const reopened = { ...failed, final: false };
  const second = makeAttempt({ runId: "run_a", try: 2, startedAt: "2026-01-02T03:06:00.000Z" });
  const before = await ledgerOf([failed]);
  const between = await ledgerOf([reopened]);
  const after = await ledgerOf([reopened, second]);
  for (const order of [[before, between, after], [after, before, between], [between, after, before]]) {
    assertEquals(await collect((await merged(order)).attempts("run_a")), [reopened, second]);
  }
  assertEquals(await collect((await merged([before, between])).attempts("run_a")), [reopened]);
});

Deno.test("ledgers that disagree about a row are refused with its key and both values, or the newer one counts", async () => {
  const row = makeAttempt({ runId: "run_a", cellIndex: 5, costUsd: "0.1", startedAt: "2026-01-02T03:05:00.000Z" });
  const a = await ledgerOf([row]);
  const b = await ledgerOf([{ ...row, costUsd: "0.2", startedAt: "2026-01-02T03:06:00.000Z" }]);
  const error = await assertRejects(() => merged([a, b]), UserError);
  assertEquals(
    error.message,
    'Cannot merge the ledgers as they disagree about try 1 of cell 5 of the run "run_a": "costUsd" is "0.1" and "0.2"; ' +
      "--prefer newest takes the newer one",
  );
  for (const order of [[a, b], [b, a]]) {
    const [kept] = await collect((await merged(order, "newest")).attempts("run_a"));
    assertEquals(kept.costUsd, "0.2");
  }
});

Deno.test("runs that only share their id are never one", async () => {
  const a = await ledgerOf([]);
  const b = await ledgerOf([], { planHash: "plan_2" });
  for (const prefer of [undefined, "newest"] as const) {
    await assertRejects(
      () => merged([a, b], prefer),
      UserError,
      'the run "run_a": "planHash" is "plan_1" and "plan_2"',
    );
  }
});

Deno.test("manifests may say different things of files and versions, and nothing else", async () => {
  const a = await ledgerOf([], { manifest: { places: { plan: "../a.toml" }, parameters: { x: { seed: 1 } } } });
  const b = await ledgerOf([], { manifest: { places: { plan: "../b/a.toml" }, retried: true } });
  const { manifest } = (await (await merged([a, b])).run("run_a"))!;
  assertEquals(manifest, { places: { plan: "../a.toml" }, parameters: { x: { seed: 1 } }, retried: true });
  const c = await ledgerOf([], { manifest: { parameters: { x: { seed: 2 } } } });
  await assertRejects(() => merged([a, c]), UserError, '"manifest.parameters.x.seed" is 1 and 2');
});

const SCORING: ScoringRecord = {
  runId: "run_a",
  number: 2,
  scorers: ["judge"],
  config: { judge: { model: "m" } },
  configHash: "score_1",
  createdAt: "2026-01-03T00:00:00.000Z",
  endedAt: "2026-01-03T00:01:00.000Z",
};

async function scored(scoring: Partial<ScoringRecord>, cells: readonly number[], score: number): Promise<Ledger> {
  const ledger = await ledgerOf(ROWS);
  const record = { ...SCORING, ...scoring };
  await ledger.startScoring(record);
  const row = { runId: "run_a", number: 2, name: "judge", score, at: record.createdAt };
  await ledger.appendScores(cells.map((cellIndex) => ({ ...row, cellIndex })));
  return ledger;
}

Deno.test("verdicts of one scoring come together, and scorings that differ are told apart", async () => {
  const a = await scored({}, [0, 1], 1);
  const b = await scored({ createdAt: "2026-01-03T00:00:30.000Z" }, [1, 2], 1);
  const into = await merged([a, b]);
  assertEquals(await into.scorings("run_a"), [SCORING]);
  assertEquals((await collect(into.scores("run_a", 2))).map(({ cellIndex }) => cellIndex), [0, 1, 2]);
  await assertRejects(
    async () => merged([a, await scored({}, [1], 0)]),
    UserError,
    'the verdict of "judge" on cell 1 of the run "run_a": "score" is 1 and 0',
  );
  const other = await scored({ configHash: "score_2", createdAt: "2026-01-04T00:00:00.000Z" }, [7], 0);
  await assertRejects(() => merged([a, other]), UserError, 'the scoring 2 of the run "run_a": "configHash"');
  const newest = await merged([other, a], "newest");
  assertEquals((await collect(newest.scores("run_a", 2))).map(({ cellIndex }) => cellIndex), [7]);
});

Deno.test("nothing is merged into a ledger that has runs", async () => {
  const into = await ledgerOf([]);
  await assertRejects(() => mergeLedgers([], { into }), UserError, 'has runs already: current value is "run_a"');
});

/** States of one cell that a run goes through, each behind the one before; which of them a ledger has. */
const STAGES = 4;

function stage(cellIndex: number, at: number): Attempt[] {
  const row = (number: number, change: Partial<Attempt>) =>
    makeAttempt({ runId: "run_a", cellIndex, try: number, startedAt: `2026-01-02T03:0${number}:00.000Z`, ...change });
  if (at === 0) return [];
  const failed = row(1, { status: "failed", final: at === 1 });
  return at < 3 ? [failed] : [failed, row(2, {})];
}

Deno.test("merging is the same in any order and grouping, and twice is as good as once", async () => {
  const ledger = fc.array(fc.nat(STAGES - 1), { minLength: 5, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(ledger, ledger, ledger, async (a, b, c) => {
      const [x, y, z] = await Promise.all(
        [a, b, c].map((stages, i) =>
          ledgerOf(stages.flatMap((at, index) => stage(index, at)), {
            cells: 5,
            status: (["interrupted", "running", "done"] as const)[stages[0] % 3],
            startedAt: `2026-01-02T03:0${i}:00.000Z`,
            endedAt: stages[0] % 3 === 1 ? null : `2026-01-02T05:0${i}:00.000Z`,
            cassette: i === 1 ? null : `tape${i}.jsonl`,
            manifest: { places: { plan: `${i}.toml` } },
          })
        ),
      );
      const all = await contents(await merged([x, y, z]));
      assertEquals(await contents(await merged([z, x, y])), all);
      assertEquals(await contents(await merged([await merged([x, y]), z])), all);
      assertEquals(await contents(await merged([x, await merged([y, z])])), all);
      const once = await merged([x, y, z]);
      assertEquals(await contents(await merged([once, once, x])), all);
    }),
    { numRuns: 25 },
  );
});

Deno.test("with the newest preferred, ledgers that disagree merge the same in any order and grouping", async () => {
  const ledger = fc.array(fc.tuple(fc.nat(2), fc.nat(1)), { minLength: 3, maxLength: 3 });
  const rowsOf = (cells: readonly (readonly [number, number])[]) =>
    cells.map(([second, value], cellIndex) =>
      makeAttempt({
        runId: "run_a",
        cellIndex,
        costUsd: `0.${value}`,
        startedAt: `2026-01-02T03:00:0${second}.000Z`,
      })
    );
  await fc.assert(
    fc.asyncProperty(ledger, ledger, ledger, async (a, b, c) => {
      const [x, y, z] = await Promise.all([a, b, c].map((cells) => ledgerOf(rowsOf(cells))));
      const all = await contents(await merged([x, y, z], "newest"));
      assertEquals(await contents(await merged([z, y, x], "newest")), all);
      assertEquals(await contents(await merged([await merged([x, y], "newest"), z], "newest")), all);
    }),
    { numRuns: 25 },
  );
});

Deno.test("routes of a run and of calls by themselves are merged, with the outcome that one ledger knows", async () => {
  const audit = { id: "route_1", at: "2026-01-02T03:00:00.000Z", model: "m", policy: "p", chosen: null };
  const route = (scope: string, runId: string | null, answered: string | null) => ({
    runId,
    scope,
    audit: audit as never,
    outcome: answered === null ? null : { answered } as never,
  });
  const a = await ledgerOf([]);
  const b = await ledgerOf([]);
  await a.appendRoutes([route("cell_1", "run_a", null), route("mine", null, "x")]);
  await b.appendRoutes([route("cell_1", "run_a", "m@p"), route("cell_2", "run_a", null)]);
  const into = await merged([a, b]);
  const found = await collect(into.routes());
  assertEquals(found.map(({ scope }) => scope).sort(), ["cell_1", "cell_2", "mine"]);
  assertEquals((found.find(({ scope }) => scope === "cell_1")!.outcome as { answered?: string }).answered, "m@p");
  assert(found.every(({ runId, scope }) => (runId === null) === (scope === "mine")));
});

/** A ledger in memory with calls by themselves, and nothing else. */
async function ledgerOfCalls(calls: readonly CallTry[]): Promise<Ledger> {
  const ledger = await openSqliteLedger(":memory:");
  await ledger.appendCalls(calls);
  return ledger;
}

Deno.test("calls by themselves that several ledgers have stand once, in any order of merging, and cost once", async () => {
  const at = (s: number) => `2026-01-01T10:00:${String(s).padStart(2, "0")}.000Z`;
  const calls = Array.from({ length: 40 }, (_, i) => makeCall({ callId: `call_${i}`, startedAt: at(i % 7) }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.subarray(calls), { minLength: 1, maxLength: 4 }), async (parts) => {
      const ledgers = await Promise.all(parts.map(ledgerOfCalls));
      const into = await openSqliteLedger(":memory:");
      const report = await mergeLedgers(ledgers, { into });
      const all = new Set(parts.flat());
      assertEquals([report.calls, report.attempts], [all.size, 0]);
      assertEquals(await contents(await merged(ledgers.toReversed())), await contents(into));
      assertEquals(await contents(await merged([into, ...ledgers])), await contents(into));
      const { total } = await sumCosts(into.costs(), "run");
      assertEquals(total.tries, all.size);
    }),
    { numRuns: 20 },
  );
});

Deno.test("ledgers that disagree about a call are refused with its key, or one of them counts in either order", async () => {
  const [a, b] = await Promise.all(["0.1", "0.2"].map((costUsd) => ledgerOfCalls([makeCall({ costUsd })])));
  await assertRejects(
    () => merged([a, b]),
    UserError,
    'about try 1 of the call "call_1": "costUsd" is "0.1" and "0.2"',
  );
  assertEquals(await contents(await merged([a, b], "newest")), await contents(await merged([b, a], "newest")));
});

Deno.test("a ledger that has calls by themselves is not merged into, as it may disagree about them", async () => {
  const [into, from] = await Promise.all(["0.1", "0.2"].map((costUsd) => ledgerOfCalls([makeCall({ costUsd })])));
  const before = await contents(into);
  await assertRejects(
    () => mergeLedgers([from], { into }),
    UserError,
    'has calls by themselves already: current value is "call_1"',
  );
  assertEquals(await contents(into), before);
});

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import { cellList, type CellQuery, runReport, samePrompt } from "../../../src/report/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { HumanRatings } from "../../../src/sweep/mod.ts";
import { makeAttempt, makeAttempts, makeRun } from "../../support/attempts.ts";

const FAILED = {
  status: "failed",
  errorKind: "timeout",
  score: null,
  scores: {},
  output: null,
  summary: null,
} as const;

const ROWS: readonly Partial<Attempt>[] = [
  { cellIndex: 0, endpoint: "m@a", label: "temperature=0", score: 0.5, latencyMs: 30, output: "Paris" },
  { cellIndex: 1, endpoint: "m@b", label: "temperature=0", ...FAILED, final: false, costUsd: null, httpStatus: 500 },
  { cellIndex: 1, endpoint: "m@b", label: "temperature=0", try: 2, score: 1, latencyMs: 10, output: "London" },
  { cellIndex: 2, endpoint: "m@a", label: "temperature=0.5", ...FAILED, errorMessage: "no PARIS", latencyMs: 20 },
  { cellIndex: 3, endpoint: "m@b", label: "temperature=0.5", final: false, ...FAILED, latencyMs: null, costUsd: null },
];

async function listed() {
  const ledger = await openSqliteLedger(":memory:");
  const run = makeRun({ cells: 6 });
  await ledger.startRun(run);
  await ledger.append(ROWS.map((row) => makeAttempt(row)));
  const indexes = async (query: CellQuery) => (await cellList(ledger, run, query)).cells.map(({ index }) => index);
  return { ledger, run, indexes };
}

Deno.test("all cells are listed by their places, those that wait too", async () => {
  const { ledger, run } = await listed();
  await using _ = ledger;
  const { cells, total, page, pages } = await cellList(ledger, run);
  assertEquals(cells.map(({ index, state, tries }) => [index, state, tries]), [
    [0, "ok", 1],
    [1, "ok", 2],
    [2, "failed", 1],
    [3, "unfinished", 1],
    [4, "waiting", 0],
    [5, "waiting", 0],
  ]);
  assertEquals([total, page, pages], [6, 1, 1]);
  assertEquals([cells[1].costUsd, cells[3].costUsd, cells[5].costUsd], ["0.0000125", null, null]);
});

Deno.test("cells are chosen by endpoint, variant, prompt, status and text", async () => {
  const { ledger, indexes } = await listed();
  await using _ = ledger;
  assertEquals(await indexes({ endpoint: "m@b" }), [1, 3]);
  assertEquals(await indexes({ endpoint: "M@" }), [0, 1, 2, 3]);
  // The very label, though it is the beginning of another one.
  assertEquals(await indexes({ label: "temperature=0" }), [0, 1]);
  assertEquals(await indexes({ label: "0.5", endpoint: "m@a" }), [2]);
  assertEquals(await indexes({ state: "failed" }), [2]);
  assertEquals(await indexes({ state: "waiting" }), [4, 5]);
  assertEquals(await indexes({ text: "paris" }), [0, 2]);
  assertEquals(await indexes({ prompt: "nothing" }), []);
  assertEquals(await indexes({ endpoint: "", label: "", text: "" }), [0, 1, 2, 3, 4, 5]);
});

Deno.test("a variant's cells are those that its results are of, whatever their seeds, and no others", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const run = makeRun({ cells: 200 });
  await ledger.startRun(run);
  await ledger.append([...makeAttempts({ cells: 200, seed: "variants" })]);
  const { variants } = await runReport(ledger, { runId: run.runId });
  assertEquals(variants.map(({ label }) => label).slice(0, 4), [
    "temperature=0",
    "temperature=0",
    "temperature=0.3",
    "temperature=0.3",
  ]);
  for (const { endpoint, label: variant, cells, failed } of variants) {
    const { total, cells: found } = await cellList(ledger, run, { endpoint, variant, pageSize: 200 });
    assertEquals([total, new Set(found.map(({ last }) => last!.axes.temperature)).size], [cells, 1]);
    assertEquals((await cellList(ledger, run, { endpoint, variant, state: "unanswered" })).total, failed);
  }
});

Deno.test("cells without axes are a variant of an empty name, and what its name is like is none", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const run = makeRun({ cells: 4 });
  await ledger.startRun(run);
  await ledger.append([
    makeAttempt({ cellIndex: 0, label: "seed=1", axes: { seed: 1 } }),
    makeAttempt({ cellIndex: 1, label: "text=seed=1 seed=2", axes: { text: "seed=1", seed: 2 } }),
    makeAttempt({ cellIndex: 2, label: "text=seed=1", axes: { text: "seed=1" }, status: "unrecordable" }),
  ]);
  const indexes = async (query: CellQuery) => (await cellList(ledger, run, query)).cells.map(({ index }) => index);
  assertEquals(await indexes({ variant: "" }), [0]);
  assertEquals(await indexes({ variant: "text=seed=1" }), [1, 2]);
  assertEquals(await indexes({ variant: "text=seed" }), []);
  assertEquals(await indexes({ variant: "text=seed=1", state: "unanswered" }), [2]);
});

Deno.test("what is unknown comes last, whichever way cells are sorted", async () => {
  const { ledger, indexes } = await listed();
  await using _ = ledger;
  assertEquals(await indexes({ sort: "latency" }), [1, 2, 0, 3, 4, 5]);
  assertEquals(await indexes({ sort: "latency", isDescending: true }), [0, 2, 1, 3, 4, 5]);
  assertEquals(await indexes({ sort: "score", isDescending: true }), [1, 0, 2, 3, 4, 5]);
  assertEquals(await indexes({ sort: "endpoint" }), [0, 2, 1, 3, 4, 5]);
  assertEquals(await indexes({ isDescending: true, sort: "index" }), [5, 4, 3, 2, 1, 0]);
});

Deno.test("a cell whose try was given up before any answer has an unknown cost, in the list and in its order", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const run = makeRun({ cells: 3 });
  await ledger.startRun(run);
  const first = { try: 1, final: false, status: "failed", costUsd: null, httpStatus: null } as const;
  await ledger.append([
    makeAttempt({ cellIndex: 0, ...first, errorKind: "timeout" }),
    makeAttempt({ cellIndex: 0, try: 2, costUsd: "0.1" }),
    makeAttempt({ cellIndex: 1, ...first, errorKind: "connection" }),
    makeAttempt({ cellIndex: 1, try: 2, costUsd: "0.2" }),
    makeAttempt({ cellIndex: 2, ...first, errorKind: "timeout", source: "replay", cassetteKey: null }),
    makeAttempt({ cellIndex: 2, try: 2, costUsd: "0.1" }),
  ]);
  const { cells } = await cellList(ledger, run, { sort: "cost" });
  assertEquals(cells.map(({ index, costUsd }) => [index, costUsd]), [[2, "0.1"], [1, "0.2"], [0, null]]);
});

Deno.test("a rating counts in the list at once, and in its order", async () => {
  const { ledger, run, indexes } = await listed();
  await using _ = ledger;
  const ratings = await HumanRatings.open(ledger, run.runId, { now: () => "2026-11-21T10:00:00.000Z" });
  await ratings.rate(1, { rater: "ann", score: 0 });
  assertEquals((await cellList(ledger, run)).cells[1].last?.scores, { exact: 1, human: 0 });
  await ratings.rate(0, { rater: "ann", score: 1 });
  assertEquals(await indexes({ sort: "score", isDescending: true }), [0, 1, 2, 3, 4, 5]);
});

Deno.test("pages put together are the whole list, whatever is asked", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const run = makeRun({ cells: 90 });
  await ledger.startRun(run);
  await ledger.append([...makeAttempts({ cells: 80, seed: "3" })]);
  const sort = fc.constantFrom<NonNullable<CellQuery["sort"]>>(
    "index",
    "endpoint",
    "status",
    "score",
    "latency",
    "cost",
  );
  const query = fc.record({
    sort,
    isDescending: fc.boolean(),
    endpoint: fc.constantFrom("", "q4_0", "nobody"),
    text: fc.constantFrom("", "answer", "42"),
  });
  await fc.assert(
    fc.asyncProperty(query, fc.integer({ min: 1, max: 40 }), async (asked, pageSize) => {
      const whole = await cellList(ledger, run, { ...asked, pageSize: 1000 });
      const { pages } = await cellList(ledger, run, { ...asked, pageSize });
      const parts: number[] = [];
      for (let page = 1; page <= pages; page++) {
        const part = await cellList(ledger, run, { ...asked, pageSize, page });
        assertEquals([part.page, part.total], [page, whole.total]);
        parts.push(...part.cells.map(({ index }) => index));
      }
      assertEquals(parts, whole.cells.map(({ index }) => index));
      assertEquals((await cellList(ledger, run, { ...asked, pageSize, page: 999 })).page, pages);
    }),
    { numRuns: 40 },
  );
});

Deno.test("the same prompt is that of other endpoints with the same parameters and repeat", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun());
  const same = { promptId: "p1", label: "temperature=0", repeat: 1 };
  await ledger.append([
    makeAttempt({ cellIndex: 0, endpoint: "m@a", ...same }),
    makeAttempt({ cellIndex: 1, endpoint: "m@b", ...same, final: false, ...FAILED }),
    makeAttempt({ cellIndex: 1, endpoint: "m@b", ...same, try: 2, output: "mine" }),
    makeAttempt({ cellIndex: 2, endpoint: "m@b", ...same, repeat: 2 }),
    makeAttempt({ cellIndex: 3, endpoint: "m@b", ...same, label: "temperature=1" }),
    makeAttempt({ cellIndex: 4, endpoint: "m@c", ...same, promptId: "p2" }),
  ]);
  const { others, cells } = await samePrompt(ledger, makeAttempt({ cellIndex: 0, endpoint: "m@a", ...same }));
  assertEquals(others.map(({ last: { cellIndex, output } }) => [cellIndex, output]), [[1, "mine"]]);
  assertEquals(cells, 4);
});

Deno.test("what others scored and cost beside a cell is what the list of cells says of them", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const run = makeRun({ cells: 2 });
  await ledger.startRun(run);
  await ledger.append([
    makeAttempt({ cellIndex: 0, endpoint: "m@a" }),
    makeAttempt({ cellIndex: 1, endpoint: "m@b", ...FAILED, final: false, costUsd: "0.25" }),
    makeAttempt({ cellIndex: 1, endpoint: "m@b", try: 2, costUsd: "0.5", score: 1, scores: { exact: 1 } }),
  ]);
  const ratings = await HumanRatings.open(ledger, run.runId, { now: () => "2026-11-21T10:00:00.000Z" });
  await ratings.rate(1, { rater: "ann", score: 0 });
  const { others: [{ last, costUsd }] } = await samePrompt(ledger, makeAttempt({ cellIndex: 0, endpoint: "m@a" }));
  const { cells: [, listed] } = await cellList(ledger, run);
  assertEquals([last.score, costUsd], [0.5, "0.75"]);
  assertEquals([listed.last?.score, listed.costUsd], [0.5, "0.75"]);
});

Deno.test("a cell that was only refused has no cost, however often it was", async () => {
  const ledger = await openSqliteLedger(":memory:");
  const run = makeRun({ cells: 3 });
  await ledger.startRun(run);
  const refused = { ...FAILED, costUsd: null, httpStatus: 429 };
  await ledger.append([
    makeAttempt({ cellIndex: 0, ...refused }),
    makeAttempt({ cellIndex: 1, ...refused, final: false }),
    makeAttempt({ cellIndex: 1, ...refused, try: 2 }),
    makeAttempt({ cellIndex: 2, ...refused, final: false }),
    makeAttempt({ cellIndex: 2, try: 2, costUsd: "0" }),
  ]);
  const { cells } = await cellList(ledger, run, {});
  assertEquals(cells.map(({ costUsd }) => costUsd), [null, null, "0"]);
  await ledger.close();
});

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parquetReadObjects } from "hyparquet";
import { VirtualClock } from "../../../src/base/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import type { Attempt, Ledger } from "../../../src/spec/mod.ts";
import type { RunningStatus } from "../../../src/transport/observe/mod.ts";
import { makeAttempt, makeAttempts, makeRun } from "../../support/attempts.ts";
import { type TestDashboard, testDashboard } from "../../support/dashboard.ts";
import { eventsOf, fragmentOf } from "./_events.ts";

const HOSTILE = `<img src=x onerror=alert(1)>"><script>alert(2)</script>`;
const GATE = { per: "run", thresholds: { score: { min: 0.9 } }, against: null };

async function ledgerOf(test: TestDashboard): Promise<Ledger> {
  return (await test.sources.ledger())!;
}

const FAILED: Partial<Attempt> = {
  status: "failed",
  errorKind: "server_error",
  errorMessage: "the box is on fire",
  score: null,
  scores: {},
  output: null,
};

const wordsOf = (html: string) => html.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");

Deno.test("a run that is done shows its cells, its variants with their intervals, and how those were made", async () => {
  await using test = await testDashboard();
  const html = await test.text(`/runs/${test.runId}`);
  const words = wordsOf(html);
  assertStringIncludes(words, "done 32 of 32");
  assertStringIncludes(words, "Save as a profile temperature=0 1.000 0.342 – 1.000 2");
  assertStringIncludes(words, "Intervals are of the mean over prompts: mean, all 2 values at a bound: Wilson interval");
  assertStringIncludes(words, "0.00003005 0.000007513");
  assertStringIncludes(html, `/runs/${test.runId}/cells?endpoint=huggingfacetb%2F`);
  // Nothing of it changes any more.
  assertEquals(html.includes("data-events"), false);
  for (const name of ["cost-quality", "scores", "latency", "failures", "timeline", "parameter-temperature"]) {
    assertStringIncludes(html, `data-chart="/runs/${test.runId}/charts/${name}.json`);
  }
});

Deno.test("what all names of endpoints begin with is said once above the variants", async () => {
  await using test = await testDashboard();
  const html = await test.text(`/runs/${test.runId}`);
  assertStringIncludes(wordsOf(html), "Endpoints are those of huggingfacetb/smollm2-135m-instruct@llama.cpp .");
  const table = html.slice(html.indexOf('id="variants"'), html.indexOf("</table>", html.indexOf('id="variants"')));
  assertEquals(new Set([...table.matchAll(/<span class="key">([^<]*)</g)].map(([, name]) => name)).size, 2);
  assertEquals(table.includes('<span class="key">huggingfacetb'), false);
  // What sorts the table and what leads to cells is the whole name.
  assertStringIncludes(table, 'data-value="huggingfacetb/smollm2-135m-instruct@llama.cpp/');
});

Deno.test("each count of the variants leads to a list of so many cells, whatever their seeds", async () => {
  await using test = await testDashboard();
  const ledger = await ledgerOf(test);
  await ledger.startRun(makeRun({ cells: 400, status: "done" }));
  await ledger.append([...makeAttempts({ cells: 400, seed: "links" })]);
  const html = await test.text("/runs/run_1");
  const links = [...html.matchAll(/href="([^"]*&amp;variant=[^"]*)" aria-label="(\d+)/g)];
  assert(links.length > 8);
  for (const [, link, count] of links) {
    const words = wordsOf(await test.text(link.replaceAll("&amp;", "&")));
    assertStringIncludes(words, ` ${count} ${count === "1" ? "cell" : "cells"} of 400 `);
    assertStringIncludes(words, "alone, whatever the seed. Of all variants");
  }
});

Deno.test("a run that failed in part shows the kinds of failures, the cells to look at, and a gate that is shut", async () => {
  await using test = await testDashboard();
  const ledger = await ledgerOf(test);
  await ledger.startRun(makeRun({ cells: 6, status: "done", manifest: { gate: GATE } }));
  await ledger.append(
    [0, 1, 2, 3, 4, 5].map((cellIndex) =>
      makeAttempt({ cellIndex, promptId: `p${cellIndex}`, score: 0.5, ...(cellIndex < 2 ? FAILED : {}) })
    ),
  );
  const html = await test.text("/runs/run_1");
  const words = wordsOf(html);
  assertStringIncludes(words, "shut The gate");
  assertStringIncludes(words, "server_error 2 the box is on fire");
  assertStringIncludes(html, `<a href="/runs/run_1/cells?status=unanswered">All cells that failed</a>`);
  assertStringIncludes(html, `<a href="/runs/run_1/cells/0">cell 0</a>`);
  assertMatch(html, /<div class="tile bad"><strong>2<\/strong><span>cells failed/);
});

Deno.test("a run without any row, and one that is not there", async () => {
  await using test = await testDashboard();
  const ledger = await ledgerOf(test);
  await ledger.startRun(makeRun({ plan: "" }));
  const html = await test.text("/runs/run_1");
  assertStringIncludes(html, "No cell has ended yet");
  assertStringIncludes(html, "deno task tapedeck run resume run_1");
  assertEquals(html.includes("<figure"), false);
  for (
    const path of [
      "/runs/run_2",
      "/runs/run_2/events",
      "/runs/run_2/charts/latency.json",
      "/runs/run_2/files/results.csv",
    ]
  ) {
    const response = await test.get(path);
    assertEquals([path, response.status], [path, 404]);
    await response.body?.cancel();
  }
});

Deno.test("an open page is told how a run goes on, and that it is done", async () => {
  const clock = new VirtualClock(new Date("2026-01-02T03:05:00.000Z"));
  await using test = await testDashboard({ clock });
  const ledger = await ledgerOf(test);
  await using runner = await openSqliteLedger(`${test.folder}/ledger.sqlite`);
  await runner.startRun(makeRun({ cells: 20 }));
  const lock = await runner.lock("run_1");
  const rows = [...makeAttempts({ cells: 20, seed: "live", retryShare: 0 })];
  await runner.append(rows.slice(0, 5));
  assertStringIncludes(await test.text("/runs/run_1"), `data-events="/runs/run_1/events"`);

  const events = eventsOf(await test.get("/runs/run_1/events"));
  assertStringIncludes(wordsOf(await fragmentOf(events, "status")), "running 5 of 20");
  // A form would be taken from under the hands of whoever fills it in.
  assertEquals((await fragmentOf(events, "results")).includes("<form"), false);
  assertStringIncludes(wordsOf(await fragmentOf(events, "charts")), "Of the 5 cells");
  await runner.append(rows.slice(5, 15));
  await clock.advance(1000);
  const status = wordsOf(await fragmentOf(events, "status"));
  assertStringIncludes(status, "running 15 of 20");
  assertStringIncludes(status, "10.0 /s pace, last minute 500 ms left at this pace");

  await runner.append(rows.slice(15));
  await runner.updateRun("run_1", { status: "done", endedAt: "2026-01-02T03:05:02.000Z" });
  lock!.release();
  await clock.advance(1000);
  assertStringIncludes(wordsOf(await fragmentOf(events, "status")), "done 20 of 20");
  const results = wordsOf(await fragmentOf(events, "results"));
  assertEquals([results.includes("summed up again"), results.includes("Save as a profile")], [false, true]);
  assertEquals((await fragmentOf(events, "charts")).includes("had ended when"), false);
  assertStringIncludes(wordsOf(await fragmentOf(events, "origin")), "Ended (UTC) 2026-01-02T03:05:02.000Z");
  const { failed } = { failed: (await ledger.tryCounts("run_1")).filter(({ status }) => status !== "ok").length };
  const notice = await events.next();
  assertEquals(notice!.event, "notice");
  assertStringIncludes(notice!.data, "The run quickstart is done:");
  assertEquals(notice!.data.includes("failed"), failed > 0);
  assertEquals((await events.next())!.event, "end");
  assertEquals([await events.next(), clock.nextWakeMs()], [null, null]);
});

Deno.test("what is summed up of all rows is not made again for every cell, and nothing goes on when a page is left", async () => {
  const clock = new VirtualClock();
  await using test = await testDashboard({ clock });
  await using runner = await openSqliteLedger(`${test.folder}/ledger.sqlite`);
  await runner.startRun(makeRun({ cells: 20 }));
  await runner.lock("run_1");
  const rows = [...makeAttempts({ cells: 20, seed: "live", retryShare: 0 })];
  const events = eventsOf(await test.get("/runs/run_1/events"));
  assertStringIncludes(await fragmentOf(events, "results"), "No cell has ended yet");
  const kinds: string[] = [];
  for (let ended = 1; ended <= 10; ended++) {
    await runner.append([rows[ended - 1]]);
    await clock.advance(1000);
    for (let seen = 0; seen < ended;) {
      const { id, html } = JSON.parse((await events.next())!.data);
      kinds.push(id);
      if (id === "status") seen = Number(/(\d+) of 20/.exec(html)![1]);
    }
  }
  assertEquals(kinds.filter((id) => id === "status").length, 10);
  assertEquals(kinds.filter((id) => id === "results").length, 0);
  assertStringIncludes(wordsOf(await fragmentOf(events, "results")), "Of the 10 cells that have ended");
  await events.leave();
  await clock.advance(10_000);
  assertEquals(clock.nextWakeMs(), null);
});

Deno.test("a page of a run with very many rows comes at once, and the rest of it when it is ready", async () => {
  await using test = await testDashboard();
  const ledger = await ledgerOf(test);
  await ledger.startRun(makeRun({ cells: 3100, status: "done", endedAt: "2026-01-02T03:05:02.000Z" }));
  await ledger.append([...makeAttempts({ cells: 3100, seed: "many" })]);
  const html = await test.text("/runs/run_1");
  assertStringIncludes(html, "its variants are summed up");
  assertStringIncludes(html, `<noscript><a href="/runs/run_1?all=yes">`);
  const events = eventsOf(await test.get("/runs/run_1/events"));
  assertStringIncludes(await fragmentOf(events, "results"), `id="variants"`);
  // That it is done was so before: the stream ends without a word about it.
  await fragmentOf(events, "origin");
  assertEquals((await events.next())!.event, "end");
  await events.leave();
  // It is kept: whoever comes next need not wait.
  assertStringIncludes(await test.text("/runs/run_1"), `id="variants"`);
});

Deno.test("a rating by hand is seen, though no row of the run has changed", async () => {
  await using test = await testDashboard();
  const ledger = await ledgerOf(test);
  await ledger.startRun(makeRun({ cells: 2, status: "done" }));
  await ledger.append([0, 1].map((cellIndex) => makeAttempt({ cellIndex, promptId: `p${cellIndex}` })));
  assertEquals((await test.text("/runs/run_1")).includes("human"), false);
  const { HumanRatings } = await import("../../../src/sweep/mod.ts");
  const ratings = await HumanRatings.open(ledger, "run_1", { now: () => "2026-01-02T03:05:02.000Z" });
  for (const score of [0.25, 0.5]) {
    await ratings.rate(0, { rater: String(score), score });
    assertStringIncludes(await test.text("/runs/run_1"), "human");
  }
});

Deno.test("what the process of a run tells of itself stands on its page", async () => {
  const endpoint = "m@a";
  const status: RunningStatus = {
    version: 1,
    pid: 4711,
    command: "sweep run",
    run: "run_1",
    startedAt: "2026-01-02T03:04:05.000Z",
    updatedAt: "2026-01-02T03:04:50.000Z",
    metricsUrl: null,
    lastMinute: 12,
    spentUsd: "0.5",
    endpoints: [{
      endpoint,
      provider: "a",
      state: "degraded",
      waiting: { interactive: 0, normal: 2, bulk: 5 },
      inFlight: 3,
      lastMinute: 12,
      spentUsd: "0.5",
    }],
    scopes: [{
      scope: "provider:a",
      waiting: 7,
      inFlight: 3,
      maxInFlight: null,
      adaptiveWindow: null,
      limits: [{ limit: "requestsPerMinute", value: "60", remaining: "4", source: "provider" }],
      pausedUntil: "2026-01-02T03:06:00.000Z",
      pauseReason: HOSTILE,
    }],
    breakers: [{ scope: endpoint, provider: "a", state: "open", reason: "5 of 5 failed", until: null }],
    facts: { plan: "quickstart" },
  } as unknown as RunningStatus;
  const clock = new VirtualClock(new Date("2026-01-02T03:05:00.000Z"));
  await using test = await testDashboard({ clock, running: [status, { ...status, run: "run_2", pid: 1 }] });
  // No lock is asked: the process says that it has the run.
  await (await ledgerOf(test)).startRun(makeRun());
  const html = await test.text("/runs/run_1");
  const words = wordsOf(html);
  assertStringIncludes(words, "running 0 of 10");
  assertStringIncludes(words, "sweep run, process 4711 , silent for 10.0 s");
  assertStringIncludes(words, "m@a degraded 3 7 12");
  assertStringIncludes(words, "provider:a : 4 of 60 requests per minute left");
  assertStringIncludes(words, "is held back until 03:06:00 UTC");
  assertStringIncludes(words, "the breaker of m@a is open: 5 of 5 failed");
  assertEquals([words.includes("process 1 "), html.includes("<img")], [false, false]);
  assertMatch(wordsOf(await test.text("/runs")), /run_1 running/);
  // Of one that has long been silent nobody knows whether it is still the same: now the lock tells.
  await clock.advance(25_000);
  assertMatch(wordsOf(await test.text("/runs/run_1")), /interrupted 0 of 10/);
});

Deno.test("a run is told to pause, to go on and to end, by forms of this page alone", async () => {
  await using test = await testDashboard();
  const ledger = await ledgerOf(test);
  await using runner = await openSqliteLedger(`${test.folder}/ledger.sqlite`);
  await runner.startRun(makeRun());
  const lock = await runner.lock("run_1");
  const origin = "http://127.0.0.1";
  const tell = (order: string, headers: Record<string, string> = {}) =>
    test.get(`/runs/run_1/${order}`, { method: "POST", headers: { origin, ...headers }, body: new URLSearchParams() });
  assertStringIncludes(await test.text("/runs/run_1"), `action="/runs/run_1/pause"`);
  const paused = await tell("pause");
  assertEquals([paused.status, paused.headers.get("location")], [303, "/runs/run_1"]);
  assertEquals((await ledger.run("run_1"))!.control, "pause");
  const fragment = await (await tell("resume", { "x-fragment": "1" })).text();
  assertStringIncludes(fragment, `action="/runs/run_1/pause"`);
  assertEquals([fragment.includes("<html"), (await ledger.run("run_1"))!.control], [false, null]);
  await tell("cancel");
  assertEquals((await ledger.run("run_1"))!.control, "cancel");
  assertStringIncludes(await test.text("/runs/run_1"), "It ends when its calls in flight have ended");
  lock!.release();
  const refused = await tell("pause", { "x-fragment": "1" });
  assertEquals(refused.status, 400);
  assertStringIncludes((await refused.json()).error.message, "no process is running it");
  // Neither by a link, nor from a page of elsewhere.
  const asked = await test.get("/runs/run_1/cancel");
  const foreign = await tell("cancel", { origin: "http://evil.example" });
  assertEquals([asked.status, foreign.status], [404, 403]);
});

Deno.test("one cell is no cells, and a replay has paid nothing whatever it does not know", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun({ cells: 2, status: "interrupted" }));
  await ledger.append([makeAttempt({ costUsd: null, costSource: null })]);
  await using test = await testDashboard({ ledger, prompts: [] });
  const text = wordsOf(await test.text("/runs/run_1"));
  assertStringIncludes(text, "Of the 1 cell that has ended. ");
  assertStringIncludes(text, "Of the 1 cell that had ended when");
  assertStringIncludes(text, " – cost of all tries $0 paid by this run ");
});

Deno.test("all rows come as files, under names that a file may have", async () => {
  await using test = await testDashboard();
  const csv = await test.get(`/runs/${test.runId}/files/results.csv`);
  assertEquals(csv.headers.get("content-disposition"), `attachment; filename="${test.runId}-results.csv"`);
  assertStringIncludes((await csv.text()).split("\n")[0], ",score,");
  const parquet = await (await test.get(`/runs/${test.runId}/files/results.parquet`)).arrayBuffer();
  assertEquals((await parquetReadObjects({ file: parquet })).length, 32);
  assertStringIncludes(await test.text(`/runs/${test.runId}/files/report.html`), "<!doctype html>");
  assertEquals((await test.get(`/runs/${test.runId}/files/constructor`)).status, 404);
  const ledger = await ledgerOf(test);
  await ledger.startRun(makeRun({ runId: `a"\r\nb: c/../ü` }));
  const odd = await test.get(`/runs/${encodeURIComponent(`a"\r\nb: c/../ü`)}/files/results.csv`);
  await odd.body?.cancel();
  assertEquals(odd.headers.get("content-disposition"), `attachment; filename="a_b_c_.._-results.csv"`);
  for await (const { name } of Deno.readDir(test.folder)) assert(!name.includes("results.csv"));
});

Deno.test("what people call plans, parameters, prompts and scorers, and what models fail with, is text and no markup", async () => {
  await using test = await testDashboard();
  const ledger = await ledgerOf(test);
  await ledger.startRun(
    makeRun({
      runId: HOSTILE,
      plan: HOSTILE,
      cassette: HOSTILE,
      cells: 2,
      status: "done",
      manifest: { shape: { axes: { [HOSTILE]: "f64" } } },
    }),
  );
  const own = { runId: HOSTILE, label: HOSTILE, endpoint: HOSTILE, promptId: HOSTILE };
  await ledger.append([
    makeAttempt({ ...own, scores: { [HOSTILE]: 0.5, exact: 1 }, score: 0.5 }),
    makeAttempt({ ...own, ...FAILED, cellIndex: 1, errorMessage: HOSTILE }),
  ]);
  const path = `/runs/${encodeURIComponent(HOSTILE)}`;
  const html = await test.text(path);
  assertEquals([html.includes("<img src=x"), html.includes("<script>")], [false, false]);
  assert(html.split("&lt;img src=x").length > 6);
  assertStringIncludes(html, `${path}/cells?endpoint=%3Cimg`);
  const svg = await test.text(`${path}/charts/failures.svg`);
  assertEquals([svg.includes("<img src=x"), svg.includes("<script>")], [false, false]);
});

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { VirtualClock } from "../../../src/base/mod.ts";
import type { Ledger } from "../../../src/spec/mod.ts";
import { makeAttempt, makeAttempts, makeRun } from "../../support/attempts.ts";
import { type TestDashboard, testDashboard } from "../../support/dashboard.ts";
import { eventsOf, fragmentOf } from "./_events.ts";

const HOSTILE = `<img src=x onerror=alert(1)>"><script>alert(2)</script>`;

async function ledgerOf(test: TestDashboard): Promise<Ledger> {
  return (await test.sources.ledger())!;
}

/** The rows of the page's table, as texts. */
function rowsOf(html: string): string[] {
  const body = /<tbody>(.*?)<\/tbody>/s.exec(html)?.[1] ?? "";
  return body.split("</tr>").slice(0, -1).map((row) => row.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ").trim());
}

Deno.test("without a ledger the page says how a run is made", async () => {
  await using test = await testDashboard({ prompts: [] });
  const html = await test.text("/runs");
  assertStringIncludes(html, "There is no run yet");
  assertStringIncludes(html, "deno task sweep");
});

Deno.test("a run stands in the list with its state, cells, cost, endpoints, mode and tape", async () => {
  await using test = await testDashboard();
  const [row, ...others] = rowsOf(await test.text("/runs"));
  assertEquals(others, []);
  for (const part of ["quickstart", test.runId, "done", "32 of 32", "0.0001766", "replay", "quickstart.jsonl"]) {
    assertStringIncludes(row, part);
  }
  assertStringIncludes(row, "huggingfacetb/smollm2-135m-instruct@llama.cpp/q4_1");
});

Deno.test("runs come the newest first, a page at a time, and those of one plan by themselves", async () => {
  await using test = await testDashboard();
  const ledger = await ledgerOf(test);
  for (let i = 0; i < 120; i++) {
    const startedAt = new Date(Date.UTC(2020, 0, 1) + i * 60_000).toISOString();
    await ledger.startRun(
      makeRun({ runId: `run_${i}`, plan: i % 3 === 0 ? "third" : "other", startedAt, status: "done" }),
    );
  }
  const ids = (html: string) => rowsOf(html).map((row) => /run_\S+/.exec(row)![0]);
  const first = await test.text("/runs");
  assertEquals(ids(first).slice(0, 2), [test.runId, "run_119"]);
  assertEquals(ids(first).length, 50);
  assertStringIncludes(first, `href="/runs?page=2"`);
  assertEquals(first.includes("Newer runs"), false);
  const last = await test.text("/runs?page=3");
  assertEquals([ids(last).length, ids(last).at(-1), last.includes("Older runs")], [21, "run_0", false]);
  const third = await test.text("/runs?plan=third", { headers: { "x-fragment": "1" } });
  assertEquals([ids(third).length, ids(third)[0], third.includes("<html")], [40, "run_117", false]);
  assertStringIncludes(await test.text("/runs?plan=nowhere"), "No run of a plan that is called “nowhere”");
  for (const page of ["0", "-1", "1.5", "x"]) assertEquals(ids(await test.text(`/runs?page=${page}`)).length, 50);
});

Deno.test("whether a process has a run is seen by its lock, and told apart in words", async () => {
  await using test = await testDashboard();
  const ledger = await ledgerOf(test);
  const { openSqliteLedger } = await import("../../../src/ledger/mod.ts");
  await using other = await openSqliteLedger(`${test.folder}/ledger.sqlite`);
  const runs = [
    ["running", null, true],
    ["paused", "pause", true],
    ["ending", "cancel", true],
    ["interrupted", null, false],
    ["cancelled", "cancel", false],
  ] as const;
  for (const [runId, control, isTaken] of runs) {
    await ledger.startRun(makeRun({ runId, control, startedAt: "2027-01-01T00:00:00.000Z" }));
    if (isTaken) await other.lock(runId);
  }
  const rows = rowsOf(await test.text("/runs"));
  for (const [runId] of runs) {
    const row = rows.find((row) => row.startsWith(`quickstart ${runId} `))!;
    assertMatch(row, new RegExp(`${runId} ${runId} – of 10|${runId} ${runId} 0 of 10`));
  }
});

Deno.test("a run that is done looks healthy as long as a cell has an answer", async () => {
  await using test = await testDashboard();
  const ledger = await ledgerOf(test);
  for (const [runId, failed] of [["all", 4], ["some", 3]] as const) {
    await ledger.startRun(makeRun({ runId, cells: 4, status: "done", startedAt: "2027-01-01T00:00:00.000Z" }));
    const rows = Array.from(
      { length: 4 },
      (_, cellIndex) =>
        makeAttempt({
          runId,
          cellIndex,
          ...(cellIndex < failed ? { status: "failed", errorKind: "auth" } as const : {}),
          final: true,
        }),
    );
    await ledger.append(rows);
  }
  await ledger.startRun(makeRun({ runId: "none", cells: 0, status: "done", startedAt: "2027-01-01T00:00:00.000Z" }));
  const marks = async (path: string) =>
    [...(await test.text(path)).matchAll(/<span class="state"><span class="dot (.*?)".*?<\/span>(.*?)<\/span>/g)]
      .map(([, dot, word]) => `${dot}: ${word}`);
  const listed = await marks("/runs");
  assertEquals(listed.toSorted(), ["down: done, all failed", "healthy: done", "healthy: done", "healthy: done"]);
  assertEquals(await marks("/runs/all"), ["down: done, all failed"]);
  assertEquals(await marks("/runs/some"), ["healthy: done"]);
});

Deno.test("runs of very many cells are counted while the page is open, not before it is shown", async () => {
  await using test = await testDashboard();
  const ledger = await ledgerOf(test);
  const large = { cells: 150_000, status: "done", startedAt: "2027-01-01T00:00:00.000Z" } as const;
  await ledger.startRun(makeRun({ runId: "large", ...large }));
  await ledger.append([...makeAttempts({ cells: 40, seed: "large", runId: "large" })]);
  const rowOf = (html: string) => rowsOf(html).find((row) => row.includes(" large "))!;
  assertStringIncludes(rowOf(await test.text("/runs")), "150,000 of 150,000 – – 2027");
  const events = eventsOf(await test.get("/runs/events?page=1"));
  const row = rowOf(await fragmentOf(events, "runs"));
  await events.leave();
  assert(!row.includes("– –"), row);
  // From then on it is known.
  assertEquals(rowOf(await test.text("/runs")), row);
});

Deno.test("a run that begins while the page is open stands in it", async () => {
  const clock = new VirtualClock();
  await using test = await testDashboard({ clock });
  const ledger = await ledgerOf(test);
  const events = eventsOf(await test.get("/runs/events?page=1&plan=new"));
  assertStringIncludes(await fragmentOf(events, "runs"), "No run of a plan");
  await ledger.startRun(makeRun({ runId: "run_new", plan: "new" }));
  await clock.advance(5_000);
  const [row] = rowsOf(await fragmentOf(events, "runs"));
  assertStringIncludes(row, "new run_new interrupted");
  await events.leave();
});

Deno.test("what people call runs, plans, endpoints and tapes is text and no markup", async () => {
  await using test = await testDashboard();
  const ledger = await ledgerOf(test);
  await ledger.startRun(makeRun({ runId: HOSTILE, plan: HOSTILE, mode: HOSTILE, cassette: HOSTILE, cells: 1 }));
  await ledger.append(
    [...makeAttempts({ cells: 1, seed: "x", runId: HOSTILE })].map((row) => ({ ...row, endpoint: HOSTILE })),
  );
  const html = await test.text(`/runs?plan=${encodeURIComponent(HOSTILE)}`);
  assertEquals([html.includes("<img"), html.includes("<script>"), html.includes("onerror=alert(1)>")], [
    false,
    false,
    false,
  ]);
  assertEquals(rowsOf(html).length, 1);
  assertStringIncludes(html, `href="/runs/${encodeURIComponent(HOSTILE)}"`);
});

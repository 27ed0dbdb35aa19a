import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { mergeLedgers, openLedger, resultsHash } from "../../src/ledger/mod.ts";
import type { Ledger } from "../../src/spec/mod.ts";
import { arbitraryAttempts } from "../support/arbitrary_attempt.ts";
import { makeAttempts, makeRun } from "../support/attempts.ts";
import { collect } from "../support/iterate.ts";
import { hasPostgres, type PostgresServer, startPostgres } from "../support/postgres.ts";
import { PAST_SCORING } from "./past_versions.ts";

const { ignore } = hasPostgres;
let server: PostgresServer;

Deno.test.beforeAll(async () => {
  if (!ignore) server = await startPostgres();
});

Deno.test.afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

/** All that a ledger tells. */
async function told(ledger: Ledger) {
  const runs = await ledger.runs();
  const ofRuns = runs.map(async (run) => ({
    run,
    hash: await resultsHash(ledger.attempts(run.runId)),
    attempts: await collect(ledger.attempts(run.runId)),
    finished: await collect(ledger.finishedCells(run.runId)),
    scorings: await ledger.scorings(run.runId),
    scores: await collect(ledger.scores(run.runId, 2)),
  }));
  return { runs: await Promise.all(ofRuns), routes: await collect(ledger.routes()) };
}

Deno.test({
  name: "runs that go from a file into a database, and from there into another file, are as they were",
  ignore,
  async fn() {
    await using first = await openLedger(":memory:");
    for (const runId of ["run_1", "run_2"]) {
      await first.startRun(makeRun({ runId, cells: 1200, status: "done", manifest: { zeta: "\0", alpha: 1 } }));
      await first.append([...makeAttempts({ cells: 1200, seed: runId, runId })]);
    }
    await first.startScoring(PAST_SCORING);
    await first.appendScores([
      { runId: "run_1", number: 2, cellIndex: 3, name: "judge", score: 0.5, metadata: { b: 1, a: "\0" }, at: "t" },
    ]);
    const audit = { id: "route_1", at: "2026-01-02T03:04:05.000Z", model: "m", policy: "cost", chosen: null };
    await first.appendRoutes([{ runId: "run_1", scope: "cell_1", audit, outcome: null } as never]);

    await using database = await openLedger(await server.database());
    await mergeLedgers([first], { into: database });
    assertEquals(await told(database), await told(first));
    await using last = await openLedger(":memory:");
    await mergeLedgers([database], { into: last });
    assertEquals(await told(last), await told(first));
  },
});

Deno.test({
  name: "any rows that go from a file into a database are as they were",
  ignore,
  async fn() {
    await fc.assert(
      fc.asyncProperty(arbitraryAttempts, async (attempts) => {
        await using first = await openLedger(":memory:");
        await first.startRun(makeRun({ cells: 100, status: "interrupted" }));
        await first.append(attempts);
        await using database = await openLedger(await server.database());
        await mergeLedgers([first], { into: database });
        assertEquals(await told(database), await told(first));
      }),
      { numRuns: 10 },
    );
  },
});

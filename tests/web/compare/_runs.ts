import type { Attempt, Ledger, RunRecord } from "../../../src/spec/mod.ts";
import { makeAttempt, makeRun } from "../../support/attempts.ts";
import { type TestDashboard, testDashboard } from "../../support/dashboard.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";

export const FAILED: Partial<Attempt> = {
  status: "failed",
  errorKind: "server_error",
  score: null,
  scores: {},
  output: null,
  costUsd: null,
};

/** One cell per text, prompt by prompt; `null`: it failed. */
export function answers(
  texts: readonly (string | null)[],
  change: (i: number) => Partial<Attempt> = () => ({}),
): Attempt[] {
  return texts.map((output, i) => {
    const cell = { cellIndex: i, cellId: `cell_${i}`, promptId: `p${i}`, endpoint: "m@a", output };
    return makeAttempt({ ...cell, ...(output === null ? FAILED : {}), ...change(i) });
  });
}

/** A run with these rows. */
export async function addRun(ledger: Ledger, run: Partial<RunRecord>, rows: readonly Attempt[]): Promise<RunRecord> {
  const record = makeRun({ status: "done", endedAt: "2026-01-02T04:00:00.000Z", cells: rows.length, ...run });
  await ledger.startRun(record);
  await ledger.append(rows.map((row) => ({ ...row, runId: record.runId })));
  return record;
}

export interface CompareTest extends AsyncDisposable {
  readonly test: TestDashboard;
  readonly ledger: Ledger;
}

/** A dashboard over an empty ledger in memory. */
export async function compareTest(): Promise<CompareTest> {
  const ledger = await openSqliteLedger(":memory:");
  const test = await testDashboard({ prompts: [], ledger });
  return {
    test,
    ledger,
    async [Symbol.asyncDispose]() {
      await test[Symbol.asyncDispose]();
      await ledger.close();
    },
  };
}

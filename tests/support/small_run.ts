import type { DataFrame } from "nodejs-polars";
import { loadRun } from "../../src/analysis/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import type { Attempt } from "../../src/spec/mod.ts";
import { makeAttempt, makeRun } from "./attempts.ts";

/** The frame of a run with these rows. */
export async function frameOf(attempts: Iterable<Attempt>): Promise<DataFrame> {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun());
  await ledger.append([...attempts]);
  return await loadRun({ ledger });
}

const FAILED = { status: "failed", score: null, scores: {}, output: null } as const;

/**
 * A run small enough to compute by hand. At endpoint `m@a`: a cell that was retried, one that was not, one that failed
 * for good and was billed. At `m@b`: an answer of unknown cost that was not streamed, and a cell that has not ended.
 */
export const SMALL_RUN: readonly Attempt[] = [
  makeAttempt({ endpoint: "m@a", cellIndex: 0, final: false, ...FAILED, httpStatus: 429, costUsd: null, latencyMs: 7 }),
  makeAttempt({ endpoint: "m@a", cellIndex: 0, try: 2, costUsd: "0.25", ttftMs: 10, latencyMs: 100, tpotMs: 5 }),
  makeAttempt({
    endpoint: "m@a",
    cellIndex: 1,
    promptId: "p2",
    costUsd: "0.5",
    ttftMs: 20,
    latencyMs: 200,
    tpotMs: 10,
    score: 0,
    scores: { exact: 0 },
  }),
  makeAttempt({ endpoint: "m@a", cellIndex: 2, ...FAILED, costUsd: "0.125", latencyMs: 999 }),
  makeAttempt({
    endpoint: "m@b",
    cellIndex: 3,
    axes: { temperature: 0.5 },
    costUsd: null,
    ttftMs: null,
    latencyMs: 50,
    tpotMs: null,
    score: 0.5,
    scores: { exact: 0.5 },
  }),
  makeAttempt({ endpoint: "m@b", cellIndex: 4, final: false, ...FAILED, costUsd: "0.0625", latencyMs: 8 }),
];

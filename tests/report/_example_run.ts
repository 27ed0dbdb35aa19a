import type { Attempt, Ledger } from "../../src/spec/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";

/** What a model may say to break a page, a comment or a test report. */
export const HOSTILE = "</pre><script>alert(1)</script> | a ``` b ]]> & \u0000\u001b[31m @everyone \ud800 ${x}";

/**
 * A run of two endpoints: at `m@one` all is right but one cell of four, which failed; at `m@two` half is. Its last cell
 * answers with what could break a report.
 */
export async function exampleRun(ledger: Ledger, change: { cells?: number; plan?: string } = {}): Promise<string> {
  const runId = "run_20261121-055215-9fd48a8e";
  await ledger.startRun(makeRun({ runId, cells: 8, status: "done", ...change }));
  const rows: Partial<Attempt>[] = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => ({
    cellIndex: index,
    cellId: `cell_${index}`,
    endpoint: index < 4 ? "m@one" : "m@two",
    requestId: index < 4 ? "request_one" : "request_two",
    promptId: `p${index % 4}`,
    costUsd: "0.25",
    latencyMs: 100 + index,
    score: index < 4 || index % 2 === 0 ? 1 : 0,
    scores: { exact: index < 4 || index % 2 === 0 ? 1 : 0, judge: 0.5 },
  }));
  rows[3] = {
    ...rows[3],
    status: "failed",
    errorKind: "timeout",
    errorMessage: "no answer within <120> s & more",
    score: null,
    scores: {},
    output: null,
  };
  rows[7] = { ...rows[7], output: HOSTILE };
  await ledger.append(rows.map((row) => makeAttempt({ runId, label: "temperature=0", ...row })));
  return runId;
}

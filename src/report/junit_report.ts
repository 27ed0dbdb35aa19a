import { scoredAttempts } from "../scoring/mod.ts";
import type { Attempt, Ledger } from "../spec/mod.ts";
import { assertRun } from "./_assert_run.ts";
import { xmlText } from "./_xml_text.ts";
import type { GateResult } from "./gate_result.ts";

/** Options of {@linkcode junitReport}. */
export interface JunitReportOptions {
  /** The run's id. */
  readonly runId: string;
  /** A cell with a lower score is a failed test. 0.5 unless given; a cell without a score is tested by its answer alone. */
  readonly passScore?: number;
  /** What the run's gate says, as a suite of its own. */
  readonly gate?: GateResult | null;
}

/** Characters of an answer that a failed test shows. */
const MOST_OUTPUT = 2000;

/**
 * A run as JUnit XML, in pieces of text: one suite for each endpoint, one test for each cell that has ended. A cell
 * without an answer is an error, one with a low score a failure. CI shows it as it shows any test run.
 *
 * It is made as the rows are read, which the grid orders by endpoint, so memory does not grow with the run.
 *
 * @throws {UserError} when the ledger has no such run.
 */
export async function* junitReport(ledger: Ledger, options: JunitReportOptions): AsyncGenerator<string> {
  const { runId, passScore = 0.5, gate = null } = options;
  const run = await assertRun(ledger, runId);
  const suites = await suiteCounts(scoredAttempts(ledger, runId), passScore);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${xmlText(run.plan)}">\n`;
  if (gate !== null) yield gateSuite(gate);
  let open: string | null = null;
  for await (const attempt of scoredAttempts(ledger, runId)) {
    if (!attempt.final) continue;
    if (attempt.endpoint !== open) {
      if (open !== null) yield "  </testsuite>\n";
      open = attempt.endpoint;
      yield suiteHead(open, { ...suites.get(open)!, timestamp: run.startedAt });
    }
    yield testCase(attempt, passScore);
  }
  if (open !== null) yield "  </testsuite>\n";
  yield "</testsuites>\n";
}

interface SuiteCounts {
  tests: number;
  failures: number;
  errors: number;
  ms: number;
}

async function suiteCounts(attempts: AsyncIterable<Attempt>, passScore: number): Promise<Map<string, SuiteCounts>> {
  const suites = new Map<string, SuiteCounts>();
  for await (const { endpoint, final, status, score, latencyMs } of attempts) {
    if (!final) continue;
    const counts = suites.get(endpoint) ?? { tests: 0, failures: 0, errors: 0, ms: 0 };
    suites.set(endpoint, counts);
    counts.tests++;
    counts.ms += latencyMs ?? 0;
    if (status !== "ok") counts.errors++;
    else if (isLow(score, passScore)) counts.failures++;
  }
  return suites;
}

function isLow(score: number | null, passScore: number): boolean {
  return score !== null && score < passScore;
}

function suiteHead(name: string, { tests, failures, errors, ms, timestamp }: SuiteCounts & { timestamp?: string }) {
  const at = timestamp === undefined ? "" : ` timestamp="${xmlText(timestamp)}"`;
  return `  <testsuite name="${xmlText(name)}" tests="${tests}" failures="${failures}" errors="${errors}" ` +
    `time="${seconds(ms)}"${at}>\n`;
}

function testCase(attempt: Attempt, passScore: number): string {
  const { endpoint, label, promptId, repeat, latencyMs, status, errorKind, errorMessage, score, output } = attempt;
  const name = [promptId, ...(label === "" ? [] : [label]), `#${repeat}`].join(" ");
  const head = `    <testcase classname="${xmlText(endpoint)}" name="${xmlText(name)}" time="${
    seconds(latencyMs ?? 0)
  }"`;
  if (status !== "ok") {
    const message = xmlText(errorMessage ?? "");
    return `${head}>\n      <error type="${xmlText(errorKind ?? status)}" message="${message}"/>\n    </testcase>\n`;
  }
  if (!isLow(score, passScore)) return `${head}/>\n`;
  const shown = xmlText((output ?? "").slice(0, MOST_OUTPUT));
  return `${head}>\n      <failure type="score" message="score ${score} is below ${passScore}">${shown}</failure>\n` +
    "    </testcase>\n";
}

function gateSuite({ checks }: GateResult): string {
  const failures = checks.filter(({ passed }) => !passed).length;
  const cases = checks.map(({ group, figure, value, rule, passed, detail }) => {
    const head = `    <testcase classname="gate" name="${xmlText(`${figure} of ${group}`)}" time="0"`;
    if (passed) return `${head}/>\n`;
    const message = xmlText(`${value ?? "unknown"}, must be ${rule}${detail === null ? "" : `: ${detail}`}`);
    return `${head}>\n      <failure type="gate" message="${message}"/>\n    </testcase>\n`;
  });
  return suiteHead("gate", { tests: checks.length, failures, errors: 0, ms: 0 }) + cases.join("") +
    "  </testsuite>\n";
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

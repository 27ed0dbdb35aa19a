import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { FaultRule } from "../../src/cassette/mod.ts";
import { costIsUnknown, openSqliteLedger } from "../../src/ledger/mod.ts";
import type { Attempt } from "../../src/spec/mod.ts";
import { runSweep, type SweepPlan } from "../../src/sweep/mod.ts";
import { collect } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";
import { movingClock, WITHOUT_BREAKER } from "./_moving_clock.ts";
import { parrotOptions, parrotPlan, startParrot } from "./_parrot.ts";

async function attemptsOf(folder: string, runId: string): Promise<Attempt[]> {
  await using ledger = await openSqliteLedger(`${folder}/ledger.sqlite`);
  return await collect(ledger.attempts(runId));
}

function withRules(plan: SweepPlan, rules: readonly FaultRule[], seed = "7"): SweepPlan {
  return { ...plan, faults: { seed, rules } };
}

/** The outputs of all cells, in order. */
function outputsOf(attempts: readonly Attempt[]): (string | null)[] {
  return attempts.filter(({ final }) => final).map(({ output }) => output);
}

/** How each try ended, by cell index and try. */
function endsOf(attempts: readonly Attempt[]): string[] {
  return attempts.map((row) => `${row.cellIndex}/${row.try} ${row.errorKind ?? "ok"}`);
}

/** All faults, each at its own share of the calls. */
const ALL: readonly FaultRule[] = [
  { fault: "rate_limit", afterMs: 5, when: { probability: 0.1, try: [1, 2] } },
  { fault: "server_error", when: { probability: 0.1, try: [1, 2] } },
  { fault: "overloaded", when: { probability: 0.1, try: [1, 2] } },
  { fault: "connect_timeout", when: { probability: 0.1, try: [1, 2] } },
  { fault: "first_byte_timeout", when: { probability: 0.1, try: [1, 2] } },
  { fault: "idle_timeout", when: { probability: 0.15, try: [1, 2] } },
  { fault: "reset", when: { probability: 0.15, try: [1, 2] } },
  { fault: "reset", atByte: 40, when: { probability: 0.15, try: [1, 2] } },
  { fault: "truncate", when: { probability: 0.2, try: [1, 2] } },
  { fault: "malformed_json", when: { probability: 0.2, try: [1, 2] } },
  { fault: "stream_error", when: { probability: 0.3, try: [1, 2] } },
  { fault: "missing_done", when: { probability: 0.3, try: [1, 2] } },
  { fault: "doubled_done", when: { probability: 0.3, try: [1, 2] } },
  { fault: "slow_drip", msPerEvent: 3, when: { probability: 0.5 } },
];

/** No endpoint is left alone, however often it fails. */
Deno.test("over a clean recording every cell ends with the clean run's answer, for any seed and concurrency", async () => {
  using dir = tempDir();
  let plan: SweepPlan;
  let clean: Awaited<ReturnType<typeof runSweep>>;
  {
    await using parrot = startParrot();
    plan = await parrotPlan(parrot.baseUrl, { prompts: 8 });
    clean = await runSweep(plan, parrotOptions(dir.path));
  }
  const cleanRows = await attemptsOf(dir.path, clean.runId);
  const kinds = new Set<string>();
  for (const seed of ["1", "2", "3"]) {
    const hashes = new Set<string>();
    for (const concurrency of [1, 8, 64]) {
      const faulty = await runSweep(
        withRules(plan, ALL, seed),
        parrotOptions(dir.path, { mode: "replay", concurrency }),
      );
      assertEquals([faulty.ok, faulty.failed], [32, 0]);
      hashes.add(faulty.resultsHash);
      const rows = await attemptsOf(dir.path, faulty.runId);
      assertEquals(outputsOf(rows), outputsOf(cleanRows));
      assert(rows.length > cleanRows.length);
      for (const { errorKind } of rows) kinds.add(errorKind ?? "ok");
    }
    assertEquals(hashes.size, 1);
    assert(!hashes.has(clean.resultsHash));
  }
  assertEquals(
    [...kinds].sort(),
    ["connection", "malformed_response", "ok", "overloaded", "rate_limited", "server_error", "timeout"],
  );
});

Deno.test("a recording through faults and its replay through the same faults give the same hash", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = withRules(await parrotPlan(parrot.baseUrl, { prompts: 6 }), ALL);
  const recorded = await runSweep(plan, parrotOptions(dir.path, { clock: movingClock(), setup: WITHOUT_BREAKER }));
  assertEquals([recorded.ok, recorded.failed], [24, 0]);
  const asked = parrot.requests.length;
  assert(asked >= 24);
  const rows = await attemptsOf(dir.path, recorded.runId);
  for (const concurrency of [1, 16]) {
    const replayed = await runSweep(plan, parrotOptions(dir.path, { mode: "replay", concurrency }));
    assertEquals(endsOf(await attemptsOf(dir.path, replayed.runId)), endsOf(rows));
    assertEquals(replayed.resultsHash, recorded.resultsHash);
  }
  assertEquals(parrot.requests.length, asked);
  const other = await runSweep(withRules(plan, ALL, "other"), parrotOptions(dir.path, { mode: "replay" }));
  assertEquals(outputsOf(await attemptsOf(dir.path, other.runId)), outputsOf(rows));
  assertNotEquals(other.resultsHash, recorded.resultsHash);
});

Deno.test("what a fault hides from the caller is whole on the tape", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const clean = await parrotPlan(parrot.baseUrl);
  const plan = withRules(clean, [{ fault: "truncate", when: { try: 1 } }]);
  const recorded = await runSweep(plan, parrotOptions(dir.path, { clock: movingClock(), setup: WITHOUT_BREAKER }));
  assertEquals([recorded.ok, parrot.requests.length], [12, 24]);
  const replayed = await runSweep(clean, parrotOptions(dir.path, { mode: "replay" }));
  const rows = await attemptsOf(dir.path, replayed.runId);
  assertEquals([rows.length, replayed.ok], [12, 12]);
});

Deno.test("a rule by number means the cell's place in the grid, at any concurrency", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const clean = await parrotPlan(parrot.baseUrl);
  await runSweep(clean, parrotOptions(dir.path));
  const plan = withRules(clean, [{ fault: "overloaded", when: { call: [2, 5], try: 1 } }]);
  for (const concurrency of [1, 32]) {
    const { runId } = await runSweep(plan, parrotOptions(dir.path, { mode: "replay", concurrency }));
    const rows = await attemptsOf(dir.path, runId);
    const failed = rows.filter(({ status }) => status === "failed").map(({ cellIndex }) => cellIndex);
    assertEquals(failed, [1, 4]);
  }
});

Deno.test("a fault that no try survives fails its cells, which are neither billed nor on the tape", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = withRules(await parrotPlan(parrot.baseUrl, { prompts: 1, run: "max_tries = 2" }), [{
    fault: "overloaded",
  }]);
  const { failed, costUsd, runId } = await runSweep(
    plan,
    parrotOptions(dir.path, { clock: movingClock(), setup: WITHOUT_BREAKER }),
  );
  assertEquals([failed, parrot.requests.length], [4, 0]);
  const rows = await attemptsOf(dir.path, runId);
  assertEquals(
    rows.map(({ billed, cassetteKey, httpStatus }) => [billed, cassetteKey, httpStatus]),
    rows.map(() => [false, null, 503]),
  );
  assertEquals(costUsd, "0");
});

Deno.test("a truncated try is billed by what it had said, and a slow one has its times", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const clean = await parrotPlan(parrot.baseUrl, { prompts: 1 });
  await runSweep(clean, parrotOptions(dir.path));
  const slow = await runSweep(
    withRules(clean, [{ fault: "slow_drip", msPerEvent: 1000 }]),
    parrotOptions(dir.path, { mode: "replay" }),
  );
  for (const row of await attemptsOf(dir.path, slow.runId)) {
    assert(row.ttftMs! >= 1000 && row.latencyMs! >= 5000, `${row.ttftMs} ${row.latencyMs}`);
  }
  const idle = await runSweep(
    withRules(clean, [{ fault: "idle_timeout", afterEvent: 2, afterMs: 60_000, when: { try: 1 } }]),
    parrotOptions(dir.path, { mode: "replay" }),
  );
  const [first] = await attemptsOf(dir.path, idle.runId);
  assertEquals([first.errorKind, first.httpStatus, idle.ok], ["timeout", 200, 4]);
});

Deno.test("a try that was given up before any answer makes the run's cost unknown, an injected one leaves it known", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const clean = await parrotPlan(parrot.baseUrl);
  const rules: FaultRule[] = [{ fault: "first_byte_timeout", when: { try: 1 } }, {
    fault: "connect_timeout",
    when: { try: 2 },
  }];
  const options = (folder: string) =>
    parrotOptions(`${dir.path}/${folder}`, { clock: movingClock(), setup: WITHOUT_BREAKER });
  const injected = await runSweep(withRules(clean, rules), options("injected"));
  assertEquals([injected.ok, injected.failed, injected.costUsd], [12, 0, "0.00024"]);
  let asked = 0;
  const late = await runSweep(clean, {
    ...options("late"),
    fetch: (input, init) =>
      asked++ === 0 ? Promise.reject(new DOMException("too late", "TimeoutError")) : fetch(input, init),
  });
  assertEquals([late.ok, late.failed, late.costUsd], [12, 0, null]);
  const replayed = await runSweep(clean, { ...options("late"), mode: "replay" });
  assertEquals([replayed.costUsd, replayed.resultsHash], [null, late.resultsHash]);
  const rows = await attemptsOf(`${dir.path}/late`, late.runId);
  assertEquals(rows.filter(costIsUnknown).map(({ errorKind, billed }) => [errorKind, billed]), [["timeout", false]]);
});

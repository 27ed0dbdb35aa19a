import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import type { Attempt } from "../../src/spec/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";
import { makeCall } from "../support/calls.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testIo } from "./_test_io.ts";

const PAID = makeAttempt({ source: "live", billed: true, costUsd: "0.1", startedAt: "2026-11-01T12:00:00.000Z" });

/** A folder with a ledger of two runs. */
async function ledgerIn(folder: string): Promise<void> {
  await using ledger = await openSqliteLedger(`${folder}/runs/ledger.sqlite`);
  const runs: { [runId: string]: readonly Partial<Attempt>[] } = {
    run_1: [{ provider: "coop" }, { provider: "coop", costUsd: null }, { provider: "acme", costUsd: "0.7" }],
    run_2: [
      { provider: "coop", source: "replay", billed: false },
      { provider: "coop", costUsd: "0.2", startedAt: "2026-11-20T12:00:00.000Z" },
    ],
  };
  for (const [runId, rows] of Object.entries(runs)) {
    await ledger.startRun(makeRun({ runId }));
    await ledger.append(rows.map((row, cellIndex) => ({ ...PAID, runId, cellIndex, ...row })));
  }
}

async function run(folder: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const io = testIo({ cwd: folder });
  const code = await main(["cost", ...args], io);
  return { code, ...io.written };
}

Deno.test("costs of all runs stand by provider, with what is unknown and what was replayed", async () => {
  using dir = tempDir();
  await ledgerIn(dir.path);
  const { code, stdout } = await run(dir.path);
  assertEquals(code, 0);
  const lines = stdout.trim().split("\n").map((line) => line.split(/ {2,}/).map((cell) => cell.trim()));
  assertEquals(lines[0], [
    "provider",
    "tries",
    "paid",
    "replayed",
    "tokens in",
    "tokens out",
    "USD",
    "unknown",
    "USD saved",
  ]);
  assertEquals(lines.slice(2, 5), [
    ["acme", "1", "1", "0", "30", "5", "0.7", "0", "0"],
    ["coop", "4", "3", "1", "90", "15", "0.3+", "1", "0.1"],
    ["all", "5", "4", "1", "120", "20", "1+", "1", "0.1"],
  ]);
  assertMatch(stdout, /^2 runs: 4 calls paid for, \$1 and more; the cost of 1 call is unknown\.$/m);
});

Deno.test("costs can be those of some runs, of some days, and by something else", async () => {
  using dir = tempDir();
  await ledgerIn(dir.path);
  const rows = async (...args: string[]) =>
    JSON.parse((await run(dir.path, ...args, "--json")).stdout).rows.map(
      ({ name, cost_usd }: { name: string; cost_usd: string | null }) => [name, cost_usd],
    );
  assertEquals(await rows("--by", "run"), [["run_1", "0.8"], ["run_2", "0.2"]]);
  assertEquals(await rows("run_2", "--by", "day"), [["2026-11-01", "0"], ["2026-11-20", "0.2"]]);
  assertEquals(await rows("--since", "2026-11-20"), [["coop", "0.2"]]);
  assertEquals(await rows("--since", "2026-11-21"), []);
  assertEquals(await rows("run_1", "run_2", "run_1", "--by", "model"), [["smollm2-135m", "1"]]);
});

Deno.test("an age in days is so many whole ones, with today as the last", async () => {
  using dir = tempDir();
  await ledgerIn(dir.path);
  const { since, total } = JSON.parse((await run(dir.path, "--since", "30d", "--json")).stdout);
  const now = testIo().clock.date().getTime();
  assertEquals(since, `${new Date(now - 29 * 86_400_000).toISOString().slice(0, 10)}T00:00:00.000Z`);
  assertEquals(total.tries, 5);
});

Deno.test("no calls are no table", async () => {
  using dir = tempDir();
  await ledgerIn(dir.path);
  assertEquals((await run(dir.path, "--since", "2027-01-01")).stdout, "No calls.\n");
});

Deno.test("a mistake is named, and no ledger is made where there is none", async () => {
  using dir = tempDir();
  const none = await run(dir.path);
  assertEquals(none.code, 2);
  assertStringIncludes(none.stderr, 'Cannot sum costs as there is no ledger: current value is "runs/ledger.sqlite"');
  await assertRejects(() => Deno.stat(`${dir.path}/runs`), Deno.errors.NotFound);
  await ledgerIn(dir.path);
  const wrong = await run(dir.path, "run_3");
  assertEquals(wrong.code, 2);
  assertMatch(wrong.stderr, /no such run \(did you mean "run_[12]"\?\): current value is "run_3"/);
  const { code, stderr } = await run(dir.path, "--since", "soon");
  assertEquals(code, 2);
  assertStringIncludes(stderr, "must be a date such as 2026-11-01 or an age such as 30d");
});

Deno.test("a forecast is told where there are three days to tell it by", async () => {
  using dir = tempDir();
  await ledgerIn(dir.path);
  const nowMs = testIo().clock.date().getTime();
  const days = [5, 4, 3, 2, 1].map((ago) => new Date(nowMs - ago * 86_400_000).toISOString().slice(0, 10));
  const few = await run(dir.path, "--forecast");
  assertMatch(few.stdout, /^No forecast: something must have been paid on three days before today\.$/m);
  assertEquals(JSON.parse((await run(dir.path, "--forecast", "--json")).stdout).forecast, null);
  {
    await using ledger = await openSqliteLedger(`${dir.path}/runs/ledger.sqlite`);
    await ledger.startRun(makeRun({ runId: "run_3" }));
    await ledger.append(
      days.map((day, cellIndex) => ({ ...PAID, runId: "run_3", cellIndex, startedAt: `${day}T12:00:00.000Z` })),
    );
  }
  const { stdout } = await run(dir.path, "run_3", "--forecast", "--since", days[4]);
  assertMatch(stdout, /^1 run: 1 call paid for, \$0\.1\.$/m);
  assertMatch(
    stdout,
    /^Forecast for \d{4}-\d\d: \$[\d.]+ \(\$[\d.]+ to \$[\d.]+\); for the next 30 days: \$3 \(\$3 to \$3\)\.$/m,
  );
  assertStringIncludes(stdout, `mean of 5 days; range of 95 % by a bootstrap over days, ${days[0]} to ${days[4]}.`);
  const { forecast } = JSON.parse((await run(dir.path, "run_3", "--forecast", "--json")).stdout);
  assertEquals(forecast.next_30_days, { expected_usd: "3", low_usd: "3", high_usd: "3" });
});

Deno.test("calls by themselves stand beside runs, in every sum, and can be asked for alone", async () => {
  using dir = tempDir();
  await ledgerIn(dir.path);
  {
    await using ledger = await openSqliteLedger(`${dir.path}/runs/ledger.sqlite`);
    await ledger.appendCalls([
      makeCall({ provider: "coop", costUsd: "0.05", startedAt: "2026-11-21T12:00:00.000Z" }),
      makeCall({ callId: "call_2", provider: "coop", costUsd: null, startedAt: "2026-11-21T12:00:00.000Z" }),
    ]);
  }
  const document = async (...args: string[]) => JSON.parse((await run(dir.path, ...args, "--json")).stdout);
  const rows = async (...args: string[]) =>
    (await document(...args)).rows.map((
      { name, cost_usd, unknown }: { name: string; cost_usd: string; unknown: number },
    ) => [
      name,
      cost_usd,
      unknown,
    ]);
  assertEquals(await rows("--by", "run"), [["calls", "0.05", 1], ["run_1", "0.8", 1], ["run_2", "0.2", 0]]);
  assertEquals(await rows(), [["acme", "0.7", 0], ["coop", "0.35", 2]]);
  assertEquals(await rows("calls", "--by", "day"), [["2026-11-21", "0.05", 1]]);
  assertEquals(await rows("calls", "run_2", "--by", "run"), [["calls", "0.05", 1], ["run_2", "0.2", 0]]);
  assertEquals(await rows("run_2", "--by", "run"), [["run_2", "0.2", 0]]);
  assertEquals([(await document()).runs, (await document("calls")).runs], [2, 0]);
  const { stdout } = await run(dir.path, "--by", "run");
  assertMatch(stdout, /^calls by themselves +2 +2 +0 +20 +10 +0\.05\+ +1 +0$/m);
  assertMatch(stdout, /^2 runs and calls by themselves: 6 calls paid for, \$1\.05 and more; /m);
  assertMatch((await run(dir.path, "calls")).stdout, /^calls by themselves: 2 calls paid for, \$0\.05 and more; /m);
});

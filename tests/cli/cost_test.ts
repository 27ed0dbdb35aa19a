import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import type { Attempt } from "../../src/spec/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";
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

Deno.test("an age counts back from now", async () => {
  using dir = tempDir();
  await ledgerIn(dir.path);
  const { since, total } = JSON.parse((await run(dir.path, "--since", "30d", "--json")).stdout);
  const now = testIo().clock.date().getTime();
  assertEquals(since, new Date(now - 30 * 86_400_000).toISOString());
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

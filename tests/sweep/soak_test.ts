import { assert, assertEquals } from "@std/assert";
import type { Attempt, ErrorKind } from "../../src/spec/mod.ts";
import { loadPlan, runSweep } from "../../src/sweep/mod.ts";
import { soak, SOAK_LIMITS } from "../support/soak.ts";
import { tempDir } from "../support/temp_dir.ts";

const MINUTE_MS = 60_000;

/** Refusals of our own: nothing was sent. */
const NOT_SENT: readonly (ErrorKind | null)[] = ["breaker_open", "budget_exceeded"];

Deno.test("20,000 calls through storms, bursts, stalls, resets and a dead endpoint", async (t) => {
  using dir = tempDir();
  const { summary, attempts, seen } = await soak({
    cellsPerEndpoint: 4000,
    concurrency: 64,
    folder: dir.path,
  });
  const byCell = Map.groupBy(attempts, ({ cellId }) => cellId);

  await t.step("every cell ends answered, or with an error that has a kind", () => {
    assertEquals([summary.cells, byCell.size, summary.interrupted], [20_000, 20_000, false]);
    for (const tries of byCell.values()) {
      assertEquals(tries.filter(({ final }) => final).length, 1);
      const last = tries.find(({ final }) => final)!;
      assert(last.status === "ok" || (last.errorKind !== null && last.errorKind !== "unknown"), last.errorKind ?? "");
    }
  });

  await t.step("whoever can be reached is, and the dead one costs little", () => {
    const answered = (provider: string) => finalRows(attempts, provider).filter(({ status }) => status === "ok").length;
    assertEquals(["limited", "storm", "breaks"].map(answered), [4000, 4000, 4000]);
    assert(answered("bursts") > 3900, `${answered("bursts")} answered`);
    assertEquals(answered("dead"), 0);
    assert(seen.get("dead")!.atMs.length < 100, `${seen.get("dead")!.atMs.length} calls of a dead endpoint`);
  });

  await t.step("no call is made twice, and none that no row tells of", () => {
    for (const tries of byCell.values()) {
      assertEquals(tries.map((one) => one.try).sort((a, b) => a - b), tries.map((_, i) => i + 1));
      assert(tries.filter(({ status }) => status === "ok").length <= 1);
    }
    for (const [provider, { atMs }] of seen) {
      const sent = attempts.filter((one) => one.provider === provider && !NOT_SENT.includes(one.errorKind));
      assertEquals([provider, sent.length], [provider, atMs.length]);
    }
  });

  await t.step("no limit is exceeded in any minute, nor at any moment", () => {
    for (const [provider, { requestsPerMinute = Infinity, concurrency = Infinity }] of SOAK_LIMITS) {
      const { atMs, mostAtOnce } = seen.get(provider)!;
      assert(mostInAnyMinute(atMs) <= requestsPerMinute, `${provider}: ${mostInAnyMinute(atMs)} in a minute`);
      assert(mostAtOnce <= Math.min(concurrency, 64), `${provider}: ${mostAtOnce} at once`);
    }
  });

  await t.step("the tape replays to the same rows, its refusals too", async () => {
    const plan = await loadPlan(`${dir.path}/soak.toml`);
    const replay = await runSweep(plan, {
      mode: "replay",
      cassettePath: `${dir.path}/soak.jsonl`,
      ledgerPath: `${dir.path}/replay.sqlite`,
      outRoot: `${dir.path}/replays`,
      concurrency: 16,
      env: () => undefined,
      keepNetwork: true,
    });
    assertEquals([replay.resultsHash, replay.unplayed], [summary.resultsHash, 0]);
  });
});

function finalRows(attempts: readonly Attempt[], provider: string): Attempt[] {
  return attempts.filter((one) => one.provider === provider && one.final);
}

function mostInAnyMinute(atMs: readonly number[]): number {
  let most = 0;
  for (let first = 0, last = 0; last < atMs.length; last++) {
    while (atMs[last] - atMs[first] >= MINUTE_MS) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

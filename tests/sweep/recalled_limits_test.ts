import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/base/mod.ts";
import type { LimitSettings, TransportStatus } from "../../src/spec/mod.ts";
import { type RunOptions, runSweep } from "../../src/sweep/mod.ts";
import { defaultTransportSettings } from "../../src/transport/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { parrotOptions, parrotPlan, streamedAnswer } from "./_parrot.ts";

const DAY_MS = 86_400_000;

/** Sweeps of four calls each, on one ledger, each with a tape of its own. */
function sweeps(folder: string, limits: LimitSettings) {
  const clock = new VirtualClock(new Date("2026-01-01T00:00:00Z"));
  const state = { calls: 0, runs: 0, waitedAfter: [] as number[] };
  let [inFlight, waiting] = [0, 0];
  /** Time passes when somebody waits for it and nobody else is at work. */
  const passTime = async () => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    const wakeMs = clock.nextWakeMs();
    if (inFlight > 0 || waiting === 0 || wakeMs === null || wakeMs <= clock.nowMs()) return;
    state.waitedAfter.push(state.calls);
    await clock.advance(wakeMs - clock.nowMs());
  };
  const run = async (options: Partial<RunOptions> = {}) =>
    await runSweep(
      await parrotPlan("http://127.0.0.1:9/v1", { prompts: 1 }),
      parrotOptions(folder, {
        clock,
        concurrency: 1,
        cassettePath: `${folder}/tape${++state.runs}.jsonl`,
        setup: { transportOf: () => ({ ...defaultTransportSettings, limits }) },
        fetch: () => {
          state.calls++;
          return Promise.resolve(streamedAnswer("word0!"));
        },
        onEvent({ type }) {
          if (type === "started") inFlight++;
          if (type === "ended") inFlight--;
          if (type === "queued") waiting++;
          if (type === "dequeued") waiting--;
          if (waiting > 0) passTime();
        },
        ...options,
      }),
    );
  return { clock, state, run };
}

Deno.test("a second sweep on the same ledger has only the rest of the day's requests", async () => {
  using dir = tempDir();
  const { clock, state, run } = sweeps(dir.path, { requestsPerDay: 6 });
  await run();
  assertEquals([state.calls, state.waitedAfter, clock.nowMs()], [4, [], 0]);
  await clock.advance(3_600_000);
  await run();
  assertEquals([state.calls, state.waitedAfter], [8, [6]]);
  assertEquals(clock.nowMs(), DAY_MS + 1000);
});

Deno.test("what a second sweep on the same ledger has of the day's money is less what the first one cost", async () => {
  using dir = tempDir();
  const { clock, state, run } = sweeps(dir.path, { usdPerDay: "5" });
  const first = await run();
  assertEquals([first.ok, first.costUsd], [4, "0.00008"]);
  await clock.advance(1000);
  let status = (): TransportStatus => ({ limits: [], breakers: [] });
  const second = await run({ onStart: (started) => status = started.status });
  assertEquals([second.ok, state.calls], [4, 8]);
  const { limits } = status().limits.find(({ scope }) => scope === "provider:local")!;
  assertEquals(limits.map(({ limit, used }) => [limit, used]), [["usdPerDay", "0.00016"]]);
});

Deno.test("a replay neither waits for the day nor asks the ledger", async () => {
  using dir = tempDir();
  const { clock, state, run } = sweeps(dir.path, { requestsPerDay: 4 });
  const recorded = await run();
  const replayed = await run({ mode: "replay", cassettePath: `${dir.path}/tape1.jsonl` });
  assertEquals(replayed.resultsHash, recorded.resultsHash);
  assertEquals([state.calls, state.waitedAfter, clock.nowMs()], [4, [], 0]);
});

Deno.test("a minute that another sweep has begun is waited for, and one that has passed is not", async () => {
  using dir = tempDir();
  const { clock, state, run } = sweeps(dir.path, { requestsPerMinute: 4 });
  await run();
  await clock.advance(20_000);
  await run();
  assertEquals([state.calls, state.waitedAfter, clock.nowMs()], [8, [4], 61_000]);
  await clock.advance(61_000);
  await run();
  assertEquals([state.calls, state.waitedAfter], [12, [4]]);
});

import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/base/mod.ts";
import type { LimitSettings } from "../../src/spec/mod.ts";
import { type RunOptions, runSweep } from "../../src/sweep/mod.ts";
import { defaultTransportSettings } from "../../src/transport/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { parrotOptions, parrotPlan, streamedAnswer } from "./_parrot.ts";

const DAY_MS = 86_400_000;

/** Sweeps of four calls each, on one ledger, each with a tape of its own. */
function sweeps(folder: string, limits: LimitSettings) {
  const clock = new VirtualClock(new Date("2026-01-01T00:00:00Z"));
  const state = { calls: 0, runs: 0, queuedAfter: [] as number[] };
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
          if (type !== "queued") return;
          state.queuedAfter.push(state.calls);
          queueMicrotask(() => clock.advance(Math.max(0, (clock.nextWakeMs() ?? 0) - clock.nowMs())));
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
  assertEquals([state.calls, state.queuedAfter, clock.nowMs()], [4, [], 0]);
  await clock.advance(3_600_000);
  await run();
  assertEquals([state.calls, state.queuedAfter], [8, [6]]);
  assertEquals(clock.nowMs(), DAY_MS + 1000);
});

Deno.test("a minute that another sweep has begun is waited for, and one that has passed is not", async () => {
  using dir = tempDir();
  const { clock, state, run } = sweeps(dir.path, { requestsPerMinute: 4 });
  await run();
  await clock.advance(20_000);
  await run();
  assertEquals([state.calls, state.queuedAfter, clock.nowMs()], [8, [4], 61_000]);
  await clock.advance(61_000);
  await run();
  assertEquals([state.calls, state.queuedAfter], [12, [4]]);
});

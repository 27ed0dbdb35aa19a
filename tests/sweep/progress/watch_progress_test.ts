import { assertEquals } from "@std/assert";
import { VirtualClock } from "../../../src/base/mod.ts";
import { type RunProgress, type ShownProgress, watchProgress } from "../../../src/sweep/mod.ts";

const at = (done: number): RunProgress => ({ done, failed: 0, total: 9, resumed: 0, costUsd: null, elapsedMs: 0 });

Deno.test("a run is shown now and then, also while no cell ends, and once more at the end", async () => {
  const clock = new VirtualClock();
  const shown: [number, boolean][] = [];
  let done = 0;
  const watch = watchProgress({
    progress: () => at(done),
    show: (progress, isLast) => void shown.push([progress.done, isLast]),
    clock,
  });
  await clock.advance(1000);
  done = 4;
  await clock.advance(2000);
  await watch.end();
  await watch.end();
  assertEquals(shown, [[0, false], [4, false], [4, false], [4, true]]);
  await clock.advance(10_000);
  assertEquals(shown.length, 4, "nothing goes on behind the end");
});

Deno.test("a run that has not begun is not shown, and details stand beside the counts", async () => {
  const clock = new VirtualClock();
  const shown: ShownProgress[] = [];
  let progress: RunProgress | null = null;
  const watch = watchProgress({ progress: () => progress, show: (one) => void shown.push(one), everyMs: 10, clock });
  await clock.advance(10);
  assertEquals(shown, []);
  const details = { cellsPerS: 2, leftMs: 1, endpoints: [], spending: [], limits: [] };
  progress = { ...at(1), details: () => Promise.resolve(details) };
  await watch.end();
  assertEquals(shown, [{ ...at(1), ...details }]);
});

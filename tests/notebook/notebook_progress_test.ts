import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { VirtualClock } from "../../src/base/mod.ts";
import { type DisplayBundle, notebookProgress } from "../../src/notebook/mod.ts";
import { type EndpointProgress, type RunProgress, type RunProgressDetails, runSweep } from "../../src/sweep/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { parrotOptions, parrotPlan, startParrot } from "../sweep/_parrot.ts";

const endpoint = (name: string, change: Partial<EndpointProgress> = {}): EndpointProgress => ({
  endpoint: name,
  total: 10,
  done: 4,
  failed: 1,
  running: 2,
  waiting: 3,
  retries: 0,
  isStopped: false,
  costUsd: "0.01",
  cellsPerS: 2,
  leftMs: 65_000,
  ...change,
});

function progressOf(details: Partial<RunProgressDetails> = {}): RunProgress {
  return {
    done: 8,
    failed: 2,
    total: 20,
    resumed: 0,
    costUsd: "0.02",
    elapsedMs: 4000,
    details: () =>
      Promise.resolve({ cellsPerS: 2, leftMs: 65_000, endpoints: [], spending: [], limits: [], ...details }),
  };
}

function shownBy(clock: VirtualClock) {
  const shown: { bundle: DisplayBundle; place: { id: string; isUpdate: boolean } }[] = [];
  const progress = notebookProgress({
    clock,
    display: (bundle, place) => {
      shown.push({ bundle, place });
      return Promise.resolve();
    },
  });
  const begin = (given: RunProgress) =>
    progress.options.onStart!({ runId: "run_1", status: () => ({ limits: [], breakers: [] }), progress: () => given });
  return { shown, progress, begin };
}

Deno.test("one display is made, and changed from then on", async () => {
  const clock = new VirtualClock();
  const { shown, progress, begin } = shownBy(clock);
  begin(progressOf());
  await clock.advance(2000);
  await progress.end();
  await progress.end();
  assertEquals(shown.map(({ place }) => place.isUpdate), [false, true, true]);
  assertEquals(new Set(shown.map(({ place }) => place.id)).size, 1);
  assertMatch(
    shown[0].bundle["text/html"],
    /^<progress max="100" value="40"><\/progress> 40 % 8 of 20 cells, 2 failed/,
  );
  assertStringIncludes(shown[0].bundle["text/html"], "$0.02, 2.00/s, 4.0 s, 1 min 5 s left");
  assertEquals(shown[0].bundle["text/plain"], "8 of 20 cells, 2 failed, $0.02, 4.0 s");
});

Deno.test("it ends by itself when all cells are done, as a notebook never disposes of what a cell declares", async () => {
  const clock = new VirtualClock();
  const { shown, begin } = shownBy(clock);
  begin({ ...progressOf(), done: 20 });
  await clock.advance(1000);
  await clock.advance(10_000);
  assertEquals(shown.map(({ place }) => place.isUpdate), [false, true]);
  assertStringIncludes(shown[1].bundle["text/plain"], "20 of 20 cells");
});

Deno.test("several endpoints have a line each, and names are escaped", async () => {
  const clock = new VirtualClock();
  const { shown, progress, begin } = shownBy(clock);
  const endpoints = [endpoint("m@<b>"), endpoint("m@two", { isStopped: true }), endpoint("m@three", { leftMs: null })];
  begin(progressOf({ endpoints, leftMs: null }));
  await progress.end();
  const html = shown[0].bundle["text/html"];
  assertStringIncludes(html, "m@&lt;b&gt;");
  assertStringIncludes(html, '<td style="text-align:right">stopped</td>');
  assertStringIncludes(html, '<td style="text-align:right">–</td>');
  assertStringIncludes(html, "time left unknown");
});

Deno.test("what is spent of the budget stands below", async () => {
  const clock = new VirtualClock();
  const { shown, progress, begin } = shownBy(clock);
  const none = { requests: 0, tokens: 0, usd: "0" };
  const spent = { requests: 8, tokens: 1200, usd: "0.02" };
  begin(progressOf({
    spending: [
      { scope: "run", limits: { usd: "5", tokens: 9000, minutes: 30 }, spent, reserved: none, minutes: 1.25 },
      { scope: "provider:openai", limits: { requests: 10 }, spent, reserved: none, minutes: 1.25 },
    ],
  }));
  await progress.end();
  assertStringIncludes(
    shown[0].bundle["text/html"],
    "<div>budget: $0.02 of $5, 1,200 of 9,000 tokens, 1.3 of 30 minutes</div>" +
      "<div>budget of openai: 8 of 10 requests</div>",
  );
});

Deno.test("a run shows itself by its options", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const { shown, progress } = shownBy(new VirtualClock());
  const plan = await parrotPlan(parrot.baseUrl);
  await runSweep(plan, { ...parrotOptions(dir.path), ...progress.options });
  await progress.end();
  assertStringIncludes(shown.at(-1)!.bundle["text/plain"], "12 of 12 cells");
});

Deno.test("outside of a notebook nothing is shown", async () => {
  await using progress = notebookProgress();
  progress.options.onStart!({
    runId: "run_1",
    status: () => ({ limits: [], breakers: [] }),
    progress: () => {
      throw new Error("Nobody looks");
    },
  });
});

import { assertEquals } from "@std/assert";
import type { TransportStatus } from "../../src/spec/mod.ts";
import { runSweep } from "../../src/sweep/mod.ts";
import { defaultTransportSettings } from "../../src/transport/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { parrotOptions, parrotPlan, streamedAnswer } from "./_parrot.ts";

const NO_WAIT = { ...defaultTransportSettings.retry, baseMs: 0, maxMs: 0 };

Deno.test("how often a cell is tried is the plan's alone, whatever is set up for its provider", async () => {
  for (const [maxTries, ok] of [[3, 1], [2, 0]] as const) {
    using dir = tempDir();
    let calls = 0;
    const plan = await parrotPlan("http://127.0.0.1:9/v1", { prompts: 1, run: `max_tries = ${maxTries}` });
    const { ok: answered } = await runSweep({ ...plan, repeats: 1, axes: [] }, {
      ...parrotOptions(dir.path),
      setup: { transportOf: () => ({ ...defaultTransportSettings, retry: { ...NO_WAIT, maxTries: 9 } }) },
      fetch: () => Promise.resolve(++calls < 3 ? new Response("{}", { status: 500 }) : streamedAnswer("word0!")),
    });
    assertEquals([answered, calls], [ok, maxTries]);
  }
});

Deno.test("a run learns its limits from what providers say of them", async () => {
  using dir = tempDir();
  let status: () => TransportStatus = () => ({ limits: [], breakers: [] }) as unknown as TransportStatus;
  await runSweep(await parrotPlan("http://127.0.0.1:9/v1", { prompts: 1 }), {
    ...parrotOptions(dir.path),
    onStart: (run) => status = run.status,
    fetch: () => {
      const { body } = streamedAnswer("word0!");
      const headers = {
        "content-type": "text/event-stream",
        "x-ratelimit-limit-requests": "60",
        "x-ratelimit-remaining-requests": "55",
        "x-ratelimit-reset-requests": "10s",
      };
      return Promise.resolve(new Response(body, { headers }));
    },
  });
  const learned = status().limits.flatMap(({ limits }) => limits).filter(({ source }) => source === "provider");
  assertEquals(learned.length > 0, true);
});

Deno.test("no more calls are in flight than the run may have, also when many waits end together", async () => {
  using dir = tempDir();
  let [inFlight, most] = [0, 0];
  const plan = await parrotPlan("http://127.0.0.1:9/v1", { prompts: 3, run: "max_tries = 3" });
  const failed = new Set<string>();
  const { ok } = await runSweep(plan, {
    ...parrotOptions(dir.path, { concurrency: 3 }),
    setup: { transportOf: () => ({ ...defaultTransportSettings, limits: { ...defaultTransportSettings.limits } }) },
    fetch: async (_input, init) => {
      most = Math.max(most, ++inFlight);
      await new Promise((resolve) => setTimeout(resolve, 0));
      inFlight--;
      const body = String(init?.body);
      if (failed.has(body)) return streamedAnswer("word!");
      failed.add(body);
      return new Response("{}", { status: 503, headers: { "retry-after-ms": "1" } });
    },
  });
  assertEquals([ok, most], [12, 3]);
});

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../src/cli/main.ts";
import { readPrometheusText, sampleOf } from "../transport/metrics/_prometheus_text.ts";
import { tempDir } from "../support/temp_dir.ts";
import { type TestIo, testIo } from "./_test_io.ts";

const AT = "1970-01-01T00:00:00.000Z";

const RUNNING = {
  version: 1,
  pid: Deno.pid,
  command: "sweep run",
  run: "run_7",
  startedAt: AT,
  updatedAt: AT,
  metricsUrl: "http://127.0.0.1:9464",
  lastMinute: 42,
  spentUsd: "1.2345678",
  endpoints: [{
    endpoint: "openai/a@one",
    provider: "one",
    state: "degraded",
    waiting: { interactive: 0, normal: 2, bulk: 17 },
    inFlight: 4,
    lastMinute: 42,
    spentUsd: "1.2345678",
  }],
  scopes: [{
    scope: "provider:one",
    waiting: 19,
    inFlight: 4,
    maxInFlight: 8,
    adaptiveWindow: 4,
    limits: [{ limit: "requestsPerMinute", value: 60, source: "user", used: 20, remaining: 40 }],
    pausedUntil: "1970-01-01T00:00:30.000Z",
    pauseReason: "429: slow down",
  }],
  breakers: [{
    scope: "openai/b@one",
    provider: "one",
    state: "open",
    reason: "8 of 10 failed",
    until: "1970-01-01T00:00:15.000Z",
  }],
  facts: { done: 12, total: 40 },
};

async function withRunning(
  documents: readonly { readonly pid: number }[],
  test: (io: TestIo) => Promise<void>,
  options: { readonly terminal?: boolean } = {},
): Promise<void> {
  using folder = tempDir();
  const running = `${folder.path}/tapedeck/running`;
  await Deno.mkdir(running, { recursive: true });
  for (const one of documents) await Deno.writeTextFile(`${running}/${one.pid}.json`, JSON.stringify(one));
  await test(testIo({ env: { XDG_STATE_HOME: folder.path }, ...options }));
}

Deno.test("each running command is shown with its endpoints, limits, pauses and breakers", async () => {
  await withRunning([RUNNING], async (io) => {
    assertEquals(await main(["queue", "status"], io), 0);
    assertEquals(
      io.written.stdout,
      `sweep run run_7 (process ${Deno.pid}), for 0 ms, 42 calls in the last minute, $1.235, metrics at http://127.0.0.1:9464/metrics
  done 12, total 40
  endpoint      state               waiting  in flight  last minute   spent
  ────────────  ────────  ─────────────────  ─────────  ───────────  ──────
  openai/a@one  degraded  2 normal, 17 bulk          4           42  $1.235
  provider:one: 4 of 8 in flight, window 4, 19 waiting, requests_per_minute 40 of 60 left, paused until 00:00:30 UTC (429: slow down)
  breaker openai/b@one: open, 8 of 10 failed, until 00:00:15 UTC
`,
    );
  });
});

Deno.test("scopes without a limit that wait for nothing are left out, and so are the calls of a server", async () => {
  const idle = { ...RUNNING.scopes[0], waiting: 0, maxInFlight: null, adaptiveWindow: null, limits: [] };
  const quiet = { ...idle, scope: "endpoint:openai/a@one", pausedUntil: null, pauseReason: null };
  const scopes = [quiet, { ...idle, scope: "provider:two" }];
  const run = { ...RUNNING, scopes };
  await withRunning([run], async (io) => {
    await main(["queue", "status"], io);
    assertEquals(io.written.stdout.includes("endpoint:openai/a@one"), false);
    assertStringIncludes(io.written.stdout, "provider:two: 4 in flight, 0 waiting, paused until 00:00:30 UTC");
  });
  const server = {
    ...RUNNING,
    command: "provider simulate",
    run: null,
    metricsUrl: null,
    lastMinute: 0,
    spentUsd: "0",
    endpoints: [],
    scopes: [],
    breakers: [],
    facts: { requests: 7 },
  };
  await withRunning([server], async (io) => {
    await main(["queue", "status"], io);
    assertEquals(io.written.stdout, `provider simulate (process ${Deno.pid}), for 0 ms\n  requests 7\n`);
  });
});

Deno.test("for programs it is one document in snake case", async () => {
  await withRunning([RUNNING], async (io) => {
    assertEquals(await main(["queue", "status", "--json"], io), 0);
    const { running: [one] } = JSON.parse(io.written.stdout);
    assertEquals([one.last_minute, one.scopes[0].paused_until, one.endpoints[0].in_flight], [
      42,
      "1970-01-01T00:00:30.000Z",
      4,
    ]);
  });
});

Deno.test("nothing runs, or there is nowhere to look", async () => {
  await withRunning([], async (io) => {
    assertEquals([await main(["queue", "status"], io), io.written.stdout], [0, "No command is running\n"]);
  });
  const io = testIo();
  assertEquals(await main(["queue", "status"], io), 1);
  assertStringIncludes(io.written.stderr, "there is no folder for state");
});

Deno.test("one that has been silent for a while is said to be", async () => {
  await withRunning([RUNNING], async (io) => {
    await io.clock.advance(90_000);
    await main(["queue", "status"], io);
    assertStringIncludes(io.written.stdout, "for 1 min 30 s, 42 calls in the last minute, $1.235");
    assertStringIncludes(io.written.stdout, "silent for 1 min 30 s\n");
  });
});

async function watchedFor(io: TestIo, args: readonly string[]): Promise<void> {
  const running = main(["queue", "status", "--watch", ...args], io);
  let isOver = false;
  running.finally(() => isOver = true);
  while (!isOver && io.written.stdout.split("sweep run").length < 4) await io.clock.advance(500);
  io.interrupt();
  assertEquals(await running, 0);
}

Deno.test("--watch writes over itself on a terminal, and blocks or lines elsewhere", async () => {
  await withRunning([RUNNING], async (io) => {
    await watchedFor(io, []);
    assert(io.written.stdout.startsWith("\x1b[Jsweep run"));
    assertStringIncludes(io.written.stdout, "\x1b[7A\x1b[Jsweep run");
  }, { terminal: true });
  await withRunning([RUNNING], async (io) => {
    await watchedFor(io, []);
    assertMatch(io.written.stdout, /^1970-01-01T00:0\d:[\d.]+Z\nsweep run/);
    assert(!io.written.stdout.includes("\x1b"));
  });
  await withRunning([RUNNING], async (io) => {
    await watchedFor(io, ["--json"]);
    const lines = io.written.stdout.trimEnd().split("\n");
    assert(lines.length >= 3 && lines.every((line) => JSON.parse(line).running.length === 1));
  });
});

Deno.test("provider simulate and proxy tell how they stand while they run, and serve their metrics", async () => {
  using folder = tempDir();
  const env = { XDG_STATE_HOME: `${folder.path}/state` };
  const io = testIo({ cwd: folder.path, env });
  const running = main(["provider", "simulate", "--port", "0", "--metrics-port", "0", "--port-file", "port"], io);
  let isOver = false;
  running.finally(() => isOver = true);
  while (!isOver && !io.written.stderr.includes("Point a client")) {
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const origin = `http://127.0.0.1:${(await Deno.readTextFile(`${folder.path}/port`)).trim()}`;
  await (await fetch(`${origin}/v1/models`)).body?.cancel();
  const [metricsUrl] = /http:\S+\/metrics/.exec(io.written.stderr)!;
  const families = readPrometheusText(await (await fetch(metricsUrl)).text());
  assertEquals(sampleOf(families, "tapedeck_run_info", { command: "provider simulate" }), 1);
  assertEquals(families.some(({ name }) => name === "tapedeck_served_requests_total"), true);
  const asked = testIo({ env });
  assertEquals(await main(["queue", "status", "--json"], asked), 0);
  const { running: [one] } = JSON.parse(asked.written.stdout);
  assertEquals([one.command, one.pid, one.metrics_url], [
    "provider simulate",
    Deno.pid,
    metricsUrl.replace("/metrics", ""),
  ]);
  io.interrupt();
  assertEquals(await running, 0);
  const after = testIo({ env });
  await main(["queue", "status"], after);
  assertEquals(after.written.stdout, "No command is running\n");
});

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { seededRandom, UserError, VirtualClock } from "../../../src/base/mod.ts";
import type { TransportStatus } from "../../../src/spec/mod.ts";
import type { Alert, AlertSink } from "../../../src/transport/alerts/mod.ts";
import { HealthMonitor } from "../../../src/transport/health/mod.ts";
import { observe, type ObserveOptions, readRunning } from "../../../src/transport/observe/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { breaker, ended, PLACE } from "../health/_events.ts";
import { readPrometheusText, sampleOf } from "../metrics/_prometheus_text.ts";

const NOW = new Date("2026-11-21T12:00:00Z");

const TRANSPORT: TransportStatus = {
  limits: [{
    scope: "provider:one",
    limits: [{ limit: "requestsPerMinute", value: 60, source: "user", used: 20, remaining: 40 }],
    inFlight: 3,
    maxInFlight: 8,
    adaptiveWindow: 6,
    waiting: 5,
    waitingByLane: { interactive: 0, normal: 1, bulk: 4 },
    waitingByEndpoint: { "openai/a@one": 5 },
    paused: { untilMs: 30_000, reason: "429: slow down" },
    restart: null,
  }],
  breakers: [
    {
      scope: "openai/a@one",
      provider: "one",
      state: "open",
      reason: "8 of 10 failed",
      untilMs: 15_000,
      calls: 10,
      failureRate: 0.8,
    },
    { scope: "openai/b@one", provider: "one", state: "closed", reason: null, untilMs: null, calls: 3, failureRate: 0 },
  ],
};

function keeping(): { sink: AlertSink; sent: Alert[]; closed: number[] } {
  const [sent, closed]: [Alert[], number[]] = [[], []];
  return {
    sent,
    closed,
    sink: { send: (alert) => sent.push(alert), close: () => Promise.resolve(void closed.push(1)) },
  };
}

function observed(rest: Partial<ObserveOptions> = {}) {
  const clock = new VirtualClock(NOW);
  const warnings: string[] = [];
  const observer = observe({
    command: "sweep run",
    clock,
    random: seededRandom("observe"),
    env: () => undefined,
    warn: (message) => warnings.push(message),
    ...rest,
  });
  return { clock, warnings, observer };
}

Deno.test("how a command stands: what is going on, limits, pauses and breakers, in times of day", async () => {
  const { clock, observer } = observed({
    run: () => "run_1",
    status: () => TRANSPORT,
    facts: () => ({ done: 2, total: 9 }),
  });
  const { listener } = observer;
  listener({ type: "queued", atMs: 0, place: PLACE, lane: "bulk" });
  listener({ type: "queued", atMs: 0, place: PLACE, lane: "bulk" });
  listener({ type: "dequeued", atMs: 0, place: PLACE, lane: "bulk", queueMs: 5, permitted: true });
  listener({ type: "started", atMs: 0, place: PLACE, try: 1 });
  listener({ type: "started", atMs: 0, place: PLACE, try: 1 });
  listener(ended(null, { costUsd: "0.1" }));
  listener(ended(null, { source: "replay", costUsd: "7" }));
  await clock.advance(10_000);
  const status = observer.status();
  assertEquals(status, {
    version: 1,
    pid: Deno.pid,
    command: "sweep run",
    run: "run_1",
    startedAt: "2026-11-21T12:00:00.000Z",
    updatedAt: "2026-11-21T12:00:10.000Z",
    metricsUrl: null,
    lastMinute: 1,
    spentUsd: "0.1",
    endpoints: [{
      endpoint: "openai/a@one",
      provider: "one",
      state: "healthy",
      waiting: { interactive: 0, normal: 0, bulk: 1 },
      inFlight: 1,
      lastMinute: 1,
      spentUsd: "0.1",
    }],
    scopes: [{
      scope: "provider:one",
      waiting: 5,
      inFlight: 3,
      maxInFlight: 8,
      adaptiveWindow: 6,
      limits: TRANSPORT.limits[0].limits,
      pausedUntil: "2026-11-21T12:00:30.000Z",
      pauseReason: "429: slow down",
    }],
    breakers: [{
      scope: "openai/a@one",
      provider: "one",
      state: "open",
      reason: "8 of 10 failed",
      until: "2026-11-21T12:00:15.000Z",
    }],
    facts: { done: 2, total: 9 },
  });
  await clock.advance(60_000);
  assertEquals([observer.status().lastMinute, observer.status().spentUsd], [0, "0.1"]);
  listener(ended());
  assertEquals(observer.status().lastMinute, 1, "a place of the minute before is counted anew");
});

Deno.test("the status is written at once and every second, for its owner alone, and removed at the end", async () => {
  using folder = tempDir();
  const running = { folder: join(folder.path, "state", "running"), pid: Deno.pid };
  const { clock, observer } = observed({ running });
  await observer.start();
  const path = join(running.folder, `${Deno.pid}.json`);
  assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
  const read = async () =>
    (await readRunning(running.folder, { clock })).map(({ updatedAt, lastMinute }) => [updatedAt, lastMinute]);
  assertEquals(await read(), [["2026-11-21T12:00:00.000Z", 0]]);
  observer.listener(ended());
  await clock.advance(1_000);
  await until(async () => (await read())[0][1] === 1);
  await observer.stop();
  assertEquals(await Array.fromAsync(Deno.readDir(running.folder)), []);
  assertEquals(clock.nextWakeMs(), null);
});

Deno.test("where the status cannot be written the command goes on, and that is said once", async () => {
  using folder = tempDir();
  await Deno.writeTextFile(`${folder.path}/file`, "");
  const { clock, observer, warnings } = observed({ running: { folder: `${folder.path}/file/running`, pid: 1 } });
  await observer.start();
  await clock.advance(1_000);
  await clock.advance(1_000);
  await observer.stop();
  assertEquals(warnings.length, 1);
  assertStringIncludes(warnings[0], "How this command stands cannot be written down for queue status: ");
});

Deno.test("metrics are served while it runs: its events, its health, its alerts", async () => {
  const { sink, sent, closed } = keeping();
  const { observer } = observed({ metricsPort: 0, alerts: { sinks: [sink] }, served: () => ({ hit: 3 }) });
  const { metricsUrl } = await observer.start();
  for (let i = 0; i < 5; i++) observer.listener(ended());
  observer.listener(breaker("open"));
  const families = readPrometheusText(await (await fetch(`${metricsUrl}/metrics`)).text());
  assertEquals(sampleOf(families, "tapedeck_requests_total", { result: "ok" }), 5);
  assertEquals(sampleOf(families, "tapedeck_health_state", { key: PLACE.endpoint, state: "down" }), 1);
  assertEquals(sampleOf(families, "tapedeck_alerts_total", { kind: "down" }), 1);
  assertEquals(sampleOf(families, "tapedeck_served_requests_total", { result: "hit" }), 3);
  const status = await (await fetch(`${metricsUrl}/status`)).json();
  assertEquals([status.command, status.metricsUrl, status.lastMinute], ["sweep run", metricsUrl, 5]);
  await observer.stop();
  assertEquals([sent.map(({ kind }) => kind), closed.length], [["down"], 1]);
  await assertRejects(() => fetch(`${metricsUrl}/healthz`));
});

Deno.test("a port that is taken ends the command before its work", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { observer } = observed({ metricsPort: taken.addr.port });
  await assertRejects(() => observer.start(), UserError, "the port is in use");
  await observer.stop();
});

Deno.test("probes tell health and metrics, and end with it", async () => {
  const target = {
    provider: "one",
    url: "https://one.test/models",
    method: "GET" as const,
    headers: {},
    auth: null,
    credential: null,
    needsKey: false,
  };
  let asked = 0;
  const fetchIt = () => Promise.resolve(new Response(null, { status: ++asked > 1 ? 503 : 200 }));
  const { clock, observer } = observed({ metricsPort: 0, probes: { targets: [target], fetch: fetchIt } });
  const { metricsUrl } = await observer.start();
  await clock.advance(1);
  assertEquals(observer.health.health("one").state, "healthy");
  await clock.advance(90_000);
  assertEquals(observer.health.health("one").state, "down");
  const families = readPrometheusText(await (await fetch(`${metricsUrl}/metrics`)).text());
  assertEquals(sampleOf(families, "tapedeck_probes_total", { provider: "one", state: "healthy" }), 1);
  await observer.stop();
  const before = asked;
  await clock.advance(90_000);
  assertEquals(asked, before);
});

Deno.test("an alert that is held back is told by the tick, without any event", async () => {
  const { sink, sent } = keeping();
  const { clock, observer } = observed({ alerts: { sinks: [sink], settings: { cooldownMs: 120_000 } } });
  await observer.start();
  const tell = observer.listener;
  tell(breaker("open"));
  await clock.advance(40_000);
  tell(breaker("closed"));
  for (let i = 0; i < 4; i++) tell(ended());
  tell(breaker("open"));
  await clock.advance(70_000);
  assertEquals(sent.map(({ kind }) => kind), ["down", "recovered"]);
  await clock.advance(20_000);
  assertEquals(sent.map(({ kind }) => kind), ["down", "recovered", "down"]);
  await observer.stop();
});

Deno.test("what breaks while it listens harms no call, and is said once", () => {
  const health = new HealthMonitor({ clock: new VirtualClock() });
  const { observer, warnings } = observed({ health });
  for (let i = 0; i < 3; i++) observer.listener(ended(null, { costUsd: "not a number" }));
  assertEquals(warnings.length, 1);
  assertStringIncludes(warnings[0], "What happens to calls cannot be observed in full: SyntaxError");
  assertEquals(health.list(), [], "a monitor that is given is told by its owner");
});

Deno.test("stopping what was never started, or twice, does nothing", async () => {
  const { observer } = observed({ metricsPort: 0 });
  await observer.stop();
  await observer.stop();
});

/** Files are written beside the clock of the test. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 10_000; turn++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  assert(false, "it never held");
}

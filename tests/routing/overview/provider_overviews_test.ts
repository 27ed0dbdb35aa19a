import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { VirtualClock } from "../../../src/base/mod.ts";
import type { ProviderStatus } from "../../../src/catalog/mod.ts";
import { type ProviderOverviewParts, providerOverviews } from "../../../src/routing/mod.ts";
import type { HealthState } from "../../../src/spec/mod.ts";
import { HealthMonitor, type ProbeResult } from "../../../src/transport/health/mod.ts";
import type { RunningEndpoint, RunningStatus } from "../../../src/transport/observe/mod.ts";
import { breaker, ended, PLACE } from "../../transport/health/_events.ts";

const AT = "1970-01-01T00:00:00.000Z";

function list(provider: string, change: Partial<ProviderStatus> = {}): ProviderStatus {
  return {
    provider,
    model: null,
    tier: "embedded",
    fetchedAt: AT,
    rows: 3,
    problem: null,
    enabled: true,
    url: null,
    lifetimeMs: null,
    ageMs: 0,
    needsKey: true,
    hasKey: false,
    endpointLists: 0,
    failedAt: null,
    ...change,
  };
}

function probe(provider: string, change: Partial<ProbeResult> = {}): ProbeResult {
  const well = { state: "healthy", answered: true, reason: null, httpStatus: 200, latencyMs: 12 } as const;
  return { provider, url: null, at: AT, ...well, ...change };
}

const DOWN = { state: "down", answered: false, reason: "it answered 503", httpStatus: 503 } as const;

function running(endpoints: readonly Partial<RunningEndpoint>[], change: Partial<RunningStatus> = {}): RunningStatus {
  return {
    version: 1,
    pid: 12,
    command: "sweep run",
    run: "run_1",
    startedAt: AT,
    updatedAt: AT,
    metricsUrl: null,
    lastMinute: 0,
    spentUsd: "0",
    endpoints: endpoints.map((one) => ({
      endpoint: PLACE.endpoint,
      provider: PLACE.provider,
      state: "healthy",
      waiting: { interactive: 0, normal: 0, bulk: 0 },
      inFlight: 0,
      lastMinute: 0,
      spentUsd: "0",
      ...one,
    })),
    scopes: [],
    breakers: [],
    facts: {},
    ...change,
  };
}

function parts(change: Partial<ProviderOverviewParts> = {}): ProviderOverviewParts {
  const clock = new VirtualClock();
  return {
    names: [],
    lists: [],
    health: new HealthMonitor({ clock }),
    probes: [],
    running: [],
    transport: { limits: [], breakers: [] },
    alerts: [],
    clock,
    ...change,
  };
}

/** The state of the provider `one`, and why. */
function verdict(change: Partial<ProviderOverviewParts>): [HealthState, readonly string[]] {
  const { state, reasons } = providerOverviews(parts(change)).find(({ provider }) => provider === "one")!;
  return [state, reasons];
}

function heard(...kinds: (Parameters<typeof ended>[0])[]): { health: HealthMonitor; clock: VirtualClock } {
  const clock = new VirtualClock();
  const health = new HealthMonitor({ clock });
  kinds.forEach((kind) => health.listener(ended(kind)));
  return { health, clock };
}

const WORKS = [null, null, null, null, null] as const;

Deno.test("who is set up, was probed or seen comes first, then those of whom a list is known", () => {
  const overviews = providerOverviews(parts({
    names: ["zeta"],
    lists: [list("alpha"), list("unlisted", { tier: null, fetchedAt: null, rows: 0 }), list("zeta")],
    probes: [probe("probed")],
    running: [running([{}])],
  }));
  assertEquals(overviews.map(({ provider, isUsed }) => [provider, isUsed]), [
    ["one", true],
    ["probed", true],
    ["zeta", true],
    ["alpha", false],
  ]);
  assertEquals(overviews.map(({ list }) => list?.rows ?? null), [null, null, 3, 3]);
});

Deno.test("a server that the configuration declares endpoints of is set up, and nothing is known of it before a call", () => {
  const overviews = providerOverviews(parts({ lists: [list("alpha"), list("rented", { tier: "config", rows: 1 })] }));
  assertEquals(overviews.map(({ provider, isUsed, state }) => [provider, isUsed, state]), [
    ["rented", true, "unknown"],
    ["alpha", false, "unknown"],
  ]);
});

Deno.test("nothing is known of who was never asked", () => {
  assertEquals(verdict({ names: ["one"] }), ["unknown", []]);
});

Deno.test("calls say how a provider is, with its endpoints", () => {
  const [overview] = providerOverviews(parts(heard(...WORKS)));
  assertEquals([overview.provider, overview.state, overview.reasons], ["one", "healthy", []]);
  assertEquals(overview.endpoints.map(({ endpoint, state }) => [endpoint, state]), [[PLACE.endpoint, "healthy"]]);
  assertEquals(overview.detail.latencies.reduce((sum, { count }) => sum + count, 0), 5);
  const [state, reasons] = verdict(heard("timeout", "timeout", "timeout", "timeout", "timeout"));
  assertEquals([state, reasons], ["down", ["5 of 5 tries failed in the last 5 minutes, the last one by timeout"]]);
});

Deno.test("a probe is all that there is where no call was made, and one that fails brings nothing down that answers", () => {
  assertEquals(verdict({ probes: [probe("one")] }), ["healthy", []]);
  assertEquals(verdict({ probes: [probe("one", DOWN)] }), ["down", ["the last probe: it answered 503"]]);
  assertEquals(verdict({ ...heard(...WORKS), probes: [probe("one", DOWN)] }), [
    "degraded",
    ["the last probe: it answered 503"],
  ]);
  const refuses = { state: "degraded", reason: "it wants a key (401)" } as const;
  assertEquals(verdict({ ...heard(...WORKS), probes: [probe("one", refuses)] })[0], "degraded");
});

Deno.test("what a monitor has been told of probes is not said twice", () => {
  const { health, clock } = heard();
  const failed = probe("one", DOWN);
  health.probed(failed);
  health.probed(failed);
  assertEquals(verdict({ health, clock, probes: [failed] }), ["down", ["the last 2 probes failed: it answered 503"]]);
});

Deno.test("a run of another process that had an answer a moment ago tells that a provider answers, and no more", async () => {
  const clock = new VirtualClock(new Date("2026-01-02T03:05:00.000Z"));
  const state = (change: Partial<Parameters<HealthMonitor["seed"]>[0]>) => {
    const health = new HealthMonitor({ clock });
    const times = { ttftMs: 10, latencyMs: 20, outputTps: 50 };
    health.seed({ ...PLACE, ...times, errorKind: null, startedAt: "2026-01-02T03:04:00.000Z", ...change });
    const { state, endpoints } = providerOverviews(parts({ health, clock }))[0];
    return [state, ...endpoints.map((one) => one.state)];
  };
  assertEquals(state({}), ["healthy", "healthy"]);
  assertEquals(state({ errorKind: "server_error" }), ["unknown", "unknown"]);
  await clock.advance(300_000);
  assertEquals(state({}), ["unknown", "unknown"]);
});

Deno.test("a probe of long ago tells nothing of now", async () => {
  const clock = new VirtualClock();
  await clock.advance(300_001);
  assertEquals(verdict({ clock, health: new HealthMonitor({ clock }), probes: [probe("one", DOWN)] }), ["unknown", []]);
  assertEquals(providerOverviews(parts({ clock, probes: [probe("one", DOWN)] }))[0].probe?.state, "down");
});

Deno.test("running commands tell of endpoints: all of them down is down, some of them degraded", () => {
  const other = { endpoint: "b@one" };
  assertEquals(verdict({ running: [running([{ state: "down" }])] }), [
    "down",
    ["1 of 1 endpoint down in sweep run (process 12)"],
  ]);
  assertEquals(verdict({ running: [running([{ state: "down" }, other])] }), [
    "degraded",
    ["1 of 2 endpoints down or degraded in sweep run (process 12)"],
  ]);
  assertEquals(verdict({ running: [running([{ state: "degraded" }, { ...other, state: "unknown" }])] }), [
    "degraded",
    ["1 of 1 endpoint degraded in sweep run (process 12)"],
  ]);
  assertEquals(verdict({ running: [running([{}]), running([{ state: "unknown" }], { pid: 13 })] }), ["healthy", []]);
});

Deno.test("an endpoint is as bad as the worst that anybody says of it, and its calls of all commands are counted", () => {
  const waiting = { interactive: 1, normal: 2, bulk: 3 };
  const [{ endpoints }] = providerOverviews(parts({
    ...heard(...WORKS),
    running: [
      running([{ state: "degraded", inFlight: 2, waiting }]),
      running([{ inFlight: 3 }, { endpoint: "z@one/fp8" }], { pid: 13 }),
    ],
  }));
  assertEquals(endpoints.map(({ endpoint, state, inFlight, waiting }) => [endpoint, state, inFlight, waiting]), [
    [PLACE.endpoint, "degraded", 5, 6],
    ["z@one/fp8", "healthy", 0, 0],
  ]);
});

Deno.test("breakers are of this process or of a command, and one of a credential brings the provider down", () => {
  const { health, clock } = heard();
  health.listener(breaker("open", "credential:abc"));
  const open = { scope: "credential:abc", provider: "one", state: "open", reason: "refused", until: null } as const;
  const own = { ...open, untilMs: 1000, calls: 3, failureRate: 1 };
  const [overview] = providerOverviews(parts({
    health,
    clock,
    running: [running([], { breakers: [open] })],
    transport: { limits: [], breakers: [own, { ...own, scope: "b@one", state: "closed" }] },
  }));
  assertEquals(overview.breakers.map(({ scope, by, until }) => [scope, by?.pid ?? null, until]), [
    ["credential:abc", null, "1970-01-01T00:00:01.000Z"],
    ["credential:abc", 12, null],
  ]);
  assertEquals([overview.state, overview.reasons], [
    "down",
    ["its breaker is open: 8 of 10", "its breaker is open in sweep run (process 12): refused"],
  ]);
});

Deno.test("limits of a provider and of its endpoints stand at it, as far as they say anything", () => {
  const silent = {
    waiting: 0,
    inFlight: 0,
    maxInFlight: null,
    adaptiveWindow: null,
    limits: [],
    pausedUntil: null,
    pauseReason: null,
  };
  const scopes = [
    { ...silent, scope: "provider:one", waiting: 2 },
    { ...silent, scope: "endpoint:a/b@one/fp8", pausedUntil: AT, pauseReason: "rate limited" },
    { ...silent, scope: "provider:one/not" },
    { ...silent, scope: "credential:abc", waiting: 2 },
    { ...silent, scope: "provider:two", waiting: 1 },
  ];
  const overviews = providerOverviews(parts({ names: ["one", "two"], running: [running([], { scopes })] }));
  assertEquals(overviews.map(({ limits }) => limits.map(({ scope }) => scope)), [
    ["provider:one", "endpoint:a/b@one/fp8"],
    ["provider:two"],
  ]);
});

Deno.test("alerts stand at their provider in the order in which they are given", () => {
  const alert = (provider: string | null, message: string) =>
    ({ kind: "down", severity: "critical", at: AT, subject: "x", provider, message, facts: {} }) as const;
  const alerts = [alert("one", "c"), alert(null, "b"), alert("one", "a"), alert("two", "d")];
  const [one] = providerOverviews(parts({ names: ["one"], alerts }));
  assertEquals(one.alerts.map(({ message }) => message), ["c", "a"]);
});

Deno.test("any names are joined: each used provider once, each seen endpoint at one of them", () => {
  const name = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !text.includes("@") && !text.includes("/"));
  const endpoints = fc.array(fc.tuple(fc.string({ maxLength: 8 }), name), { maxLength: 8 });
  fc.assert(fc.property(endpoints, fc.array(name, { maxLength: 4 }), (seen, names) => {
    const clock = new VirtualClock();
    const health = new HealthMonitor({ clock });
    for (const [model, provider] of seen) {
      health.listener(ended(null, { place: { ...PLACE, endpoint: `${model}@${provider}`, provider } }));
    }
    const overviews = providerOverviews(parts({ clock, health, names }));
    const found = overviews.map(({ provider }) => provider);
    assertEquals(found, [...new Set([...names, ...seen.map(([, provider]) => provider)])].sort());
    const all = overviews.flatMap((one) => one.endpoints.map(({ endpoint }) => endpoint));
    assertEquals(all.toSorted(), [...new Set(seen.map(([model, provider]) => `${model}@${provider}`))].sort());
  }));
});

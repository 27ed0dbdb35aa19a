import { assert, assertEquals } from "@std/assert";
import { VERSION, VirtualClock } from "../../../src/base/mod.ts";
import type { CallEvent } from "../../../src/spec/mod.ts";
import { HealthMonitor } from "../../../src/transport/health/mod.ts";
import { createMetrics, type CreateMetricsOptions, METRIC_TABLE } from "../../../src/transport/metrics/mod.ts";
import { breaker, ended, PLACE } from "../health/_events.ts";
import { readPrometheusText, sampleOf } from "./_prometheus_text.ts";

const AT = { provider: "one", endpoint: "openai/a@one" };
const USAGE = { inputTokens: 100, cacheReadTokens: 40, cacheWriteTokens: null, outputTokens: 20, reasoningTokens: 5 };

async function measured(rest: Partial<CreateMetricsOptions> = {}) {
  const clock = new VirtualClock();
  const metrics = await createMetrics({ clock, command: "sweep run", run: () => "run_1", ...rest });
  const read = async () => {
    const families = readPrometheusText(await metrics.text());
    return (name: string, labels: { [label: string]: string } = {}) => sampleOf(families, name, labels);
  };
  return { clock, metrics, read, tell: (...events: CallEvent[]) => events.forEach(metrics.listener) };
}

Deno.test("names keep Prometheus's conventions, and each metric has one line of help", () => {
  const all = Object.values(METRIC_TABLE);
  assertEquals(new Set(all.map(({ name }) => name)).size, all.length);
  for (const { name, type, help } of all) {
    assert(/^tapedeck_[a-z_]+$/.test(name), name);
    assertEquals(name.endsWith("_total"), type === "counter", name);
    assert(!/(?:_ms|milli|_minutes|_percent|_usd)/.test(name), `${name} is in base units`);
    assert(help.length > 10 && !help.endsWith("."), name);
    if (type === "histogram") assert(name.endsWith("_seconds"), name);
  }
});

Deno.test("every metric stands in the text, with its help and type, before anything happened", async () => {
  const { metrics } = await measured();
  const families = readPrometheusText(await metrics.text());
  assertEquals(
    families.map(({ name, type, help }) => [name, type, help]),
    Object.values(METRIC_TABLE).map(({ name, type, help }) => [name, type, help]),
  );
  assertEquals(metrics.contentType, "text/plain; version=0.0.4; charset=utf-8");
  const info = families[0].samples;
  assertEquals(info.map(({ labels, value }) => [labels, value]), [
    [{ command: "sweep run", version: VERSION, run: "run_1" }, 1],
  ]);
});

Deno.test("an answered live call counts its tokens, cost, times and tools", async () => {
  const { tell, read } = await measured();
  tell(ended(null, { usage: USAGE, costUsd: "0.0125", tools: { offered: true, calls: 3, valid: 2 } }));
  tell(ended(null, { tools: { offered: false, calls: 0, valid: 0 } }));
  const value = await read();
  assertEquals(value("tapedeck_requests_total", { ...AT, source: "live", result: "ok" }), 2);
  assertEquals(value("tapedeck_request_duration_seconds_sum", AT), 2);
  assertEquals(value("tapedeck_request_duration_seconds_bucket", { ...AT, le: "0.64" }), 0);
  assertEquals(value("tapedeck_request_duration_seconds_bucket", { ...AT, le: "1.28" }), 2);
  assertEquals(value("tapedeck_time_to_first_token_seconds_sum", AT), 0.4);
  assertEquals(value("tapedeck_tokens_total", { ...AT, type: "input" }), 100);
  assertEquals(value("tapedeck_tokens_total", { ...AT, type: "cache_read" }), 40);
  assertEquals(value("tapedeck_tokens_total", { ...AT, type: "cache_write" }), null);
  assertEquals(value("tapedeck_tokens_total", { ...AT, type: "reasoning" }), 5);
  assertEquals(value("tapedeck_cost_dollars_total", { ...AT, credential: "abc123" }), 0.0125);
  assertEquals(value("tapedeck_unpriced_requests_total", AT), 1);
  assertEquals(value("tapedeck_tool_requests_total", AT), 1);
  assertEquals(value("tapedeck_tool_calls_total", { ...AT, valid: "true" }), 2);
  assertEquals(value("tapedeck_tool_calls_total", { ...AT, valid: "false" }), 1);
});

Deno.test("a failed call counts by its kind of error, and a replayed one costs nothing", async () => {
  const { tell, read } = await measured();
  tell(ended("timeout"), ended("timeout"), ended("rate_limited"));
  for (let i = 0; i < 5; i++) tell(ended(null, { source: "replay", usage: USAGE, costUsd: "9" }));
  const value = await read();
  assertEquals(value("tapedeck_requests_total", { ...AT, source: "live", result: "timeout" }), 2);
  assertEquals(value("tapedeck_requests_total", { ...AT, source: "live", result: "rate_limited" }), 1);
  assertEquals(value("tapedeck_requests_total", { ...AT, source: "replay", result: "ok" }), 5);
  assertEquals(value("tapedeck_cost_dollars_total"), null);
  assertEquals(value("tapedeck_tokens_total"), null);
  assertEquals(value("tapedeck_unpriced_requests_total"), null);
});

Deno.test("queues and calls in flight go up and down, and never below nothing", async () => {
  const { tell, read } = await measured();
  const queued = (lane: "bulk" | "normal"): CallEvent => ({ type: "queued", atMs: 0, place: PLACE, lane });
  const dequeued: CallEvent = { type: "dequeued", atMs: 0, place: PLACE, lane: "bulk", queueMs: 1500, permitted: true };
  const started: CallEvent = { type: "started", atMs: 0, place: PLACE, try: 1 };
  tell(queued("bulk"), queued("bulk"), queued("normal"), dequeued, started, started, ended());
  let value = await read();
  assertEquals(value("tapedeck_queue_length", { ...AT, lane: "bulk" }), 1);
  assertEquals(value("tapedeck_queue_length", { ...AT, lane: "normal" }), 1);
  assertEquals(value("tapedeck_queue_wait_seconds_sum", { provider: "one", lane: "bulk" }), 1.5);
  assertEquals(value("tapedeck_requests_in_flight", AT), 1);
  tell(ended(), ended(), dequeued, dequeued);
  value = await read();
  assertEquals([value("tapedeck_requests_in_flight", AT), value("tapedeck_queue_length", { ...AT, lane: "bulk" })], [
    0,
    0,
  ]);
});

Deno.test("the time that a breaker is open goes on between scrapes and ends when it closes", async () => {
  const { clock, tell, read } = await measured();
  const scope = { scope: PLACE.endpoint };
  tell(breaker("open"));
  await clock.advance(4_000);
  let value = await read();
  assertEquals([value("tapedeck_breaker_open", scope), value("tapedeck_breaker_open_seconds_total", scope)], [1, 4]);
  await clock.advance(2_000);
  tell(breaker("half-open"));
  await clock.advance(1_000);
  tell(breaker("closed"));
  await clock.advance(60_000);
  value = await read();
  assertEquals([value("tapedeck_breaker_open", scope), value("tapedeck_breaker_open_seconds_total", scope)], [0, 7]);
  assertEquals(value("tapedeck_breaker_transitions_total", { ...scope, to: "open" }), 1);
});

Deno.test("retries, routes, fallbacks, lists and limits are counted", async () => {
  const { tell, read } = await measured();
  tell(
    { type: "retry", atMs: 0, place: PLACE, try: 1, waitMs: 2500, errorKind: "overloaded" },
    { type: "routed", atMs: 0, model: "openai/a", policy: "cost", chosen: "openai/a@one", pinned: false },
    { type: "routed", atMs: 0, model: "openai/a", policy: "pinned", chosen: "openai/a@one", pinned: true },
    { type: "fallback", atMs: 0, from: "openai/a@one", to: "openai/a@two", errorKind: "timeout" },
    { type: "list", atMs: 0, provider: "one", ok: true, latencyMs: 300 },
    { type: "list", atMs: 0, provider: "one", ok: true, latencyMs: null },
    { type: "list", atMs: 0, provider: "one", ok: false, latencyMs: 20 },
    {
      type: "limits",
      atMs: 0,
      place: PLACE,
      limits: {
        limits: [{ unit: "tokens", limit: 30_000, remaining: 29_000, resetMs: null, windowMs: null }],
        retryAfterMs: null,
      },
    },
  );
  const value = await read();
  assertEquals(value("tapedeck_retries_total", { ...AT, error: "overloaded" }), 1);
  assertEquals(value("tapedeck_retry_wait_seconds_total", { provider: "one" }), 2.5);
  assertEquals(value("tapedeck_routes_total", { policy: "cost", pinned: "false" }), 1);
  assertEquals(value("tapedeck_routes_total", { policy: "pinned", pinned: "true" }), 1);
  assertEquals(value("tapedeck_fallbacks_total", { endpoint: "openai/a@one", error: "timeout" }), 1);
  assertEquals(["ok", "cached", "failed"].map((result) => value("tapedeck_list_fetches_total", { result })), [1, 1, 1]);
  assertEquals(value("tapedeck_list_fetch_duration_seconds_count", { provider: "one" }), 2);
  assertEquals(value("tapedeck_rate_limit", { credential: "abc123", unit: "tokens" }), 30_000);
  assertEquals(value("tapedeck_rate_limit_remaining", { unit: "tokens" }), 29_000);
});

Deno.test("health, probes, alerts and what a server of the process answered are shown", async () => {
  const health = new HealthMonitor({ clock: new VirtualClock() });
  const served = { hit: 7, miss: 1 };
  const { metrics, read } = await measured({ health, served: () => served });
  for (let i = 0; i < 6; i++) health.listener(ended());
  metrics.probed({
    provider: "one",
    state: "down",
    answered: false,
    reason: "it answered 500",
    httpStatus: 500,
    latencyMs: 3,
    url: "https://one.test/models",
    at: "2026-11-21T12:00:00.000Z",
  });
  metrics.alerted({
    kind: "down",
    severity: "critical",
    at: "2026-11-21T12:00:00.000Z",
    subject: "one",
    provider: "one",
    message: "one is down",
    facts: {},
  });
  let value = await read();
  assertEquals(value("tapedeck_health_score", { key: PLACE.endpoint }), 1);
  const states = ["healthy", "degraded", "down", "unknown"];
  assertEquals(states.map((state) => value("tapedeck_health_state", { key: "one", state })), [1, 0, 0, 0]);
  assertEquals(value("tapedeck_probes_total", { provider: "one", state: "down" }), 1);
  assertEquals(value("tapedeck_alerts_total", { kind: "down", severity: "critical" }), 1);
  assertEquals(value("tapedeck_served_requests_total", { result: "hit" }), 7);
  served.hit = 9;
  value = await read();
  assertEquals(value("tapedeck_served_requests_total", { result: "hit" }), 9, "read anew, not added");
});

Deno.test("values of labels are few, however many endpoints there are", async () => {
  const { tell, metrics } = await measured({ mostLabelValues: 3 });
  for (let i = 0; i < 500; i++) {
    tell(ended(null, { place: { ...PLACE, endpoint: `openai/m${i}@one` } }), breaker("open", `openai/m${i}@one`));
  }
  const families = readPrometheusText(await metrics.text());
  const requests = families.find(({ name }) => name === "tapedeck_requests_total")!.samples;
  assertEquals(requests.map(({ labels, value }) => [labels.endpoint, value]), [
    ["openai/m0@one", 1],
    ["openai/m1@one", 1],
    ["openai/m2@one", 1],
    ["other", 497],
  ]);
  for (const { name, samples } of families) assert(samples.length < 100, `${name} has ${samples.length} lines`);
});

Deno.test("names that people choose cannot break the format", async () => {
  const odd = 'a"b\\c\nd{e}';
  const { tell, read } = await measured();
  tell(ended(null, { place: { ...PLACE, endpoint: odd } }));
  assertEquals((await read())("tapedeck_requests_total", { endpoint: odd }), 1);
});

Deno.test("two sets of metrics in one process know nothing of each other", async () => {
  const [one, two] = [await measured(), await measured()];
  one.tell(ended());
  assertEquals((await two.read())("tapedeck_requests_total"), null);
});

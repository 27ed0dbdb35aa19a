import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { VirtualClock } from "../../../src/base/mod.ts";
import { openOwnCatalog } from "../../../src/routing/mod.ts";
import type { RunningStatus } from "../../../src/transport/observe/mod.ts";
import { testDashboard } from "../../support/dashboard.ts";
import { ended, PLACE } from "../../transport/health/_events.ts";

const FRAGMENT = { "x-fragment": "1" };
const HOSTILE = `"><img src=x onerror=alert(1)>`;

/** What a person reads: without marks, spaces as one. */
function words(html: string): string {
  return html.slice(html.indexOf("<main")).replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
}

/** Reads events of a page as they come. */
function listener(response: Response) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const seen: { event: string; data: string }[] = [];
  let rest = "";
  return {
    seen,
    cancel: () => reader.cancel(),
    async until(found: (event: { event: string; data: string }) => boolean): Promise<string> {
      for (;;) {
        const index = seen.findIndex(found);
        if (index >= 0) return seen.splice(0, index + 1).at(-1)!.data;
        const { done, value } = await reader.read();
        if (done) throw new Error(`The stream ended before: ${JSON.stringify(seen)}`);
        const blocks = (rest + value).split("\n\n");
        rest = blocks.pop()!;
        for (const block of blocks) {
          const lines = block.split("\n");
          const of = (name: string) =>
            lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2)).join("\n");
          if (of("event") !== "") seen.push({ event: of("event"), data: of("data") });
        }
      }
    },
  };
}

const running: RunningStatus = {
  version: 1,
  pid: 999_999_999,
  command: "sweep run",
  run: "run_20261121-055215-9fd48a8e",
  startedAt: "1970-01-01T00:00:00.000Z",
  updatedAt: "1970-01-01T00:00:00.000Z",
  metricsUrl: null,
  lastMinute: 12,
  spentUsd: "0.25",
  endpoints: [{
    endpoint: "a/b@elsewhere",
    provider: "elsewhere",
    state: "down",
    waiting: { interactive: 0, normal: 2, bulk: 5 },
    inFlight: 3,
    lastMinute: 12,
    spentUsd: "0.25",
  }],
  scopes: [{
    scope: "provider:elsewhere",
    waiting: 7,
    inFlight: 3,
    maxInFlight: 3,
    adaptiveWindow: 3,
    limits: [
      { limit: "requestsPerMinute", value: 60, source: "user", used: 48, remaining: 12 },
      { limit: "usdPerDay", value: "5", source: "user", used: "1.5", remaining: "3.5" },
      { limit: "tokensPerMinute", value: 1000, source: "guess", used: 10, remaining: 990 },
    ],
    pausedUntil: "1970-01-01T00:01:00.000Z",
    pauseReason: "rate limited",
  }],
  breakers: [{ scope: "a/b@elsewhere", provider: "elsewhere", state: "open", reason: "8 of 10 failed", until: null }],
  facts: { done: 3, total: 40 },
};

Deno.test("a provider that is set up has a card, and those of whom a list is known a row", async () => {
  await using test = await testDashboard({ clock: new VirtualClock() });
  const text = words(await test.text("/health"));
  assertStringIncludes(text, "box unknown Models in no list Last probe none yet Last call none is known");
  assertMatch(text, /\d+ more providers, known by a list alone/);
  assertStringIncludes(text, "No alert was raised since the dashboard began");
  assertStringIncludes(text, "No other command runs on this machine");
});

Deno.test("a server that only an endpoint of the configuration names has a card, whose facts have no age", async () => {
  const catalog = await openOwnCatalog({
    config: { endpoints: [{ key: "me/mine@rented", base_url: "http://rented/v1" }] },
    env: () => undefined,
    catalogPath: ":memory:",
    offline: true,
  });
  await using test = await testDashboard({ catalog, prompts: [] });
  const text = words(await test.text("/health"));
  assertMatch(text, /rented unknown Models 1, of your configuration Last probe none yet/);
  assert(text.indexOf("rented unknown") < text.indexOf("known by a list alone"));
});

Deno.test("a card tells of calls: times, failures, how latencies are spread, in words too", async () => {
  await using test = await testDashboard({ clock: new VirtualClock() });
  const place = { ...PLACE, endpoint: "me/mine@box", provider: "box" };
  for (let i = 0; i < 20; i++) test.sources.health.listener(ended(i < 2 ? "timeout" : null, { place }));
  const html = await test.text("/health");
  const text = words(html);
  assertStringIncludes(text, "box degraded 2 of 20 tries failed in the last 5 minutes, the last one by timeout");
  assertStringIncludes(text, "Failed 10 % of 20 tries in the last 5 minutes");
  assertMatch(text, /Latency 99\d \/ 99\d \/ 99\d ms|Latency 10\d\d \/ 10\d\d \/ 10\d\d ms/);
  assertStringIncludes(text, "1 endpoint seen, none down");
  assertMatch(html, /<svg role="img" aria-label="Latency of 18 answers: [^"]*half within [^"]*, 90 % within [^"]*"/);
  assert(!/ style=/.test(html) && !/ on[a-z]+=/.test(html));
});

Deno.test("a card tells what earlier runs have seen where nobody has called since", async () => {
  await using test = await testDashboard({ prompts: [] });
  const seen = { endpoint: "me/mine@box", provider: "box", startedAt: new Date().toISOString(), outputTps: null };
  for (let i = 0; i < 20; i++) {
    const [errorKind, latencyMs] = i === 0 ? ["timeout" as const, null] : [null, 100 + i];
    test.sources.health.seed({ ...seen, errorKind, latencyMs, ttftMs: latencyMs });
  }
  const html = await test.text("/health");
  assertStringIncludes(html, "5 % of 20 tries so far");
  assertStringIncludes(html, "Latency of 19 answers so far");
});

Deno.test("running commands have a row, and say what limits and breakers their providers have", async () => {
  await using test = await testDashboard({ clock: new VirtualClock(), running: [running] });
  const html = await test.text("/health");
  const text = words(html);
  assertStringIncludes(html, 'href="/runs/run_20261121-055215-9fd48a8e"');
  assertMatch(
    text,
    /sweep run run_\S+ process 999999999, done 3, total 40 less than a minute 3 7 12 0\.25 1 a\/b@elsewhere/,
  );
  assertStringIncludes(text, "elsewhere down 1 of 1 endpoint down in sweep run (process 999999999)");
  assertStringIncludes(text, "all endpoints (sweep run, process 999999999): paused until 00:01:00 UTC, rate limited");
  assertStringIncludes(text, "requests per minute: 48 of 60 used, 12 left");
  assertStringIncludes(text, "and 2 more");
  assertStringIncludes(text, "a/b@elsewhere: open in sweep run (process 999999999): 8 of 10 failed");
});

Deno.test("alerts stand with their severity in words, the newest first", async () => {
  await using test = await testDashboard({ clock: new VirtualClock() });
  const alert = { kind: "down", subject: "box", provider: "box", facts: {} } as const;
  const at = (second: number) => new Date(second * 1000).toISOString();
  test.alertList.push({ ...alert, severity: "info", at: at(-5), message: "older" });
  test.alertList.push({ ...alert, severity: "critical", at: at(0), message: `newer ${HOSTILE}` });
  const html = await test.text("/health");
  assertMatch(words(html), /Alerts critical newer .* just now info older just now/);
  assert(!html.includes("<img"));
});

Deno.test("a refused request is no failure of the endpoint, and both pages of health say so", async () => {
  await using test = await testDashboard({ clock: new VirtualClock() });
  const place = { ...PLACE, endpoint: "me/mine@box", provider: "box" };
  for (const kind of ["invalid_request", "timeout", null, null] as const) {
    test.sources.health.listener(ended(kind, { place }));
  }
  const said = "to blame for: not a request or a key that it refused, and no rate limit";
  const [page, endpoints] = [
    words(await test.text("/health")),
    words(await test.text("/health/endpoints?provider=box")),
  ];
  assertStringIncludes(page, "Failed 25 % of 4 tries");
  assertStringIncludes(page, said);
  assertStringIncludes(endpoints, "4 25 %");
  assertStringIncludes(endpoints, said);
});

Deno.test("endpoints unfold as a part or as a page, and a provider that there is not is not found", async () => {
  await using test = await testDashboard({ clock: new VirtualClock() });
  const place = { ...PLACE, endpoint: `me/${HOSTILE}@box`, provider: "box" };
  test.sources.health.listener(ended(null, { place }));
  const part = await test.text("/health/endpoints?provider=box", { headers: FRAGMENT });
  assert(part.startsWith("<div") && !part.includes("<img"));
  assertStringIncludes(words(`<main>${part}`), "healthy 1 0 %");
  const whole = await test.text("/health/endpoints?provider=box");
  assertStringIncludes(whole, "<h1>Endpoints of box</h1>");
  assertEquals((await test.get("/health/endpoints?provider=nobody")).status, 404);
  assertEquals((await test.get("/health/endpoints")).status, 404);
});

Deno.test("a check probes all that can be called, at most every ten seconds", async () => {
  const clock = new VirtualClock();
  let asked = 0;
  const fetch = () => Promise.resolve(new Response(null, { status: asked++ === 0 ? 200 : 503 }));
  await using test = await testDashboard({ clock, fetch });
  const check = () => test.text("/health/check", { method: "POST", headers: FRAGMENT });
  const all = await Promise.all([check(), check(), check()]);
  assertStringIncludes(all[0], "Checked just now: 1 provider asked, all answered");
  assertEquals(asked, 1);
  await clock.advance(9_000);
  assertStringIncludes(await check(), "Checked 9.0 s ago: 1 provider asked, all answered");
  await clock.advance(1_000);
  assertStringIncludes(await check(), "Checked just now: 1 provider asked, no answer from box");
  assertEquals(asked, 2);
  assertStringIncludes(words(await test.text("/health")), "box degraded the last probe: it answered 503");
});

Deno.test("without the script a check leads back to the page", async () => {
  await using test = await testDashboard();
  const response = await test.get("/health/check", { method: "POST" });
  assertEquals([response.status, response.headers.get("location")], [303, "/health"]);
  const foreign = { method: "POST", headers: { origin: "http://evil.example" } };
  assertEquals((await test.get("/health/check", foreign)).status, 403);
});

Deno.test("in a replay nothing is probed", async () => {
  await using test = await testDashboard({ isReplay: true });
  assertStringIncludes(await test.text("/health"), "Nothing is probed in a replay, or offline.");
  assertEquals((await test.get("/health/check", { method: "POST", headers: FRAGMENT })).status, 400);
});

Deno.test("an open page is told what changes, and only that", async () => {
  const clock = new VirtualClock();
  await using test = await testDashboard({ clock });
  const events = listener(await test.get("/health/events"));
  const card = await events.until(({ event, data }) => event === "fragment" && data.includes(`"health-box"`));
  assertStringIncludes(card, "unknown");
  await events.until(({ data }) => data.includes(`"health-running"`));
  const place = { ...PLACE, endpoint: "me/mine@box", provider: "box" };
  for (let i = 0; i < 5; i++) test.sources.health.listener(ended("timeout", { place }));
  const said = await events.until(({ event }) => event === "notice");
  assertEquals(said, "box is down: 5 of 5 tries failed in the last 5 minutes, the last one by timeout");
  await events.until(({ data }) => data.includes(`"health-summary"`));
  // A new alert is found by the next look, without anybody who calls.
  test.alertList.push({
    kind: "down",
    severity: "critical",
    at: clock.date().toISOString(),
    subject: "box",
    provider: "box",
    message: "box is down",
    facts: {},
  });
  const told = events.until(({ data }) => data.includes(`"health-alerts"`));
  await clock.advance(3_000);
  assertStringIncludes(await told, "box is down");
  await events.cancel();
});

Deno.test("a page that is left is told nothing more, and looks no more", async () => {
  const clock = new VirtualClock();
  await using test = await testDashboard({ clock });
  const events = listener(await test.get("/health/events"));
  await events.until(({ data }) => data.includes(`"health-running"`));
  assertEquals(test.sources.events.listeners, 1);
  await events.cancel();
  assertEquals(test.sources.events.listeners, 0);
});

Deno.test("the end of the dashboard ends the stream", async () => {
  const clock = new VirtualClock();
  await using test = await testDashboard({ clock });
  const events = listener(await test.get("/health/events"));
  await events.until(({ data }) => data.includes(`"health-running"`));
  await test.dashboard.close();
  assertEquals(test.sources.events.listeners, 0);
});

Deno.test("a provider that turns up while the page is open gets a card", async () => {
  const clock = new VirtualClock();
  await using test = await testDashboard({ clock });
  const events = listener(await test.get("/health/events"));
  await events.until(({ data }) => data.includes(`"health-running"`));
  test.sources.health.listener(ended());
  const cards = await events.until(({ data }) => data.includes(`"health-cards"`));
  assertStringIncludes(cards, "name-one");
  await events.cancel();
});

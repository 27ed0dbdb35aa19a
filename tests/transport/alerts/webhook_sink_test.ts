import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { Secret, systemClock, UserError, VirtualClock } from "../../../src/base/mod.ts";
import { type Alert, lineSink, webhookSink } from "../../../src/transport/alerts/mod.ts";
import { gate, refusedUrl, withServer } from "../loopback.ts";

const ALERT: Alert = {
  kind: "down",
  severity: "critical",
  at: "2026-11-21T12:00:00.000Z",
  subject: "openai/a@one",
  provider: "one",
  message: "openai/a@one is down: its breaker is open",
  facts: { from: "healthy" },
};
const PATH = "/services/T0/B0/very-secret-path";

function hook(baseUrl: string, rest: Partial<Parameters<typeof webhookSink>[0]> = {}) {
  const warnings: string[] = [];
  const url = new Secret("env:TAPEDECK_WEBHOOK", baseUrl + PATH);
  const sink = webhookSink({ url, fetch, clock: systemClock, warn: (message) => warnings.push(message), ...rest });
  return { sink, warnings };
}

/** A clock on which waits before a new try take no time, and limits never pass. */
function hastyClock(waits: number[]) {
  return {
    ...systemClock,
    sleep(ms: number, signal?: AbortSignal): Promise<void> {
      if (ms === 5_000) {
        return new Promise((_, reject) => signal!.addEventListener("abort", () => reject(signal!.reason)));
      }
      waits.push(ms);
      return Promise.resolve();
    },
  };
}

Deno.test("an alert is posted as JSON with the text that Slack shows", async () => {
  const bodies: unknown[] = [];
  await withServer(async (request) => {
    bodies.push([request.method, new URL(request.url).pathname, request.headers.get("content-type")]);
    bodies.push(await request.json());
    return new Response("ok");
  }, async (url) => {
    const { sink, warnings } = hook(url);
    sink.send(ALERT);
    await sink.close();
    assertEquals(warnings, []);
  });
  assertEquals(bodies, [
    ["POST", PATH, "application/json"],
    { text: "[tapedeck] openai/a@one is down: its breaker is open", ...ALERT },
  ]);
});

Deno.test("close waits for all that was sent, in order", async () => {
  const seen: string[] = [];
  await withServer(async (request) => {
    seen.push((await request.json()).subject);
    return new Response(null, { status: 204 });
  }, async (url) => {
    const { sink } = hook(url);
    for (let i = 0; i < 5; i++) sink.send({ ...ALERT, subject: `s${i}` });
    await sink.close();
    sink.send({ ...ALERT, subject: "too late" });
  });
  assertEquals(seen, ["s0", "s1", "s2", "s3", "s4"]);
});

Deno.test("a server that fails is asked again a few times, with growing waits", async () => {
  let asked = 0;
  await withServer(() => new Response("", { status: ++asked < 3 ? 503 : 200 }), async (url) => {
    const waits: number[] = [];
    const { sink, warnings } = hook(url, { clock: hastyClock(waits) });
    sink.send(ALERT);
    await sink.close();
    assertEquals([asked, waits, warnings], [3, [1_000, 4_000], []]);
  });
});

Deno.test("what cannot be delivered is told once, without the address", async () => {
  await withServer((request) => new Response(request.url, { status: 500 }), async (url) => {
    const { sink, warnings } = hook(url, { clock: hastyClock([]) });
    sink.send(ALERT);
    await sink.close();
    assertEquals(warnings, ["An alert was not delivered to env:TAPEDECK_WEBHOOK as it was answered with 500"]);
  });
  const { sink, warnings } = hook(refusedUrl(), { clock: hastyClock([]) });
  sink.send(ALERT);
  await sink.close();
  assertEquals(warnings, ["An alert was not delivered to env:TAPEDECK_WEBHOOK as its server cannot be reached"]);
});

Deno.test("a refusal is final, and a redirect is not followed", async () => {
  for (const status of [404, 410, 302]) {
    let asked = 0;
    await withServer(() => {
      asked++;
      return new Response(null, { status, headers: { location: "/elsewhere" } });
    }, async (url) => {
      const { sink, warnings } = hook(url);
      sink.send(ALERT);
      await sink.close();
      assertEquals([asked, warnings.length], [1, 1]);
    });
  }
});

Deno.test("a server that does not answer neither blocks nor outlives the command", async () => {
  const [asked, answer] = [gate(), gate()];
  await withServer(async () => {
    asked.open();
    await answer.opened;
    return new Response("");
  }, async (url) => {
    const clock = new VirtualClock();
    const { sink, warnings } = hook(url, { clock, timeoutMs: 60_000, closeMs: 2_000 });
    sink.send(ALERT);
    await asked.opened;
    const closing = sink.close();
    await clock.advance(2_000);
    await closing;
    assertEquals([warnings.length, clock.nextWakeMs()], [1, null]);
    answer.open();
  });
});

Deno.test("a request that takes too long is given up", async () => {
  const answer = gate();
  const asked = gate();
  await withServer(async () => {
    asked.open();
    await answer.opened;
    return new Response("");
  }, async (url) => {
    const clock = new VirtualClock();
    const { sink, warnings } = hook(url, { clock, maxTries: 1 });
    sink.send(ALERT);
    await asked.opened;
    await clock.advance(5_000);
    await sink.close();
    assertEquals(warnings, [
      "An alert was not delivered to env:TAPEDECK_WEBHOOK as there was no answer within 5000 ms",
    ]);
    answer.open();
  });
});

Deno.test("of a flood the first are sent, and how many were not is told", async () => {
  let got = 0;
  await withServer(() => {
    got++;
    return new Response("");
  }, async (url) => {
    const { sink, warnings } = hook(url);
    for (let i = 0; i < 150; i++) sink.send(ALERT);
    await sink.close();
    assert(got === 100, `${got}`);
    assertEquals(warnings, ["50 alerts were not sent to env:TAPEDECK_WEBHOOK as there were too many"]);
  });
});

Deno.test("a line says how bad it is", async () => {
  const lines: string[] = [];
  const sink = lineSink((line) => lines.push(line));
  sink.send(ALERT);
  await sink.close();
  assertEquals(lines, ["alert (critical): openai/a@one is down: its breaker is open"]);
});

Deno.test("what is no address is refused, and not shown: it may be any other secret", () => {
  const warn = () => {};
  for (
    const value of ["sk-a-key-of-somebody", "postgres://me:secret@db/x", "https://me:secret@hooks.example/x", "//x"]
  ) {
    const url = new Secret("env:OPENAI_API_KEY", value);
    const error = assertThrows(() => webhookSink({ url, fetch, clock: systemClock, warn }), UserError);
    assertStringIncludes(error.message, "the environment variable OPENAI_API_KEY");
    assertEquals(error.message.includes(value) || error.message.includes("secret@"), false);
  }
});

Deno.test("an alert is not carried along to where a server redirects", async () => {
  const led: string[] = [];
  await withServer((request) => {
    led.push(new URL(request.url).pathname);
    return new Response(null, { status: 307, headers: { location: "/elsewhere" } });
  }, async (url) => {
    const { sink, warnings } = hook(url);
    sink.send(ALERT);
    await sink.close();
    assertEquals([led, warnings.length], [[PATH], 1]);
    assertEquals(warnings[0].includes(PATH), false);
  });
});

import { assertEquals, assertThrows } from "@std/assert";
import { UserError, VirtualClock } from "../../../src/base/mod.ts";
import { createSimulated, readSimulatedLaws, type SimulatedEndpoint } from "../../../src/provider/simulated/mod.ts";

const MODEL = "simulated/storm";

function serve(laws: Partial<SimulatedEndpoint>) {
  const clock = new VirtualClock();
  const server = createSimulated({ clock, endpoints: [{ model: MODEL, ...laws }] });
  const ask = (body: { readonly [name: string]: unknown } = {}) =>
    server.handle(
      new Request("http://simulated/v1/chat/completions", {
        method: "POST",
        body: JSON.stringify({ model: MODEL, messages: [{ role: "user", content: "Hello" }], ...body }),
      }),
    );
  const statuses = async (count: number) => {
    const all: number[] = [];
    for (let i = 0; i < count; i++) {
      const response = await ask();
      await response.body?.cancel();
      all.push(response.status);
    }
    return all;
  };
  return { clock, server, ask, statuses };
}

Deno.test("failures in bursts happen within their windows and at no other time", async () => {
  const window = { everyMs: 60_000, forMs: 10_000, fromMs: 5_000 };
  const { clock, statuses } = serve({ failures: [{ kind: "server_error", probability: 1, window }] });
  const seen: number[] = [];
  for (let second = 0; second < 130; second++) {
    if ((await statuses(1))[0] === 500) seen.push(second);
    await clock.advance(1000);
  }
  const burst = (from: number) => Array.from({ length: 10 }, (_, i) => from + i);
  assertEquals(seen, [...burst(5), ...burst(65), ...burst(125).slice(0, 5)]);
});

Deno.test("a fixed window lets its requests through at once and again when the clock's minute turns", async () => {
  const { clock, statuses } = serve({ rateLimit: { requestsPerMinute: 2, counting: "fixed" } });
  await clock.advance(59_000);
  assertEquals(await statuses(3), [200, 200, 429]);
  await clock.advance(1_000);
  assertEquals(await statuses(3), [200, 200, 429]);
});

Deno.test("a sliding window lets a request through when the one of a minute ago leaves", async () => {
  const { clock, statuses } = serve({ rateLimit: { requestsPerMinute: 2 } });
  await clock.advance(59_000);
  assertEquals(await statuses(3), [200, 200, 429]);
  await clock.advance(59_999);
  assertEquals(await statuses(1), [429]);
  await clock.advance(1);
  assertEquals(await statuses(3), [200, 200, 429]);
});

Deno.test("a bucket gives requests back one by one", async () => {
  const { clock, statuses } = serve({ rateLimit: { requestsPerMinute: 2, counting: "bucket" } });
  assertEquals(await statuses(3), [200, 200, 429]);
  await clock.advance(30_000);
  assertEquals(await statuses(2), [200, 429]);
  await clock.advance(600_000);
  assertEquals(await statuses(3), [200, 200, 429]);
});

Deno.test("a bucket says when the next request is free", async () => {
  const { clock, ask, statuses } = serve({ rateLimit: { requestsPerMinute: 2, counting: "bucket" } });
  await statuses(2);
  await clock.advance(10_000);
  const response = await ask();
  await response.body?.cancel();
  assertEquals([response.status, response.headers.get("x-ratelimit-reset-requests")], [429, "20s"]);
});

Deno.test("more requests at once than are let in are refused, and their places come back with the last byte", async () => {
  const { clock, ask, statuses } = serve({ rateLimit: { concurrency: 1 }, latency: { tokensPerSecond: 10 } });
  const first = await ask({ stream: true });
  assertEquals(await statuses(1), [429]);
  const text = first.text();
  await clock.advance(60_000);
  await text;
  const whole = ask();
  await clock.advance(60_000);
  assertEquals((await whole).status, 200);
  await (await whole).text();
  const left = await ask({ stream: true });
  await left.body?.cancel();
  const last = await ask({ stream: true });
  assertEquals(last.status, 200);
  await last.body?.cancel();
});

Deno.test("a stall before the headers lasts until the server closes", async () => {
  const { clock, ask, server } = serve({ failures: [{ kind: "stall", at: "headers", every: 2 }] });
  assertEquals((await ask()).status, 200);
  let isAnswered = false;
  const stalled = ask().finally(() => isAnswered = true);
  await clock.advance(24 * 3_600_000);
  assertEquals(isAnswered, false);
  server.close();
  assertEquals((await stalled).status, 503);
});

Deno.test("a stall in the body comes behind the first half of a stream", async () => {
  const { clock, ask, server } = serve({ failures: [{ kind: "stall", at: "body", every: 1 }] });
  const response = await ask({ stream: true });
  const reader = response.body!.getReader();
  const chunks: string[] = [];
  let isOver = false;
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(new TextDecoder().decode(value));
    }
  })().finally(() => isOver = true);
  await clock.advance(3_600_000);
  assertEquals([isOver, chunks.length > 0, chunks.join("").includes("[DONE]")], [false, true, false]);
  await reader.cancel();
  await reading;
  server.close();
});

Deno.test("a file names bursts, stalls and ways to count, and what makes no sense is refused", () => {
  const text = (failure: string) =>
    `[[endpoints]]\nmodel = "m"\nrate_limit = { concurrency = 4, counting = "fixed" }\n[[endpoints.failures]]\n${failure}`;
  const laws = readSimulatedLaws(
    text('kind = "stall"\nat = "body"\nevery = 3\nwindow = { every_ms = 60000, for_ms = 1000 }'),
    "laws.toml",
  );
  assertEquals(laws.endpoints?.[0].failures, [
    { kind: "stall", at: "body", every: 3, window: { everyMs: 60_000, forMs: 1000 } },
  ]);
  assertThrows(() => readSimulatedLaws(text('kind = "stall"\nevery = 3'), "laws.toml"), UserError, "stall");
  assertThrows(
    () => readSimulatedLaws(text('kind = "reset"\nat = "body"\nevery = 3'), "laws.toml"),
    UserError,
    "stall",
  );
});

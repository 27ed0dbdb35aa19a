import { assertEquals, assertStringIncludes } from "@std/assert";
import { Hono } from "hono";
import { VirtualClock } from "../../../src/base/mod.ts";
import type { DashboardEnv } from "../../../src/web/dashboard_env.ts";
import { eventStream } from "../../../src/web/events/mod.ts";
import { serveDashboard } from "../../../src/web/mod.ts";
import { streamGuard } from "../../../src/web/security/mod.ts";
import { testDashboard } from "../../support/dashboard.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { inOwnProcess } from "../../support/own_process.ts";

/** Streams that say nothing but that they are open, until somebody publishes. */
function guardedStreams({ most = 3, mostOfOne = 2 } = {}) {
  const clock = new VirtualClock();
  const closing = new AbortController();
  const senders = new Set<(text: string) => void>();
  const app = new Hono<DashboardEnv>();
  app.use(streamGuard({ clock, closing: closing.signal, most, mostOfOne }));
  app.get("/some/events", () =>
    eventStream(({ notice }) => {
      senders.add(notice);
      return () => senders.delete(notice);
    }));
  app.get("/failing/events", () => {
    throw new Error("it fails");
  });
  app.get("/plain/events", (c) => c.text("no stream"));
  app.onError((_, c) => c.text("", 500));
  const get = async (path: string, client = "10.0.0.1") => await app.fetch(new Request(`http://x${path}`), { client });
  return { clock, closing, senders, get };
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | null> {
  const { done, value } = await reader.read();
  return done ? null : new TextDecoder().decode(value);
}

Deno.test("so many streams are open and no more, and so many of one client", async () => {
  const { get, senders } = guardedStreams();
  const mine = [await get("/some/events"), await get("/some/events")];
  const refused = await get("/some/events");
  assertEquals([refused.status, refused.headers.get("retry-after")], [503, "60"]);
  assertStringIncludes(await refused.text(), "as 2 others listen");
  const other = await get("/some/events", "10.0.0.2");
  assertEquals(other.status, 200);
  assertEquals((await get("/some/events", "10.0.0.3")).status, 503);
  assertEquals(senders.size, 3);
  await mine[0].body!.cancel();
  assertEquals(senders.size, 2);
  const last = await get("/some/events", "10.0.0.3");
  assertEquals(last.status, 200);
  for (const { body } of [mine[1], other, last]) await body!.cancel();
  assertEquals(senders.size, 0);
});

Deno.test("what is no stream, or fails, is not counted as one", async () => {
  const { get } = guardedStreams({ most: 1 });
  for (let i = 0; i < 5; i++) {
    assertEquals((await get("/failing/events")).status, 500);
    assertEquals(await (await get("/plain/events")).text(), "no stream");
  }
  const response = await get("/some/events");
  assertEquals(response.status, 200);
  await response.body!.cancel();
});

Deno.test("a stream on which nothing happens says so now and then, so that whoever has gone is noticed", async () => {
  const { get, clock, senders } = guardedStreams();
  const reader = (await get("/some/events")).body!.getReader();
  assertEquals(await next(reader), ": open\n\n");
  for (let i = 0; i < 2; i++) {
    const silent = next(reader);
    while (clock.nextWakeMs() === null) await new Promise((resolve) => setTimeout(resolve));
    await clock.advance(20_000);
    assertEquals(await silent, ": nothing new\n\n");
  }
  const told = next(reader);
  for (const notice of senders) notice("at last");
  assertEquals(await told, "event: notice\ndata: at last\n\n");
  await reader.cancel();
  assertEquals([senders.size, clock.nextWakeMs()], [0, null]);
});

Deno.test("all streams end when they are closed", async () => {
  const { get, closing, senders, clock } = guardedStreams();
  const reader = (await get("/some/events")).body!.getReader();
  await next(reader);
  const ended = next(reader);
  closing.abort();
  assertEquals([await ended, senders.size, clock.nextWakeMs()], [null, 0, null]);
  const late = (await get("/some/events")).body!.getReader();
  assertEquals([await next(late), senders.size], [null, 0]);
});

Deno.test("a reader that does not read is let go, and what was kept for it too", async () => {
  const { get, senders } = guardedStreams();
  const { body } = await get("/some/events");
  for (let i = 0; i < 1000; i++) for (const notice of senders) notice(`news ${i}`);
  assertEquals(senders.size, 0);
  // What was kept until then can still be read, and the browser asks again by itself.
  const text = await new Response(body).text();
  assertStringIncludes(text, "news 100\n");
  assertEquals([text.includes("news 999"), text.includes("event: end")], [false, false]);
});

Deno.test("who only asks whether there is something leaves nothing behind", async () => {
  await using test = await testDashboard();
  const run = `/runs/${encodeURIComponent(test.runId)}`;
  for (const path of ["/api/events", "/runs/events", `${run}/events`, "/health/events", "/models/events"]) {
    const head = await test.get(path, { method: "HEAD" });
    assertEquals([head.status, head.body], [200, null], path);
    assertStringIncludes(head.headers.get("content-type") ?? "", "text/event-stream");
  }
  assertEquals(test.sources.events.listeners, 0);
});

Deno.test("who only asks for a file has none made", async () => {
  using made = tempDir();
  const code = `
    import { testDashboard } from "./tests/support/dashboard.ts";
    await using test = await testDashboard();
    Deno.env.set("TMPDIR", values[0]);
    const path = "/runs/" + encodeURIComponent(test.runId) + "/files/results.csv";
    const { status, body } = await test.get(path, { method: "HEAD" });
    tell({ status, body });
  `;
  assertEquals(await inOwnProcess(code, { values: [made.path] }), { status: 200, body: null });
  assertEquals([...Deno.readDirSync(made.path)], []);
});

Deno.test("a page that was closed is not looked after any more", async () => {
  const clock = new VirtualClock();
  await using test = await testDashboard({ clock });
  await using server = serveDashboard(test.dashboard);
  const gone = new AbortController();
  const response = await fetch(`${server.url}/models/events`, { signal: gone.signal });
  await response.body!.getReader().read();
  assertEquals(test.sources.events.listeners, 1);
  gone.abort();
  // The socket tells of it when the next thing is written: that nothing has happened.
  for (let i = 0; i < 20_000 && test.sources.events.listeners > 0; i++) {
    await clock.advance(20_000);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  assertEquals(test.sources.events.listeners, 0);
});

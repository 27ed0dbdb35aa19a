import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { eventSchema } from "../../../src/web/api/event_schema.ts";
import { eventsRoute } from "../../../src/web/api/events_route.ts";
import { type DashboardEvent, EventFeed } from "../../../src/web/events/mod.ts";
import { serveDashboard } from "../../../src/web/mod.ts";
import { apiWorld } from "./_providers.ts";

const price = (model: string): DashboardEvent => ({
  type: "price",
  at: "2026-11-20T12:00:00.000Z",
  provider: "openai",
  model,
  message: "It costs less",
});

/** Reads events one by one, and comments. */
function listen(body: ReadableStream<Uint8Array>) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const events: EventSourceMessage[] = [];
  const comments: string[] = [];
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onComment: (comment) => comments.push(comment),
  });
  const read = async () => {
    const { done, value } = await reader.read();
    if (!done) parser.feed(decoder.decode(value, { stream: true }));
    return !done;
  };
  return {
    events,
    comments,
    cancel: () => reader.cancel(),
    /** Whether the stream ended before there were so many. */
    async until(count: number, of: readonly unknown[] = events) {
      while (of.length < count) if (!await read()) return true;
      return false;
    },
    async end() {
      while (await read());
    },
  };
}

Deno.test("what happens is told over a socket while it happens, and the stream ends with the server", async () => {
  await using world = await apiWorld();
  const { events } = world.sources;
  const server = serveDashboard(world.dashboard);
  const response = await fetch(`${server.url}/api/events`);
  assertEquals(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  assertEquals(response.headers.get("cache-control"), "private, no-store");
  const heard = listen(response.body!);
  await heard.until(1, heard.comments);
  const told: DashboardEvent[] = [
    price("openai/gpt-4o-mini"),
    {
      type: "refresh",
      at: "2026-11-20T12:00:00.000Z",
      providers: [{ provider: "openai", outcome: "fetched", models: 2 }],
    },
    {
      type: "provider",
      at: "2026-11-20T12:00:00.000Z",
      provider: "openai",
      from: "healthy",
      to: "down",
      reasons: ["half of its calls fail\nin two lines"],
    },
  ];
  for (const event of told) events.publish(event);
  await heard.until(3);
  assertEquals(heard.events.map(({ id, event }) => [id, event]), [["1", "price"], ["2", "refresh"], ["3", "provider"]]);
  assertEquals(heard.events.map(({ data }) => eventSchema.parse(JSON.parse(data))), told as never);
  await server.close();
  await heard.end();
  assertEquals(events.listeners, 0);
});

Deno.test("nothing is kept for a reader that has gone", async () => {
  await using world = await apiWorld();
  await using server = serveDashboard(world.dashboard);
  const { events } = world.sources;
  const gone = new AbortController();
  const response = await fetch(`${server.url}/api/events`, { signal: gone.signal });
  const heard = listen(response.body!);
  await heard.until(1, heard.comments);
  assertEquals(events.listeners, 1);
  gone.abort();
  // The socket tells it when the next thing is written.
  for (let i = 0; i < 20_000 && events.listeners > 0; i++) {
    events.publish(price("openai/gpt-4o-mini"));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  assertEquals(events.listeners, 0);
});

Deno.test("a reader that does not keep up loses the oldest, and is told how many", async () => {
  const events = new EventFeed();
  const heard = listen((await eventsRoute({ events }).request("/api/events")).body!);
  await heard.until(1, heard.comments);
  // What was asked for before nobody reads is on its way already.
  for (let i = 0; i < 1000; i++) events.publish(price(`a/m${i}`));
  await heard.until(201);
  const models = heard.events.flatMap(({ event, data }) => event === "price" ? [JSON.parse(data).model] : []);
  const [lost] = heard.events.filter(({ event }) => event === "lost");
  assertEquals(models.at(-1), "a/m999");
  assertEquals(eventSchema.parse(JSON.parse(lost.data)), { type: "lost", events: 1000 - models.length });
  await heard.cancel();
  assertEquals(events.listeners, 0);
});

Deno.test("many listeners are many buffers: who comes too late is asked to come again", async () => {
  await using world = await apiWorld();
  const { events } = world.sources;
  const open = await Promise.all(Array.from({ length: 200 }, () => world.get("/api/events")));
  assertEquals(events.listeners, 200);
  const response = await world.get("/api/events");
  assertEquals([response.status, response.headers.get("retry-after")], [503, "60"]);
  assertStringIncludes((await response.json()).error.message, "200 others listen");
  for (const { body } of open) await body!.cancel();
  assertEquals(events.listeners, 0);
  const last = await world.get("/api/events");
  assert(last.ok);
  await last.body!.cancel();
});

import { assertEquals } from "@std/assert";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import fc from "fast-check";
import { eventResponse } from "../../../src/web/events/mod.ts";

const BEGIN = ": open\n\n";
const numbered = (id: number) => ({ id, event: "count", data: `one\ntwo ${id}` });

async function eventsIn(response: Response): Promise<EventSourceMessage[]> {
  const events: EventSourceMessage[] = [];
  createParser({ onEvent: (event) => events.push(event) }).feed(await response.text());
  return events;
}

Deno.test("all that is told arrives in order, with its lines and its number, and the stream ends behind it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: fc.constantFrom("a", "\n", ":", " ") }), { maxLength: 50 }),
      async (texts) => {
        const events = await eventsIn(eventResponse(({ tell, end }) => {
          texts.forEach((data, id) => tell({ id, event: "x", data }));
          end();
          tell({ event: "x", data: "late" });
          return () => {};
        }, { begin: BEGIN }));
        assertEquals(events, texts.map((data, id) => ({ id: String(id), event: "x", data })));
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("of a reader that is too slow the oldest are lost and counted, or the stream ends, as is asked for", async () => {
  const lost = (count: number) => ({ event: "lost", data: String(count) });
  for (const options of [{ begin: BEGIN, lost }, { begin: BEGIN }]) {
    let stopped = 0;
    const events = await eventsIn(eventResponse(({ tell, end }) => {
      for (let id = 1; id <= 1000; id++) tell(numbered(id));
      end();
      return () => stopped++;
    }, options));
    const ids = events.flatMap(({ event, id }) => event === "count" ? [Number(id)] : []);
    assertEquals(stopped, 1);
    if (!("lost" in options)) {
      assertEquals(ids, Array.from({ length: ids.length }, (_, i) => i + 1));
      assertEquals([ids.length < 1000, events.length], [true, ids.length]);
      continue;
    }
    assertEquals(ids.at(-1), 1000);
    assertEquals(events.filter(({ event }) => event === "lost").map(({ data }) => Number(data)), [1000 - ids.length]);
  }
});

Deno.test("nothing is told any more to a reader that has left, whenever that is", async () => {
  for (const waits of [true, false]) {
    let stopped = 0;
    let say = () => {};
    const { body } = eventResponse(({ tell }) => {
      say = () => tell(numbered(1));
      return () => stopped++;
    }, { begin: BEGIN });
    const reader = body!.getReader();
    await reader.read();
    const next = waits ? reader.read() : null;
    await reader.cancel();
    say();
    assertEquals([stopped, (await next)?.done ?? true], [1, true]);
  }
});

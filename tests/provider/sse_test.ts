import { assertEquals } from "@std/assert";
import { createParser } from "eventsource-parser";
import fc from "fast-check";
import { readSse, type SseEvent } from "../../src/provider/_sse.ts";
import type { Cut } from "../../src/spec/mod.ts";

function read(body: string | Uint8Array, cuts: readonly Cut[] = [[0, 1]], wantsTime = true): SseEvent[] {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const events: SseEvent[] = [];
  readSse({ body: bytes, cuts }, { onEvent: (event) => events.push(event), wantsTime: () => wantsTime });
  return events;
}

const data = (events: readonly SseEvent[]) => events.map((event) => event.data);

Deno.test("events end at blank lines, whatever the line ends are", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const body = ["data: a", "", "event: x", "data: b", "data: c", "", ""].join(end);
    assertEquals(read(body).map(({ type, data }) => [type, data]), [[null, "a"], ["x", "b\nc"]]);
  }
});

Deno.test("white space before the first line and comments are passed over", () => {
  assertEquals(data(read("\uFEFF  \n\n  data: a\n\n: OPENROUTER PROCESSING\n\ndata: b\n\n")), ["a", "b"]);
});

Deno.test("an event has the time of the chunk in which it was completed", () => {
  const body = "data: a\n\ndata: b\n\n";
  const cuts: Cut[] = [[0, 1], [3, 2], [8, 3], [12, 4], [18, 5]];
  assertEquals(read(body, cuts).map(({ data, ms }) => [data, ms]), [["a", 3], ["b", 4]]);
});

Deno.test("a body without cuts has events without times", () => {
  assertEquals(read("data: a\n\n", []).map(({ ms }) => ms), [null]);
});

Deno.test("what stands at the end without its blank line is given up as not whole", () => {
  assertEquals(read("data: a\n\ndata: {half").map(({ data, whole }) => [data, whole]), [["a", true], ["{half", false]]);
  assertEquals(read("data: a\n").map(({ data, whole }) => [data, whole]), [["a", false]]);
});

Deno.test("a bare error line is an error event, and a bare JSON line is data", () => {
  const events = read('error: {"code":500}\n\n{"error":{"code":400}}\n');
  assertEquals(events.map(({ type, data }) => [type, data]), [
    ["error", '{"code":500}'],
    [null, '{"error":{"code":400}}'],
  ]);
});

Deno.test("events are the same wherever the body is cut, and whether times are asked for or not", () => {
  const body = new TextEncoder().encode(
    '\n  : hi\r\n\r\ndata: {"text":"naïve 🙂 日本"}\r\n\r\nevent: error\rdata: b\r\rerror: {"a":1}\n\n{"c":1}\n\ndata: [DONE]\n\n',
  );
  const expected = read(body).map(({ type, data, whole }) => ({ type, data, whole }));
  assertEquals(expected.length, 5);
  const offsets = fc.uniqueArray(fc.integer({ min: 1, max: body.length - 1 }), { maxLength: 30 });
  fc.assert(fc.property(offsets, fc.boolean(), (offsets, wantsTime) => {
    const cuts: Cut[] = [0, ...offsets.sort((a, b) => a - b)].map((offset, place) => [offset, place]);
    const events = read(body, cuts, wantsTime);
    assertEquals(events.map(({ type, data, whole }) => ({ type, data, whole })), expected);
    if (!wantsTime) return;
    const times = events.map(({ ms }) => ms ?? NaN);
    assertEquals(times, times.toSorted((a, b) => a - b));
  }));
});

/** The fields that the standard has, in any order and with any line ends; what servers do beyond it has tests above. */
const sseText = fc.array(
  fc.tuple(
    fc.oneof(
      fc.constantFrom(
        "data: a",
        "data:b",
        "data:  two",
        "data",
        "data:",
        "event: x",
        "event:",
        "id: 1",
        "retry: 5",
        ": c",
        ":",
        "",
      ),
      fc.string({ unit: "grapheme", maxLength: 4 }).map((text) => `data: ${text.replaceAll(/[\r\n]/g, "")}`),
    ),
    fc.constantFrom("\n", "\r\n", "\r"),
  ),
  { maxLength: 20 },
).map((lines) => `data: first\n\n${lines.map(([line, end]) => line + end).join("")}\n\n`);

Deno.test("events are those of another reader of the standard, however they are cut", () => {
  fc.assert(
    fc.property(sseText, fc.array(fc.nat(200), { maxLength: 12 }), (text, places) => {
      const expected: [string | null, string][] = [];
      createParser({ onEvent: ({ event, data }) => expected.push([event || null, data]) }).feed(text);
      const bytes = new TextEncoder().encode(text);
      const offsets = [...new Set(places.filter((place) => place > 0 && place < bytes.length))].sort((a, b) => a - b);
      const cuts: Cut[] = [0, ...offsets].map((offset, place) => [offset, place]);
      assertEquals(read(bytes, cuts).map(({ type, data }) => [type, data]), expected);
    }),
    { numRuns: 400 },
  );
});

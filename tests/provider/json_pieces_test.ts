import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { readJsonArray } from "../../src/provider/_json_array.ts";
import { readJsonLines } from "../../src/provider/_json_lines.ts";
import type { SseEvent } from "../../src/provider/_sse.ts";
import type { Cut } from "../../src/spec/mod.ts";

type Reader = typeof readJsonArray;

function read(reader: Reader, text: string, offsets: readonly number[] = []): SseEvent[] {
  const body = new TextEncoder().encode(text);
  const cuts = [0, ...offsets].map((offset, place): Cut => [offset, place]);
  const events: SseEvent[] = [];
  reader({ body, cuts }, { onEvent: (event) => events.push(event), wantsTime: () => true });
  return events;
}

const data = (events: SseEvent[]) => events.map((event) => event.data);
const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 6 });
const offsets = (text: string) => {
  const length = new TextEncoder().encode(text).length;
  return fc.uniqueArray(fc.integer({ min: 1, max: Math.max(1, length - 1) }), { maxLength: 20 })
    .map((places) => places.sort((a, b) => a - b).filter((place) => place < length));
};

Deno.test("whatever objects an array has are given one by one, wherever it is cut", () => {
  const arrays = objects.chain((values) => {
    const text = JSON.stringify(values, null, 1);
    return fc.tuple(fc.constant(values), fc.constant(text), offsets(text));
  });
  fc.assert(fc.property(arrays, ([values, text, cuts]) => {
    const events = read(readJsonArray, text, cuts);
    assertEquals(events.map((event) => JSON.parse(event.data)), JSON.parse(JSON.stringify(values)));
    assertEquals(events.every(({ whole }) => whole), true);
  }));
});

Deno.test("whatever objects lines have are given one by one, wherever they are cut", () => {
  const bodies = objects.chain((values) => {
    const text = values.map((value) => `${JSON.stringify(value)}\r\n`).join("\n");
    return fc.tuple(fc.constant(values), fc.constant(text), offsets(text));
  });
  fc.assert(fc.property(bodies, ([values, text, cuts]) => {
    const events = read(readJsonLines, text, cuts);
    assertEquals(events.map((event) => JSON.parse(event.data)), JSON.parse(JSON.stringify(values)));
  }));
});

Deno.test("an object comes with the chunk that closes it", () => {
  const times = (events: SseEvent[]) => events.map(({ ms }) => ms);
  assertEquals(times(read(readJsonArray, '[{"a":1},{"b":2}]', [3, 10, 16])), [1, 2]);
  assertEquals(times(read(readJsonLines, '{"a":1}\n{"b":2}\n', [3, 10])), [1, 2]);
});

Deno.test("what the body stops within is given up as not whole", () => {
  const [first, second] = read(readJsonArray, '[{"a":[1]},{"b":"}');
  assertEquals([first.data, first.whole], ['{"a":[1]}', true]);
  assertEquals([second.data, second.whole], ['{"b":"}', false]);
  const lines = read(readJsonLines, '{"a":1}\n{"b":');
  assertEquals(lines.map(({ whole }) => whole), [true, false]);
  assertEquals(data(lines), ['{"a":1}', '{"b":']);
});

Deno.test("brackets and quotes within strings are no ends", () => {
  const text = '[{"a":"}]\\"{["},{"b":"\\\\"}]';
  assertEquals(data(read(readJsonArray, text)), ['{"a":"}]\\"{["}', '{"b":"\\\\"}']);
});

Deno.test("an empty body, empty lines and an empty array hold nothing", () => {
  for (const text of ["", "\n\n", "[]", "[", "  [ ]  "]) assertEquals(read(readJsonArray, text), [], text);
  for (const text of ["", "\n", "\r\n \n"]) assertEquals(read(readJsonLines, text), [], text);
});

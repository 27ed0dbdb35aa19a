import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { EventScanner, type StreamFormat, streamFormat } from "../../../src/cassette/faults/_event_scanner.ts";

const utf8 = new TextEncoder();

/** The blocks of a text that comes in chunks of these sizes; events stand in brackets. */
function blocksOf(text: string, format: StreamFormat, sizes: readonly number[] = []): string[] {
  const scanner = new EventScanner(format);
  const bytes = utf8.encode(text);
  const blocks = [];
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    blocks.push(...scanner.feed(bytes.subarray(at, at + size)));
    at += size;
  }
  blocks.push(...scanner.end());
  return blocks.map(({ bytes, isEvent }) => {
    const block = new TextDecoder().decode(bytes);
    return isEvent ? `[${block}]` : block;
  });
}

Deno.test("an event ends with an empty line, however lines end", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const events = [`data: 1${end}${end}`, `event: x${end}data: 2${end}${end}`, `data: 3${end}${end}`];
    assertEquals(blocksOf(events.join(""), "sse"), events.map((event) => `[${event}]`), JSON.stringify(end));
  }
});

Deno.test("comments and empty lines are no events", () => {
  const text = "\n: PROCESSING\n\n: PROCESSING\n\ndata: 1\n\n\n\ndata: 2";
  assertEquals(blocksOf(text, "sse"), [
    "\n",
    ": PROCESSING\n\n",
    ": PROCESSING\n\n",
    "[data: 1\n\n]",
    "\n",
    "\n",
    "[data: 2]",
  ]);
});

Deno.test("a line of JSON is an event, an empty one is none", () => {
  assertEquals(blocksOf('{"a":1}\r\n\n{"b":2}\n{"c"', "lines"), ['[{"a":1}\r\n]', "\n", '[{"b":2}\n]', '[{"c"]']);
});

Deno.test("a body that is no stream is one event", () => {
  assertEquals(blocksOf('{\n\n"a":\n\n1}', "plain", [3, 2]), ['[{\n\n"a":\n\n1}]']);
  assertEquals(blocksOf("", "plain"), []);
});

const pieces = fc.constantFrom("\n", "\r", "\r\n", "\n\n", "\r\n\r\n", ": c", "data: é", "event: x", "{}", " ");
const texts = fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join(""));
const formats = fc.constantFrom<StreamFormat>("sse", "lines", "plain");

Deno.test("blocks put together are the body, and do not depend on where its chunks end", () => {
  fc.assert(fc.property(texts, formats, fc.array(fc.nat({ max: 5 })), (text, format, sizes) => {
    const blocks = blocksOf(text, format, sizes);
    assertEquals(blocks, blocksOf(text, format));
    assertEquals(blocks.map((block) => block.replaceAll(/[[\]]/g, "")).join(""), text);
  }));
});

Deno.test("the format is told by the declared type, else by how the body begins", () => {
  const format = (type: string | null, start: string) => streamFormat(type, utf8.encode(start));
  assertEquals(format("text/event-stream; charset=utf-8", "{"), "sse");
  assertEquals(format("application/x-ndjson", ""), "lines");
  assertEquals(format("application/json", "{"), "plain");
  assertEquals(format(null, ": PROCESSING"), "sse");
  assertEquals(format("text/plain", "\n data: {}"), "sse");
  assertEquals(format(null, "database"), "plain");
});

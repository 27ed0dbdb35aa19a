import { assertEquals, assertNotEquals } from "@std/assert";
import { documentsIn } from "../../../src/analysis/drift/_documents_in.ts";
import { ShapeBook } from "../../../src/analysis/drift/_shape_book.ts";
import type { JsonValue } from "../../../mod.ts";

function featuresOf(documents: readonly JsonValue[]): string[] {
  const book = new ShapeBook();
  return book.featuresOf(book.shapeOf(documents)).map((number) => {
    const { place, type } = book.feature(number);
    return `${place} ${type}`;
  });
}

Deno.test("a shape has each place with the types that stand there", () => {
  assertEquals(featuresOf([{ id: "x", usage: { "a/b": 1 }, list: [1, null, "two"], none: [] }]), [
    "/ object",
    "/id string",
    "/usage object",
    "/usage/a~1b number",
    "/list array",
    "/list/* number",
    "/list/* null",
    "/list/* string",
    "/none array",
  ]);
});

Deno.test("events that have a type have shapes of their own", () => {
  assertEquals(featuresOf([{ type: "start", id: 1 }, { type: "end", ok: true }]), [
    "start / object",
    "start /type string",
    "start /id number",
    "end / object",
    "end /type string",
    "end /ok boolean",
  ]);
});

Deno.test("the names in what a model asks of a tool are its own", () => {
  const call = (args: JsonValue) => [{ function: { name: "weather", arguments: args } }];
  const book = new ShapeBook();
  assertEquals(book.shapeOf(call({ city: "Paris" })), book.shapeOf(call({ town: "Rome", day: 1 })));
  assertNotEquals(book.shapeOf(call('{"city":"Paris"}')), book.shapeOf(call({ city: "Paris" })));
});

Deno.test("the values of a body are found in a whole, in events and in lines", () => {
  assertEquals(documentsIn('{"a":1}'), [{ a: 1 }]);
  assertEquals(documentsIn('[{"a":1},{"b":2}]'), [{ a: 1 }, { b: 2 }]);
  assertEquals(documentsIn('event: x\ndata: {"a":1}\n\ndata:{"b":2}\r\n\ndata: [DONE]\n\n: ping\n'), [{ a: 1 }, {
    b: 2,
  }]);
  assertEquals(documentsIn('{"a":1}\n{"b":2}\n{"torn'), [{ a: 1 }, { b: 2 }]);
  assertEquals(documentsIn("<html>"), []);
});

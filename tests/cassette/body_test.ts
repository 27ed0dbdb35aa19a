import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeBody, encodeBody } from "../../src/cassette/mod.ts";
import { utf8 } from "./support.ts";

function kindOf(text: string): string {
  const body = encodeBody(utf8.encode(text));
  return body === null ? "null" : Object.keys(body)[0];
}

Deno.test("any bytes come back as they were", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
    assertEquals(decodeBody(encodeBody(bytes)), new Uint8Array(bytes));
  }));
});

Deno.test("any text comes back as it was, also after it has been written and read", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const bytes = utf8.encode(text);
    assertEquals(decodeBody(JSON.parse(JSON.stringify(encodeBody(bytes)))), bytes);
  }));
});

Deno.test("any JSON comes back as it was, in any spelling", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 4 }), (value, spaces) => {
    const bytes = utf8.encode(JSON.stringify(value, null, spaces));
    assertEquals(decodeBody(JSON.parse(JSON.stringify(encodeBody(bytes)))), bytes);
  }));
});

Deno.test("JSON that prints as the same text stands as JSON", () => {
  for (const text of ['{"a":1,"b":[true,null,"x"]}', "[]", "{}", '{"__proto__":{"a":1}}', '["\\ud800"]']) {
    assertEquals(kindOf(text), "json", text);
    assertEquals(new TextDecoder().decode(decodeBody(encodeBody(utf8.encode(text)))), text);
  }
});

Deno.test("JSON that would print differently stands as text", () => {
  const texts = [
    '{"a": 1}',
    '{"2":1,"1":2}',
    '{"a":1,"a":2}',
    '{"a":1.0}',
    '{"a":9007199254740993}',
    '{"a":"\\u0041"}',
    '{"a":1}\n',
    '\ufeff{"a":1}',
    '"a string"',
    "1",
    "[".repeat(50_000),
  ];
  for (const text of texts) {
    assertEquals(kindOf(text), "text", text.slice(0, 40));
    assertEquals(decodeBody(encodeBody(utf8.encode(text))), utf8.encode(text));
  }
});

Deno.test("bytes that are no UTF-8 stand as base64, and no bytes as null", () => {
  assertEquals(encodeBody(new Uint8Array([0xff, 0xfe])), { base64: "//4=" });
  assertEquals(encodeBody(new Uint8Array()), null);
  assertEquals(decodeBody(null), new Uint8Array());
});

Deno.test("a part of a larger buffer is read as what it is", () => {
  const buffer = new Uint8Array([0x41, 0xff, 0xfe, 0x42]);
  assertEquals(encodeBody(buffer.subarray(1, 3)), { base64: "//4=" });
  assertEquals(encodeBody(buffer.subarray(0, 1)), { text: "A" });
});

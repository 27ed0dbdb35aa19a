import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { jsonStrings } from "../../../src/cassette/redaction/_json_strings.ts";
import type { JsonValue } from "../../../src/spec/mod.ts";

/** The strings of a value, in their order. */
function stringsOf(value: JsonValue): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}

const anyJson = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())) as fc.Arbitrary<
  JsonValue
>;

Deno.test("all strings of a JSON text are found where they stand, in any spelling", () => {
  fc.assert(fc.property(anyJson, fc.integer({ min: 0, max: 3 }), fc.string(), (value, spaces, around) => {
    const json = JSON.stringify(value, null, spaces);
    const text = around + json + around;
    const found = jsonStrings(text, around.length, around.length + json.length);
    assertEquals(found.map(({ start, end }) => JSON.parse(text.slice(start, end))), stringsOf(JSON.parse(json)));
  }));
});

Deno.test("strings at the same place have the same path", () => {
  const text = '{"a":[{"b":"1"},{"b":"2","c":"3"}],"d":{"b":"4"},"e":"5"}';
  assertEquals(jsonStrings(text, 0, text.length).map(({ path }) => path), [
    "/a/*/b",
    "/a/*/b",
    "/a/*/c",
    "/d/b",
    "/e",
  ]);
});

Deno.test("index fields tell strings at the same place apart, wherever they stand in their objects", () => {
  const text = '[{"t":"1","index":0},{"index":1,"t":"2"},{"block_index":2,"in":{"t":"3"}},{"indexes":1,"t":"4"}]';
  const found = jsonStrings(text, 0, text.length);
  assertEquals(found.map(({ indexedPath }) => indexedPath), [
    "#index=0/*/t",
    "#index=1/*/t",
    "#block_index=2/*/in/t",
    "/*/t",
  ]);
});

Deno.test("what is no JSON does no harm", () => {
  fc.assert(fc.property(fc.stringMatching(/^[{}\[\]",:\\a1 ]{0,20}$/), (text) => {
    for (const { start, end } of jsonStrings(text, 0, text.length)) {
      assertEquals(start >= 0 && end <= text.length, true);
    }
  }));
});

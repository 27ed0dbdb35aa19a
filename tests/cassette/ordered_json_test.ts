import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { canonicalJson } from "../../src/base/mod.ts";
import { orderedJson } from "../../src/cassette/_ordered_json.ts";
import type { JsonValue } from "../../src/spec/mod.ts";

const parsed = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value));

Deno.test("what the runtime prints in order is the canonical JSON", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const text = orderedJson(parsed(value));
    if (text !== null) assertEquals(text, canonicalJson(parsed(value)));
  }));
});

Deno.test("names and values as requests have them are printed so", () => {
  const names = fc.stringMatching(/^[a-zA-Z_$é\u{1f600}][^\0]{0,8}$/u).filter((name) => name !== "__proto__");
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.integer(),
      tie("object"),
      fc.array(tie("value"), { maxLength: 4 }),
    ),
    object: fc.dictionary(names, tie("value"), { maxKeys: 5 }),
  }));
  fc.assert(fc.property(value as fc.Arbitrary<JsonValue>, (value) => {
    assertEquals(orderedJson(parsed(value)), canonicalJson(parsed(value)));
  }));
});

Deno.test("what the runtime would not print canonically is left to others", () => {
  for (
    const text of [
      '{"10":1,"9":2}',
      '{"__proto__":1}',
      "[9007199254740993]",
      '["\\ud800"]',
      '{"a":{"1":[]}}',
      "[1e400]",
    ]
  ) {
    assertEquals(orderedJson(JSON.parse(text)), null, text);
  }
});

import { assert, assertEquals, assertThrows } from "@std/assert";
import canonicalize from "canonicalize";
import fc from "fast-check";
import { canonicalJson } from "../../src/base/mod.ts";
import type { JsonValue } from "../../src/spec/mod.ts";

const json = () => fc.jsonValue({ noUnicodeString: false }) as fc.Arbitrary<JsonValue>;

Deno.test("canonical JSON is what the reference implementation of RFC 8785 writes", () => {
  fc.assert(fc.property(json(), (value) => {
    assertEquals(canonicalJson(value), canonicalize(value));
  }));
});

Deno.test("canonical JSON reads back as the same value", () => {
  fc.assert(fc.property(json(), (value) => {
    const text = canonicalJson(value);
    assertEquals(canonicalJson(JSON.parse(text)), text);
  }));
});

Deno.test("the order of keys does not matter", () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.integer()), (object) => {
    const turned = Object.fromEntries(Object.entries(object).reverse());
    assertEquals(canonicalJson(turned), canonicalJson(object));
  }));
});

Deno.test("keys are ordered by UTF-16 code units, not by code points", () => {
  // The example of RFC 8785, section 3.2.3.
  const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\u{1f600}": 5, "\u0080": 6, "\u00f6": 7 };
  const order = [...canonicalJson(value).matchAll(/:(\d)/g)].map((match) => Number(match[1]));
  assertEquals(order, [2, 4, 6, 7, 1, 5, 3]);
});

Deno.test("numbers are written as ECMAScript writes them", () => {
  assertEquals(
    canonicalJson([333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001, -0]),
    "[333333333.3333333,1e+30,4.5,0.002,1e-27,0]",
  );
});

Deno.test("what JSON cannot carry is refused", () => {
  for (const value of [NaN, Infinity, "\ud800", { "\udc00": 1 }, [() => 1], 1n]) {
    assertThrows(() => canonicalJson(value as JsonValue), TypeError, "Cannot write JSON");
  }
});

Deno.test("a member that is undefined is left out", () => {
  assertEquals(canonicalJson({ a: undefined, b: 1 } as unknown as JsonValue), '{"b":1}');
  assert(!canonicalJson({ b: 1, z: undefined } as unknown as JsonValue).includes(",}"));
});

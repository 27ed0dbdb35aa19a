import {
  assert,
  assertEquals,
  AssertionError,
  assertNotEquals,
  assertStrictEquals,
  assertThrows,
  equal,
} from "@std/assert";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";

class Point {
  constructor(readonly x: number) {}
}
class OtherPoint {
  constructor(readonly x: number) {}
}
class Hidden {
  #secret: number;
  constructor(secret: number) {
    this.#secret = secret;
  }
  get shown(): number {
    return this.#secret;
  }
}

/** The message of a failed assertion, without colours. */
function messageOf(fn: () => void): string {
  return stripVTControlCharacters(assertThrows(fn, AssertionError).message);
}

const EQUAL: readonly (readonly [string, unknown, unknown])[] = [
  ["numbers", 1, 1],
  ["NaN", NaN, NaN],
  ["the two zeros", 0, -0],
  ["big integers", 10n ** 30n, 10n ** 30n],
  ["objects whose keys stand in another order", { a: 1, b: { c: 2 } }, { b: { c: 2 }, a: 1 }],
  ["a plain object and one without a prototype", { a: 1 }, Object.assign(Object.create(null), { a: 1 })],
  ["arrays", [1, [2, [3]]], [1, [2, [3]]]],
  ["symbol keys", { [Symbol.for("s")]: 1 }, { [Symbol.for("s")]: 1 }],
  ["dates", new Date("2026-01-02"), new Date("2026-01-02")],
  ["invalid dates", new Date(NaN), new Date(NaN)],
  ["sets in another order", new Set([1, 2]), new Set([2, 1])],
  ["sets of objects", new Set([{ a: 1 }, { b: 2 }]), new Set([{ b: 2 }, { a: 1 }])],
  ["maps in another order", new Map([["a", 1], ["b", 2]]), new Map([["b", 2], ["a", 1]])],
  ["maps with object keys", new Map([[{ k: 1 }, [1]]]), new Map([[{ k: 1 }, [1]]])],
  ["typed arrays", new Uint8Array([1, 2]), new Uint8Array([1, 2])],
  ["floats that are not numbers", new Float64Array([NaN, -0]), new Float64Array([NaN, 0])],
  ["buffers", new Uint8Array([1]).buffer, new Uint8Array([1]).buffer],
  ["patterns", /a+/gi, /a+/gi],
  ["URLs", new URL("https://a.example/?q=1"), new URL("https://a.example/?q=1")],
  ["instances of one class", new Point(1), new Point(1)],
  ["instances that show the same", new Hidden(1), new Hidden(1)],
  ["weak references to equal objects", new WeakRef({ a: 1 }), new WeakRef({ a: 1 })],
];

const UNEQUAL: readonly (readonly [string, unknown, unknown])[] = [
  ["numbers", 1, 2],
  ["a number and its text", 1, "1"],
  ["null and undefined", null, undefined],
  ["a number and a big integer", 1, 1n],
  ["a missing key and an undefined one", { a: undefined }, { b: undefined }],
  ["an object with one key more", { a: 1 }, { a: 1, b: undefined }],
  ["arrays of another length", [1], [1, undefined]],
  ["an array and an object like it", ["a"], { 0: "a" }],
  ["symbol keys", { [Symbol.for("s")]: 1 }, { [Symbol.for("s")]: 2 }],
  ["symbols of one name", Symbol("a"), Symbol("a")],
  ["functions of one text", () => 1, () => 1],
  ["dates", new Date(0), new Date(1)],
  ["a date and an invalid one", new Date(0), new Date(NaN)],
  ["sets", new Set([1]), new Set([2])],
  ["sets of objects", new Set([{ a: 1 }]), new Set([{ a: 2 }])],
  ["a set and a map", new Set([1]), new Map([[1, 1]])],
  ["maps", new Map([["a", 1]]), new Map([["a", 2]])],
  ["maps with other keys", new Map([["a", 1]]), new Map([["b", 1]])],
  ["typed arrays", new Uint8Array([1]), new Uint8Array([2])],
  ["typed arrays of another kind", new Uint8Array([1]), new Int8Array([1])],
  ["patterns with other flags", /a/g, /a/i],
  ["URLs", new URL("https://a.example/"), new URL("https://b.example/")],
  ["instances of two classes", new Point(1), new OtherPoint(1)],
  ["an instance and a plain object", new Point(1), { x: 1 }],
  ["instances that show something else", new Hidden(1), new Hidden(2)],
];

for (const [what, a, b] of EQUAL) {
  Deno.test(`equal: ${what}`, () => {
    assert(equal(a, b));
    assert(equal(b, a));
    assertEquals(a, b);
    assertThrows(() => assertNotEquals(a, b), AssertionError, "not to be");
  });
}

for (const [what, a, b] of UNEQUAL) {
  Deno.test(`not equal: ${what}`, () => {
    assert(!equal(a, b));
    assert(!equal(b, a));
    assertNotEquals(a, b);
    assertThrows(() => assertEquals(a, b), AssertionError, "Values are not equal.");
  });
}

Deno.test("circular objects can be compared", () => {
  const circle = (value: number) => {
    const object: Record<string, unknown> = { value };
    object.self = { object };
    return object;
  };
  assertEquals(circle(1), circle(1));
  assertNotEquals(circle(1), circle(2));
});

Deno.test("what nobody can look into is not compared", () => {
  assertThrows(() => equal(new WeakMap(), new WeakMap()), TypeError, "WeakMap");
  assertThrows(() => equal(new WeakSet(), new WeakSet()), TypeError, "WeakSet");
});

Deno.test("the diff of two objects shows what differs, line by line", () => {
  const message = messageOf(() => assertEquals({ kept: 1, list: [1, 2, 3] }, { kept: 1, list: [1, 3, 4] }));
  assertEquals(message.split("\n"), [
    "Values are not equal.",
    "",
    "",
    "    [Diff] Actual / Expected",
    "",
    "",
    "    {",
    "      kept: 1,",
    "      list: [",
    "        1,",
    "-       2,",
    "        3,",
    "+       4,",
    "      ],",
    "    }",
    "",
  ]);
});

Deno.test("the diff sorts keys, so that only differences of values stand out", () => {
  const message = messageOf(() => assertEquals({ b: 1, a: 2 }, { a: 2, b: 3 }));
  assert(message.includes("    {\n      a: 2,\n-     b: 1,\n+     b: 3,\n    }"), message);
});

Deno.test("the diff of two texts goes by lines and writes out what cannot be seen", () => {
  const message = messageOf(() => assertEquals("same\na\tb\nend", "same\na b\nend"));
  assert(message.includes("    same\\n\n"), message);
  assert(message.includes("-   a\\tb\\n\n"), message);
  assert(message.includes("+   a b\\n\n"), message);
  assert(message.includes("    end\n"), message);
});

Deno.test("a message of the caller's stands in the first line", () => {
  assert(messageOf(() => assertEquals(1, 2, "the sum")).startsWith("Values are not equal: the sum\n"));
});

Deno.test("strict equality is identity, with NaN and the zeros as Object.is has them", () => {
  const object = { a: 1 };
  assertStrictEquals(object, object);
  assertStrictEquals(NaN, NaN);
  assertThrows(() => assertStrictEquals(0, -0), AssertionError, "Values are not strictly equal.");
  const message = messageOf(() => assertStrictEquals<unknown>(object, { a: 1 }));
  assert(message.startsWith("Values have the same structure but are not reference-equal."), message);
  assert(message.includes("    {\n      a: 1,\n    }"), message);
});

const json = fc.jsonValue().map((value) => value as unknown);

Deno.test("a copy equals what it was made of", () => {
  fc.assert(fc.property(json, (value) => {
    assertEquals(structuredClone(value), value);
    assertEquals(new Set([value]), new Set([structuredClone(value)]));
  }));
});

Deno.test("JSON values are equal exactly when they are the same text with sorted keys", () => {
  const sorted = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(sorted);
    return {
      entries: Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1).map(([key, item]) => [key, sorted(item)]),
    };
  };
  const small = fc.jsonValue({ maxDepth: 1 });
  fc.assert(fc.property(small, small, (a, b) => {
    assertStrictEquals(equal(a, b), JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)));
  }));
});

Deno.test("equality is symmetric", () => {
  fc.assert(fc.property(fc.anything(), fc.anything(), (a, b) => assertEquals(equal(a, b), equal(b, a))));
});

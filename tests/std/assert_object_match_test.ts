import { assertEquals, AssertionError, assertObjectMatch, assertThrows } from "@std/assert";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";

type Loose = Record<PropertyKey, unknown>;

const row = {
  id: 1,
  usage: { input: 10, output: 5 },
  tags: ["a", "b"],
  calls: [{ name: "f", args: { x: 1 } }, { name: "g" }],
  headers: new Map([["a", { n: 1, m: 2 }], ["b", { n: 2, m: 3 }]]),
  kinds: new Set(["x", "y"]),
  pattern: /a/g,
  [Symbol.for("s")]: { deep: true, other: 1 },
};

const MATCHING: Loose[] = [
  {},
  { id: 1 },
  { usage: { output: 5 } },
  { tags: ["a", "b"] },
  { tags: ["a"] },
  { calls: [{ name: "f" }, {}] },
  { headers: new Map([["b", { n: 2 }]]) },
  { kinds: new Set(["y"]) },
  { pattern: /a/g },
  { [Symbol.for("s")]: { deep: true } },
];

const FAILING: Loose[] = [
  { id: 2 },
  { missing: 1 },
  { id: undefined },
  { usage: { input: 10, total: 15 } },
  { tags: ["a", "b", "c"] },
  { tags: ["b"] },
  { calls: [{ name: "g" }] },
  { headers: new Map([["c", {}]]) },
  { kinds: new Set(["z"]) },
  { pattern: /a/i },
  { [Symbol.for("s")]: { deep: false } },
];

Deno.test("an object matches each part of itself", () => {
  for (const expected of MATCHING) assertObjectMatch(row, expected);
});

Deno.test("what is not in the object does not match", () => {
  for (const expected of FAILING) {
    assertThrows(
      () => assertObjectMatch(row, expected),
      AssertionError,
      "Values are not equal.",
      Deno.inspect(expected),
    );
  }
});

Deno.test("classes do not matter, their properties do", () => {
  class Row {
    id = 1;
    inner = new Date(0);
  }
  assertObjectMatch(new Row() as unknown as Loose, { id: 1 });
  assertObjectMatch({ row: new Row() }, { row: { id: 1 } });
  assertThrows(() => assertObjectMatch({ row: new Row() }, { row: { id: 2 } }), AssertionError);
});

Deno.test("circular objects can be matched", () => {
  const circle = (value: number): Loose => {
    const object: Loose = { value };
    object.self = object;
    return object;
  };
  const expected: Loose = { value: 1 };
  expected.self = expected;
  assertObjectMatch(circle(1), expected);
  assertThrows(() => assertObjectMatch(circle(2), expected), AssertionError);
});

Deno.test("the diff shows only what was asked for", () => {
  const error = assertThrows(
    () => assertObjectMatch({ a: 1, b: { c: 2, d: 3 } }, { b: { c: 4 } }, "row"),
    AssertionError,
  );
  const message = stripVTControlCharacters(error.message);
  assertEquals(message.split("\n")[0], "Values are not equal: row");
  assertEquals(message.split("\n").slice(6), [
    "    {",
    "      b: {",
    "-       c: 2,",
    "+       c: 4,",
    "      },",
    "    }",
    "",
  ]);
});

Deno.test("what is no object cannot be matched", () => {
  for (const value of [null, 1, "a"] as unknown as Loose[]) {
    assertThrows(() => assertObjectMatch(value, {}), TypeError, "Cannot assertObjectMatch");
  }
});

Deno.test("an object matches all subsets of its keys and none with a changed value", () => {
  const flat = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()), { minKeys: 1 });
  fc.assert(fc.property(flat, fc.nat(), (object, seed) => {
    const keys = Object.keys(object);
    const some = Object.fromEntries(keys.filter((_, index) => (seed >> index) & 1).map((key) => [key, object[key]]));
    assertObjectMatch(object, some);
    const key = keys[seed % keys.length];
    assertThrows(() => assertObjectMatch(object, { ...some, [key]: "changed" + object[key] }), AssertionError);
  }));
});

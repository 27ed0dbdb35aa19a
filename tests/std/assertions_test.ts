import {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertIsError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotInstanceOf,
  assertNotMatch,
  assertNotStrictEquals,
  assertStringIncludes,
  assertThrows,
  fail,
  unimplemented,
  unreachable,
} from "@std/assert";

interface Case {
  readonly what: string;
  readonly holds: readonly (() => void)[];
  readonly fails: readonly (readonly [() => void, string])[];
}

const CASES: readonly Case[] = [
  {
    what: "assert wants something truthy",
    holds: [() => assert(1), () => assert("a"), () => assert({})],
    fails: [[() => assert(0, "zero"), "zero"], [() => assert(""), ""]],
  },
  {
    what: "assertFalse wants something falsy",
    holds: [() => assertFalse(0), () => assertFalse(""), () => assertFalse(null)],
    fails: [[() => assertFalse(1, "one"), "one"]],
  },
  {
    what: "assertExists wants neither null nor undefined",
    holds: [() => assertExists(0), () => assertExists(""), () => assertExists(false)],
    fails: [
      [() => assertExists(null), 'Expected actual: "null" to not be null or undefined.'],
      [() => assertExists(undefined, "the row"), 'Expected actual: "undefined" to not be null or undefined: the row'],
    ],
  },
  {
    what: "assertAlmostEquals allows a ten-millionth unless told otherwise",
    holds: [
      () => assertAlmostEquals(0.1 + 0.2, 0.3),
      () => assertAlmostEquals(1_000_000.05, 1_000_000),
      () => assertAlmostEquals(0.01, 0.02, 0.1),
      () => assertAlmostEquals(Infinity, Infinity),
      () => assertAlmostEquals(NaN, NaN),
    ],
    fails: [
      [() => assertAlmostEquals(1, 2), 'Expected actual: "1" to be close to "2": delta "1" is greater than "2e-7".'],
      [() => assertAlmostEquals(1.5, 2, 0.25, "off"), 'delta "5e-1" is greater than "2.5e-1": off'],
      [() => assertAlmostEquals(NaN, 1), "to be close to"],
    ],
  },
  {
    what: "assertGreater and its kin compare",
    holds: [
      () => assertGreater(2, 1),
      () => assertGreaterOrEqual(2, 2),
      () => assertLess("a", "b"),
      () => assertLessOrEqual(1n, 1n),
    ],
    fails: [
      [() => assertGreater(1, 1), "Expect 1 > 1"],
      [() => assertGreaterOrEqual(1, 2), "Expect 1 >= 2"],
      [() => assertLess(1, 1), "Expect 1 < 1"],
      [() => assertLessOrEqual(2, 1), "Expect 2 <= 1"],
      [() => assertLess(NaN, 1, "not a number"), "not a number"],
    ],
  },
  {
    what: "assertMatch and assertNotMatch search for a pattern",
    holds: [() => assertMatch("abc", /b/), () => assertNotMatch("abc", /^b/)],
    fails: [
      [() => assertMatch("abc", /d/), 'Expected actual: "abc" to match: "/d/".'],
      [() => assertNotMatch("abc", /b/, "no b"), 'Expected actual: "abc" to not match: "/b/": no b'],
    ],
  },
  {
    what: "assertStringIncludes looks for a part",
    holds: [() => assertStringIncludes("abc", "bc"), () => assertStringIncludes("abc", "")],
    fails: [[() => assertStringIncludes("abc", "d"), 'Expected actual: "abc" to contain: "d".']],
  },
  {
    what: "assertArrayIncludes looks for items, by deep equality",
    holds: [
      () => assertArrayIncludes([1, 2, 3], [3, 1]),
      () => assertArrayIncludes([{ a: 1 }, { b: [2] }], [{ b: [2] }]),
      () => assertArrayIncludes([NaN], [NaN]),
      () => assertArrayIncludes(new Uint8Array([1, 2]), new Uint8Array([2])),
    ],
    fails: [[() => assertArrayIncludes([1, 2], [2, 3]), "missing: [\n  3,\n]"]],
  },
  {
    what: "assertInstanceOf and assertNotInstanceOf look at the class",
    holds: [
      () => assertInstanceOf(new TypeError(), Error),
      () => assertInstanceOf(new Uint8Array(), Uint8Array),
      () => assertNotInstanceOf({}, Date),
    ],
    fails: [
      [() => assertInstanceOf({}, Date), 'Expected object to be an instance of "Date" but was "Object".'],
      [() => assertInstanceOf(null, Date), 'but was "null".'],
      [() => assertInstanceOf("a", Date, "a date"), 'but was "string": a date'],
      [() => assertInstanceOf(Date, Date), "but was not an instanced object."],
      [() => assertNotInstanceOf(new Date(), Date), "Expected object to not be an instance of"],
    ],
  },
  {
    what: "assertNotStrictEquals wants two things",
    holds: [() => assertNotStrictEquals({}, {}), () => assertNotStrictEquals(0, -0)],
    fails: [[() => assertNotStrictEquals(1, 1), 'Expected "actual" to not be strictly equal to: 1.']],
  },
  {
    what: "assertIsError looks at class and message",
    holds: [
      () => assertIsError(new Error("a")),
      () => assertIsError(new RangeError("out of range"), RangeError, "range"),
      () => assertIsError(new Error("row 12"), Error, /\d+/),
      () => assertIsError(new Error("\x1b[31mred\x1b[39m"), Error, "red"),
    ],
    fails: [
      [() => assertIsError("a"), 'Expected "error" to be an Error object.'],
      [
        () => assertIsError(new Error("a"), TypeError),
        'Expected error to be instance of "TypeError", but was "Error".',
      ],
      [() => assertIsError(new Error("a"), Error, "b"), 'Expected error message to include "b", but got "a".'],
      [() => assertIsError(new Error("a"), Error, /b/, "why"), 'to include /b/, but got "a": why'],
    ],
  },
  {
    what: "fail, unreachable and unimplemented always fail",
    holds: [],
    fails: [
      [() => fail(), "Failed assertion."],
      [() => fail("why"), "Failed assertion: why"],
      [() => unreachable(), "Unreachable."],
      [() => unimplemented("later"), "Unimplemented: later"],
    ],
  },
];

for (const { what, holds, fails } of CASES) {
  Deno.test(what, () => {
    for (const assertion of holds) assertion();
    for (const [assertion, message] of fails) assertThrows(assertion, AssertionError, message);
  });
}

Deno.test("assertions narrow types", () => {
  const value: string | null = ["a"].at(0) ?? null;
  assertExists(value);
  assertEquals(value.length, 1);
  const error: unknown = new RangeError("r");
  assertInstanceOf(error, RangeError);
  assertEquals(error.message, "r");
});

Deno.test("an AssertionError is an Error with its own name", () => {
  const error = new AssertionError("a");
  assertInstanceOf(error, Error);
  assertEquals([error.name, error.message], ["AssertionError", "a"]);
});

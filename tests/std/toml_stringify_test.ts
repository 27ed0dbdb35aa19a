import { assertEquals, assertThrows } from "@std/assert";
import { parse, stringify } from "@std/toml";
import fc from "fast-check";

/** A document of these lines. */
const lines = (...texts: string[]) => texts.join("\n") + "\n";

const CASES: readonly (readonly [string, Record<string, unknown>, string])[] = [
  ["nothing", {}, ""],
  [
    "simple values",
    { text: 'a "b" \\ \n', int: 99, float: -0.01, big: 5e22, small: 6.626e-34, yes: true, no: false, pattern: /a[b]/ },
    lines(
      String.raw`text = "a \"b\" \\ \n"`,
      "int = 99",
      "float = -0.01",
      "big = 5e+22",
      "small = 6.626e-34",
      "yes = true",
      "no = false",
      'pattern = "/a[b]/"',
    ),
  ],
  ["the infinities", { a: Infinity, b: -Infinity }, lines("a = inf", "b = -inf")],
  ["dates", { at: new Date("1979-05-27T00:32:00.999-07:00") }, lines("at = 1979-05-27T07:32:00.999")],
  [
    "arrays",
    { a: [], b: ["x", "y"], c: [1, 2.5], d: [["x"], [1]] },
    lines(
      "a = []",
      'b = ["x","y"]',
      "c = [1,2.5]",
      'd = [["x"],[1]]',
    ),
  ],
  [
    "tables within arrays that also hold something else",
    { a: [1, { b: 2 }], c: [{ d: 1 }, "e"], f: [[{ g: 1, "h i": true }]], j: [[], [{ k: 1 }]] },
    lines("a = [1,{b = 2}]", 'c = [{d = 1},"e"]', 'f = [[{g = 1,"h i" = true}]]', "j = [[],[{k = 1}]]"),
  ],
  [
    "simple values before tables, whatever their order",
    { table: { b: 1 }, a: "first", list: [{ c: 1 }], z: "last" },
    lines('a = "first"', 'z = "last"', "", "[table]", "b = 1", "", "[[list]]", "c = 1"),
  ],
  ["only the innermost of nested headers", { a: { b: { c: { d: 1 } } } }, "\n" + lines("[a.b.c]", "d = 1")],
  [
    "headers of tables that have values too",
    { a: { x: 1, b: { y: 2 } } },
    "\n" + lines("[a]", "x = 1", "", "[a.b]", "y = 2"),
  ],
  ["empty tables", { a: {}, b: { c: {} } }, "\n" + lines("[a]", "", "[b.c]")],
  [
    "arrays of tables",
    { rows: [{ a: 1 }, {}, { b: { c: 2 } }], x: { rows: [{ d: 3 }] } },
    "\n" +
    lines(
      "[[rows]]",
      "a = 1",
      "",
      "[[rows]]",
      "",
      "[[rows]]",
      "",
      "[rows.b]",
      "c = 2",
      "",
      "[x]",
      "",
      "[[x.rows]]",
      "d = 3",
    ),
  ],
  [
    "keys that need quotes",
    { "": 1, "a.b": 2, "é": 3, 'q"': 4, "a-b_9": 5, "x y": { "/": 6 } },
    lines('"" = 1', '"a.b" = 2', '"é" = 3', String.raw`"q\"" = 4`, "a-b_9 = 5", "", '["x y"]', '"/" = 6'),
  ],
  ["what is not there", { a: undefined, b: 1, c: () => 1 }, lines("b = 1")],
];

for (const [what, value, text] of CASES) {
  Deno.test(`written as TOML: ${what}`, () => assertEquals(stringify(value), text));
}

Deno.test("not a number is written as TOML writes it", () => {
  assertEquals(stringify({ a: NaN }), lines("a = nan"));
});

Deno.test("keys are aligned over the whole document when asked for", () => {
  const value = { a: "x = 1", longest: 1, table: { bb: 2 } };
  const options = { keyAlignment: true };
  assertEquals(stringify(value, options), lines('a       = "x = 1"', "longest = 1", "", "[table]", "bb      = 2"));
  assertEquals(parse(stringify(value, options)), value);
});

Deno.test("an array cannot hold nothing", () => {
  assertThrows(() => stringify({ a: [[null]] }), Error);
  assertThrows(() => stringify({ a: [[undefined]] }), Error);
});

const text = fc.string({ unit: fc.constantFrom(..."aé=#[]{}.,'\"\\\n\t \x07 0") });
const key = fc.oneof(fc.constantFrom("a", "b", "c d", "e.f", "-", "1"), text.filter((name) => name !== ""));
const leaf = fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean());
const { table } = fc.letrec<{ value: unknown; table: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    leaf,
    fc.array(tie("value"), { minLength: 1, maxLength: 3 }),
    tie("table"),
  ),
  table: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));

Deno.test("what was written reads back the same", () => {
  fc.assert(fc.property(table, (value) => assertEquals(parse(stringify(value)), value)));
});

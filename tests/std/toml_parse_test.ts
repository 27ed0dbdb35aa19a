import { assertEquals, assertInstanceOf, AssertionError, assertMatch, assertThrows } from "@std/assert";
import { parse } from "@std/toml";

const VALUES: readonly (readonly [string, string, unknown])[] = [
  ["an integer", "1_000", 1000],
  ["a signed integer", "+99", 99],
  ["a hexadecimal integer", "0xdead_BEEF", 0xdeadbeef],
  ["an octal integer", "0o755", 0o755],
  ["a binary integer", "0b1101_0110", 0b11010110],
  ["an integer that no double holds", "9007199254740993", 9007199254740992],
  ["the largest integer", "9223372036854775807", 2 ** 63],
  ["a float", "-0.01", -0.01],
  ["a float without a fraction", "1.0", 1],
  ["a float with an exponent", "6.626e-34", 6.626e-34],
  ["a float with underscores", "224_617.445_991_228", 224617.445991228],
  ["infinity", "inf", Infinity],
  ["positive infinity", "+inf", Infinity],
  ["negative infinity", "-inf", -Infinity],
  ["not a number", "nan", NaN],
  ["a signed not a number", "-nan", NaN],
  ["true", "true", true],
  ["false", "false", false],
  ["a string", '"a"', "a"],
  ["the empty string", '""', ""],
  ["escapes", String.raw`"\b\t\n\f\r\"\\"`, '\b\t\n\f\r"\\'],
  ["a Unicode escape", String.raw`"\u00e9"`, "é"],
  ["a literal string", String.raw`'C:\new "x"'`, String.raw`C:\new "x"`],
  ["a hash sign within a string", '"a # b"', "a # b"],
  ["a string of several lines", '"""\none\ntwo"""', "one\ntwo"],
  ["quotes within a string of several lines", '"""a "b" ""c"""', 'a "b" ""c'],
  ["a folded line", '"""a \\\n\n   b"""', "a b"],
  ["a literal string of several lines", "'''\na\\n'b'\n'''", "a\\n'b'\n"],
  ["a date-time in UTC", "1979-05-27T07:32:00Z", new Date("1979-05-27T07:32:00Z")],
  ["a date-time with an offset", "1979-05-27T00:32:00-07:00", new Date("1979-05-27T07:32:00Z")],
  ["a date-time with a space", "1979-05-27 07:32:00Z", new Date("1979-05-27T07:32:00Z")],
  ["a date-time with a fraction", "1979-05-27T00:32:00.999999-07:00", new Date("1979-05-27T07:32:00.999Z")],
  ["a local date-time", "1979-05-27T07:32:00", new Date("1979-05-27T07:32:00")],
  ["a date", "1979-05-27", new Date("1979-05-27")],
  ["a time", "07:32:00", "07:32:00"],
  ["a time with a fraction", "00:32:00.999999", "00:32:00.999999"],
  ["an empty array", "[]", []],
  ["an array of arrays", '[["a"], [1, 2]]', [["a"], [1, 2]]],
  ["an array over several lines", "[ # the first\n  1,\n  2, # the last\n]", [1, 2]],
  ["an array of tables", "[{ a = 1 }, { b = 2 },]", [{ a: 1 }, { b: 2 }]],
  ["an empty table", "{}", {}],
  ["a table with dotted keys", '{ a.b = 1, "c d" = { e = 2 } }', { a: { b: 1 }, "c d": { e: 2 } }],
];

for (const [what, text, value] of VALUES) {
  Deno.test(`a TOML value: ${what}`, () => {
    assertEquals(parse(`key = ${text}`), { key: value });
    assertEquals(parse(`key = ${text} # a comment`), { key: value });
  });
}

const DOCUMENTS: readonly (readonly [string, string, Record<string, unknown>])[] = [
  ["nothing", "", {}],
  ["blanks and comments", " \n\t# only this\r\n", {}],
  ["Windows line ends", "[a]\r\nb = 1\r\nc = 2", { a: { b: 1, c: 2 } }],
  ["a key in quotes", '"a.b" = 1\n\'c d\' = 2\n"" = 3', { "a.b": 1, "c d": 2, "": 3 }],
  ["dotted keys", "a.b.c = 1\na.b.d = 2\na . e = 3", { a: { b: { c: 1, d: 2 }, e: 3 } }],
  ["tables", "[a]\nx = 1\n[a.b]\ny = 2\n[c.d]\n", { a: { x: 1, b: { y: 2 } }, c: { d: {} } }],
  ["an indented table", "[a]\n  [a.b]\n  c = 1", { a: { b: { c: 1 } } }],
  ["arrays of tables", "[[a]]\nx = 1\n[[a]]\n[[a]]\nx = 3", { a: [{ x: 1 }, {}, { x: 3 }] }],
  [
    "arrays of tables in arrays of tables",
    "[[a]]\nx = 1\n[[a.b]]\ny = 2\n[[a.b]]\n[[a]]\n[a.c]\nz = 3",
    { a: [{ x: 1, b: [{ y: 2 }, {}] }, { c: { z: 3 } }] },
  ],
  ["keys that objects have anyway", "toString = 1\nconstructor = 2", { toString: 1, constructor: 2 }],
];

for (const [what, text, value] of DOCUMENTS) {
  Deno.test(`a TOML document: ${what}`, () => assertEquals(parse(text), value));
}

const WRONG: readonly (readonly [string, string, number])[] = [
  ["no value", "a = 1\nb =", 2],
  ["a bare word", "[a]\nb = word", 2],
  ["an open string", "a = 1\n\nb = 'x\nc = 2", 3],
  ["no equals sign", "a 1", 1],
  ["an open array", "a = [1, 2", 1],
  ["an open table", "a = { b = 1", 1],
  ["a header without an end", "[a\nb = 1", 1],
  ["an unknown escape", String.raw`a = "\q"`, 1],
  ["a number in capitals", "a = NaN", 1],
  ["a number with letters", "a = inf_", 1],
  ["a day that does not exist", "a = 2026-02-30", 1],
  ["a wide space", "a　= 1", 1],
];

for (const [what, text, line] of WRONG) {
  Deno.test(`wrong TOML is refused with its place: ${what}`, () => {
    const error = assertThrows(() => parse(text), SyntaxError);
    assertMatch(error.message, new RegExp(`^Parse error on line ${line}, column \\d+: .`));
  });
}

Deno.test("columns count from 0", () => {
  assertThrows(() => parse("foo = 1\nbar ="), SyntaxError, "line 2, column 5");
});

Deno.test("no document reaches a prototype", () => {
  for (
    const text of ["[__proto__]\npolluted = 1", "__proto__.polluted = 1", "[a.__proto__.b]", "[[__proto__.c]]\nd = 1"]
  ) {
    try {
      parse(text);
    } catch (error) {
      assertInstanceOf(error, SyntaxError);
    }
  }
  const plain: Record<string, unknown> = {};
  assertEquals([plain.polluted, plain.b, plain.c], [undefined, undefined, undefined]);
  assertThrows(() => assertEquals(plain, { polluted: 1 }), AssertionError);
});

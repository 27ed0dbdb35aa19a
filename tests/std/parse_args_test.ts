import { assertEquals, assertThrows } from "@std/assert";
import { parseArgs, type ParseOptions } from "@std/cli";
import fc from "fast-check";

type Case = readonly [what: string, args: string, expected: Record<string, unknown>, options?: ParseOptions];

const CASES: readonly Case[] = [
  ["nothing", "", { _: [] }],
  ["what is no flag", "foo bar", { _: ["foo", "bar"] }],
  ["a flag alone", "--foo", { foo: true, _: [] }],
  ["a flag with its value behind it", "--foo bar", { foo: "bar", _: [] }],
  ["a flag with an equals sign", "--foo=bar=baz", { foo: "bar=baz", _: [] }],
  ["a flag before a flag", "--foo --bar", { foo: true, bar: true, _: [] }],
  ["the last of several", "--foo a --foo b", { foo: "b", _: [] }],
  ["a letter alone", "-n", { n: true, _: [] }],
  ["a letter with a value", "-n 5", { n: 5, _: [] }],
  ["a letter with a number right behind it", "-n5", { n: 5, _: [] }],
  ["a letter with a negative number right behind it", "-n-5", { n: -5, _: [] }],
  ["a letter with an equals sign", "-n=5", { n: 5, _: [] }],
  ["a letter with a path right behind it", "-I/usr/include", { I: "/usr/include", _: [] }],
  ["several letters", "-abc", { a: true, b: true, c: true, _: [] }],
  ["several letters, the last with a value", "-abc foo bar", { a: true, b: true, c: "foo", _: ["bar"] }],
  ["digits as letters", "-12 3", { 1: true, 2: 3, _: [] }],
  ["a hyphen as a value", "-f - -g-", { f: "-", g: "-", _: [] }],
  ["a hyphen alone", "-", { _: ["-"] }],
  ["numbers", "--a 1.5 --b=1e3 --c 0x1f 7", { a: 1.5, b: 1000, c: 31, _: [7] }],
  ["what only looks a little like numbers", "--a 10f --b=1.2.3 --c Infinity 5x", {
    a: "10f",
    b: "1.2.3",
    c: "Infinity",
    _: ["5x"],
  }],
  ["dotted keys", "--a.b 1 --a.c.d=2 --a.e", { a: { b: 1, c: { d: 2 }, e: true }, _: [] }],
  ["names that objects have anyway", "--toString --valueOf=1", { toString: true, valueOf: 1, _: [] }],
  ["no- without being told", "--no-color", { "no-color": true, _: [] }],
  ["everything behind two hyphens", "-a -- --b -c 1", { a: true, _: ["--b", "-c", "1"] }],

  ["boolean: takes no value", "--v foo", { v: true, _: ["foo"] }, { boolean: ["v"] }],
  ["boolean: false unless given", "", { v: false, w: false, _: [] }, { boolean: ["v", "w"] }],
  ["boolean: one name as a string", "-t foo", { t: true, _: ["foo"] }, { boolean: "t" }],
  ["boolean: true and false as values", "--v false -w true", { v: false, w: true, _: [] }, { boolean: ["v", "w"] }],
  ["boolean: with an equals sign", "--v=false --w=yes", { v: false, w: true, _: [] }, { boolean: ["v", "w"] }],
  ["boolean: all long flags", "--v foo --w=x -p 5", { v: true, w: "x", p: 5, _: ["foo"] }, { boolean: true }],
  ["boolean: dotted", "--a.b", { a: { b: true, c: false }, _: [] }, { boolean: ["a.b", "a.c"] }],

  ["string: keeps the text", "-s 007 --t=1e3", { s: "007", t: "1e3", _: [] }, { string: ["s", "t"] }],
  ["string: is empty without a value", "--s -t", { s: "", t: "", _: [] }, { string: ["s", "t"] }],
  ["string: is not there unless given", "", { _: [] }, { string: ["s"] }],
  ["string: for what is no flag", "007 0x10", { _: ["007", "0x10"] }, { string: ["_"] }],

  ["collect: all values", "--a 1 --b 2 --a 3", { a: [1, 3], b: 2, _: [] }, { collect: ["a"] }],
  ["collect: one value", "--a x", { a: ["x"], _: [] }, { collect: "a" }],
  ["collect: strings", "--a 1 -a 2", { a: ["1", "2"], _: [] }, { collect: ["a"], string: ["a"] }],
  ["collect: strings, none given", "", { a: [], _: [] }, { collect: ["a"], string: ["a"] }],
  ["collect: booleans", "-v -v", { v: [true, true], _: [] }, { collect: ["v"], boolean: ["v"] }],
  ["collect: booleans, none given", "", { v: [], _: [] }, { collect: ["v"], boolean: ["v"] }],
  ["collect: under a dotted key", "--a.b 1 --a.b 2", { a: { b: [1, 2] }, _: [] }, { collect: ["a.b"] }],
  ["collect: under an alias", "-H a --head b", { H: ["a", "b"], head: ["a", "b"], _: [] }, {
    collect: ["head"],
    alias: { H: "head" },
  }],

  ["alias: both ways", "-f 1 --bar 2", { f: 1, foo: 1, b: 2, bar: 2, _: [] }, { alias: { f: "foo", bar: "b" } }],
  ["alias: several", "--zoom 5", { z: 5, zm: 5, zoom: 5, _: [] }, { alias: { z: ["zm", "zoom"] } }],
  ["alias: of a boolean", "-h foo", { h: true, help: true, _: ["foo"] }, { alias: { h: "help" }, boolean: "help" }],
  ["alias: of a string", "-s 007", { s: "007", str: "007", _: [] }, { alias: { s: "str" }, string: "str" }],
  ["alias: with a default", "", { s: 1, str: 1, _: [] }, { alias: { s: "str" }, default: { s: 1 } }],
  ["alias: dotted", "--a.b 2", { a: { b: 2 }, aa: { bb: 2 }, _: [] }, { alias: { "a.b": "aa.bb" } }],

  ["default: only what is not given", "--a 1", { a: 1, b: "x", _: [] }, { default: { a: 5, b: "x" } }],
  ["default: before the false of a boolean", "", { v: true, w: null, _: [] }, {
    boolean: ["v", "w"],
    default: { v: true, w: null },
  }],
  ["default: dotted", "--a.c 1", { a: { b: 11, c: 1 }, _: [] }, { default: { "a.b": 11 } }],
  ["default: for a collected flag", "", { a: ["x"], _: [] }, { collect: ["a"], default: { a: ["x"] } }],

  ["negatable: gives false", "--no-v --w", { v: false, w: true, _: [] }, {
    boolean: ["v", "w"],
    negatable: ["v", "w"],
  }],
  ["negatable: the last counts", "--no-v --v", { v: true, _: [] }, { boolean: ["v"], negatable: ["v"] }],
  ["negatable: an option with a value", "--no-out foo", { out: false, _: ["foo"] }, {
    string: ["out"],
    negatable: ["out"],
  }],
  ["negatable: only what is named", "--no-v", { "no-v": true, v: false, _: [] }, { boolean: ["v"] }],
  ["negatable: a collected flag, with its alias", "--a 1 --no-a", { a: false, b: false, _: [] }, {
    collect: ["a"],
    negatable: ["a"],
    alias: { a: "b" },
  }],

  ["stopEarly: leaves the rest alone", "--a b c --d -- e", { a: "b", _: ["c", "--d", "e"] }, { stopEarly: true }],
  ["--: a list of its own", "--a b c -- --d e", { a: "b", _: ["c"], "--": ["--d", "e"] }, { "--": true }],
  ["--: an empty list", "--a", { a: true, _: [], "--": [] }, { "--": true }],
];

for (const [what, args, expected, options] of CASES) {
  Deno.test(`arguments: ${what}`, () => {
    assertEquals(parseArgs(args.split(" ").filter(Boolean), options), expected);
  });
}

Deno.test("values may hold blanks and line ends", () => {
  assertEquals(parseArgs(["-s", "a b\nc", "--t=a\nb", "  "]), { s: "a b\nc", t: "a\nb", _: ["  "] });
});

Deno.test("unknown hears of each argument that no option names, and can leave it out", () => {
  const heard: unknown[] = [];
  const args = ["--known", "-k", "--other=1", "-x", "2", "file", "--", "after"];
  const parsed = parseArgs(args, {
    boolean: ["known"],
    alias: { known: "k" },
    unknown: (arg, key, value) => {
      heard.push([arg, key, value]);
      return key === "x";
    },
  });
  assertEquals(heard, [["--other=1", "other", "1"], ["-x", "x", "2"], ["file", undefined, undefined]]);
  assertEquals(parsed, { known: true, k: true, x: 2, _: ["after"] });
});

Deno.test("all booleans are known where every long flag is one", () => {
  const heard: string[] = [];
  const unknown = (arg: string) => void heard.push(arg);
  parseArgs(["--a", "--b=1", "-c"], { boolean: true, unknown });
  assertEquals(heard, ["--b=1", "-c"]);
});

Deno.test("an alias must be given", () => {
  assertThrows(() => parseArgs([], { alias: { a: undefined } }), TypeError, "Alias value must be defined");
});

Deno.test("neither arguments nor options are changed", () => {
  const args = Object.freeze(["--a", "1", "--", "b"]) as string[];
  const options = {
    collect: ["a"],
    default: Object.freeze({ b: 2 }),
    alias: Object.freeze({ a: Object.freeze(["x"]) }),
  };
  assertEquals<unknown>(parseArgs(args, options), { a: [1], x: [1], b: 2, _: ["b"] });
});

const word = fc.stringMatching(/^[a-z]{2,6}$/);

Deno.test("pairs of names and texts come back, however they are written", () => {
  fc.assert(fc.property(fc.dictionary(word, word, { noNullPrototype: true }), fc.boolean(), (flags, joined) => {
    const args = Object.entries(flags).flatMap(([key, value]) => joined ? [`--${key}=${value}`] : [`--${key}`, value]);
    assertEquals<unknown>(parseArgs(args, { string: Object.keys(flags) }), { ...flags, _: [] });
  }));
});

Deno.test("every text survives as the value of a string flag", () => {
  fc.assert(fc.property(fc.string({ minLength: 1 }), (text) => {
    assertEquals(parseArgs([`--text=${text}`], { string: ["text"] }).text, text);
  }));
});

Deno.test("what stands behind two hyphens is never read", () => {
  fc.assert(fc.property(fc.array(fc.string()), (rest) => {
    assertEquals(parseArgs(["--", ...rest], { "--": true }), { _: [], "--": rest });
  }));
});

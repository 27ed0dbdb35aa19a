// What our own versions do where the originals are unsafe or silent: these tests load them by path.
import { assert, assertEquals, AssertionError, assertThrows } from "../../src/std/assert.ts";
import { parseArgs } from "../../src/std/cli.ts";
import { parse, stringify } from "../../src/std/toml.ts";

Deno.test("no argument reaches a prototype", () => {
  const args = ["--__proto__.polluted", "1", "--constructor.prototype.polluted=2", "--toString.polluted", "3"];
  parseArgs(args, { alias: { "__proto__.aliased": "a" }, collect: ["__proto__.polluted"] });
  const plain: Record<string, unknown> = {};
  assertEquals([plain.polluted, plain.aliased], [undefined, undefined]);
  assertEquals(Object.keys(plain.toString as object), []);
});

Deno.test("an equals sign with nothing behind it gives the empty string", () => {
  assertEquals(parseArgs(["--out=", "file"]), { out: "", _: ["file"] });
  assertEquals(parseArgs(["-o=", "file"], { string: ["o"] }), { o: "", _: ["file"] });
});

Deno.test("a collected flag is not unknown", () => {
  const heard: string[] = [];
  parseArgs(["--tag", "a", "--other"], { collect: ["tag"], unknown: (arg) => void heard.push(arg) });
  assertEquals(heard, ["--other"]);
});

Deno.test("a value gives way to the flags below it", () => {
  assertEquals(parseArgs(["--a", "1", "--a.b", "2"]), { a: { b: 2 }, _: [] });
});

Deno.test("null is refused, as TOML has none", () => {
  assertThrows(() => stringify({ a: null }), TypeError, "Cannot write TOML as it has no null");
  assertThrows(() => stringify({ a: [1, null] }), TypeError, "current value is null");
  assertThrows(() => stringify({ a: [{}, null] }), TypeError, "current value is null");
});

Deno.test("arrays of numbers without an end, patterns and control characters stay valid TOML", () => {
  const value = { a: [Infinity, -Infinity, NaN], text: "\x7f", "\x7f": 1 };
  assertEquals(parse(stringify(value)), value);
  assertEquals(stringify({ a: [/x/], n: 12n }), 'a = ["/x/"]\nn = 12\n');
});

Deno.test("aligned keys do not touch what looks like a key in a text", () => {
  const value = { 'a "b"': "c = d", e: '"f" = 1', "g h": { "i.j": " = " } };
  assertEquals(parse(stringify(value, { keyAlignment: true })), value);
});

Deno.test("a key named __proto__ is a key like any other", () => {
  const table = parse("[a]\n__proto__ = 1").a as Record<string, unknown>;
  assertEquals(Object.entries(table), [["__proto__", 1]]);
  assertEquals(Object.getPrototypeOf(table), Object.prototype);
});

Deno.test("a wrong document's error carries the place as a cause", () => {
  const error = assertThrows(() => parse("a = 1\nb ="), SyntaxError);
  const { line, column } = error.cause as { line: number; column: number };
  assertEquals([line, column], [2, 4]);
});

Deno.test("two long texts that differ everywhere are still shown", () => {
  const text = (word: string) => Array.from({ length: 20_000 }, (_, line) => `${word} ${line}`).join("\n");
  const error = assertThrows(() => assertEquals(`same\n${text("a")}`, `same\n${text("b")}`), AssertionError);
  assert(error.message.includes("-   a 19999") && error.message.includes("+   b 19999"));
});

import { assertEquals, assertThrows } from "@std/assert";
import { jsonPointerGet, jsonPointerTo, jsonPointerTokens } from "../../src/base/mod.ts";

// The document of RFC 6901, section 5.
const DOCUMENT = {
  foo: ["bar", "baz"],
  "": 0,
  "a/b": 1,
  "c%d": 2,
  "e^f": 3,
  "g|h": 4,
  "i\\j": 5,
  'k"l': 6,
  " ": 7,
  "m~n": 8,
};

Deno.test("a pointer to a member finds it, whatever its name is", () => {
  for (const [name, value] of Object.entries(DOCUMENT)) {
    assertEquals(jsonPointerGet(DOCUMENT, jsonPointerTo("", name)), value as never);
    assertEquals(jsonPointerTokens(jsonPointerTo("/outer", name)), ["outer", name]);
  }
});

Deno.test("pointers find what RFC 6901 says", () => {
  const cases: [string, unknown][] = [
    ["", DOCUMENT],
    ["/foo", ["bar", "baz"]],
    ["/foo/0", "bar"],
    ["/", 0],
    ["/a~1b", 1],
    ["/c%d", 2],
    ["/ ", 7],
    ["/m~0n", 8],
  ];
  for (const [pointer, value] of cases) assertEquals(jsonPointerGet(DOCUMENT, pointer), value as never);
});

Deno.test("what is not there is undefined", () => {
  for (const pointer of ["/no", "/foo/2", "/foo/00", "/foo/-", "/foo/0/x", "/toString", "/foo/length"]) {
    assertEquals(jsonPointerGet(DOCUMENT, pointer), undefined);
  }
});

Deno.test("what is no pointer is refused", () => {
  for (const pointer of ["foo", "#/foo", "/a~2b", "/~"]) {
    assertThrows(() => jsonPointerTokens(pointer), SyntaxError, `"${pointer}"`);
  }
});

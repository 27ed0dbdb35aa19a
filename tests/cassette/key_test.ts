import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { canonicalJson } from "../../src/base/mod.ts";
import { decisionKey, type KeyParts, requestKey } from "../../src/cassette/mod.ts";
import type { JsonValue } from "../../src/spec/mod.ts";
import { utf8 } from "./support.ts";

const PARTS: KeyParts = { method: "POST", url: "{gpt@openai}/chat/completions", headers: "", body: "{}" };

function keyOf(body: string | Uint8Array, ignore: readonly string[] = []): string {
  return requestKey({ ...PARTS, body }, ignore);
}

const anyJson = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())) as fc.Arbitrary<
  JsonValue
>;

/** The same value, its keys in another order and its text in another spelling. */
function respelled(value: JsonValue): string {
  if (typeof value === "number") return Number.isSafeInteger(value) ? `${value}.0` : String(value);
  if (typeof value === "string") return escapedString(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[ ${value.map(respelled).join(" ,\n")} ]`;
  const members = Object.entries(value).reverse().map(([name, item]) =>
    `${escapedString(name)}\t:\r\n${respelled(item)}`
  );
  return `{${members.join(" , ")}}`;
}

function escapedString(text: string): string {
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16).padStart(4, "0"));
  return `"${units.map((unit) => `\\u${unit}`).join("")}"`;
}

Deno.test("a key is a tag and 32 characters", () => {
  assertMatch(keyOf("{}"), /^key_[\w-]{32}$/);
});

Deno.test("the order of keys, white space, escapes and the spelling of numbers do not matter", () => {
  fc.assert(fc.property(anyJson, (value) => {
    assertEquals(keyOf(respelled(value)), keyOf(JSON.stringify(value)));
  }));
});

Deno.test("numbers are the same in any spelling, also those that no double holds", () => {
  const spellings = [["1", "1.0", "1e0", "10E-1"], ["0.7", "7e-1", "0.70"], ["0", "-0", "0.0"], [
    "9007199254740993",
    "9007199254740993.0",
    "9.007199254740993e15",
  ], ["1e400", "10e399"]];
  for (const [first, ...others] of spellings) {
    for (const other of others) assertEquals(keyOf(`{"n":${other}}`), keyOf(`{"n":${first}}`), other);
  }
});

Deno.test("integers that look the same as doubles are told apart", () => {
  assertNotEquals(keyOf('{"seed":9007199254740993}'), keyOf('{"seed":9007199254740992}'));
  assertNotEquals(keyOf('{"a":[{"seed":-9007199254740993}]}'), keyOf('{"a":[{"seed":-9007199254740995}]}'));
  assertNotEquals(keyOf('{"seed":1e400}'), keyOf('{"seed":1e401}'));
});

Deno.test("any other value at any place of the body gives another key", () => {
  const place = fc.tuple(fc.dictionary(fc.string(), anyJson, { minKeys: 1 }), fc.nat(), fc.jsonValue());
  fc.assert(fc.property(place, ([object, choice, anyValue]) => {
    const name = Object.keys(object)[choice % Object.keys(object).length];
    const value = anyValue as JsonValue;
    fc.pre(canonicalJson(value) !== canonicalJson(object[name]));
    const body = JSON.stringify(object);
    const { [name]: _gone, ...without } = object;
    assertNotEquals(keyOf(JSON.stringify(without)), keyOf(body));
    Object.defineProperty(object, name, { value, enumerable: true });
    assertNotEquals(keyOf(JSON.stringify(object)), keyOf(body));
  }));
});

Deno.test("method, URL, headers, body and scope each give another key", () => {
  const others: Partial<KeyParts>[] = [
    {},
    { method: "PUT" },
    { url: "{gpt@openai}/responses" },
    { url: "{gpt@azure}/chat/completions" },
    { url: "{gpt@openai}/chat/completions?a=1" },
    { headers: "anthropic-version: 2023-06-01\n" },
    { headers: "anthropic-version: 2024-01-01\n" },
    { headers: "anthropic-beta: 2023-06-01\n" },
    { body: "" },
    { body: "[]" },
    { body: " text" },
    { body: utf8.encode("{}") },
    { scope: "cell_1/1" },
    { scope: "cell_1/2" },
  ];
  assertEquals(new Set(others.map((other) => requestKey({ ...PARTS, ...other }))).size, others.length);
});

Deno.test("no two scopes and bodies give the same key, wherever the line between them is", () => {
  const nasty = fc.stringMatching(/^["\nab ]{0,4}$/);
  fc.assert(
    fc.property(nasty, nasty, nasty, nasty, (scope, body, otherScope, otherBody) => {
      fc.pre(scope !== otherScope || body !== otherBody);
      const wrap = (text: string) => `x\njson ${text}`;
      assertNotEquals(
        requestKey({ ...PARTS, scope: `${scope}\ntext y`, body: wrap(body) }),
        requestKey({ ...PARTS, scope: otherScope, body: `y\ntext ${wrap(otherBody)}` }),
      );
      fc.pre(scope !== otherScope);
      assertNotEquals(requestKey({ ...PARTS, scope }), requestKey({ ...PARTS, scope: otherScope }));
    }),
    { numRuns: 500 },
  );
});

Deno.test("the empty scope is no scope", () => {
  assertEquals(requestKey({ ...PARTS, scope: "" }), requestKey(PARTS));
});

Deno.test("text that is no JSON counts as it is", () => {
  for (
    const [a, b] of [["a b", "a  b"], ['{"a":1', '{"a":1 '], ['"a"', '"a" '], ["1", "1.0"], [
      '\ufeff{"a":1}',
      '{"a":1}',
    ]]
  ) {
    assertNotEquals(keyOf(a), keyOf(b));
  }
});

Deno.test("JSON with half a character counts as its text", () => {
  assertNotEquals(keyOf('{"a":"\\ud83d"}'), keyOf('{"a":"\\ud83e"}'));
});

Deno.test("ignored fields do not count, all others do", () => {
  const base = '{"user":"u1","metadata":{"trace":"t1","kind":"k"},"messages":[{"id":"m1","text":"x"}]}';
  const ignore = ["/user", "/metadata/trace", "/messages/0/id"];
  for (const id of ["u1", "t1", "m1"]) {
    const other = base.replace(`"${id}"`, '{"anything":[1]}');
    assertEquals(keyOf(other, ignore), keyOf(base, ignore), id);
    assertNotEquals(keyOf(other), keyOf(base), id);
  }
  assertNotEquals(keyOf(base.replace('"k"', '"l"'), ignore), keyOf(base, ignore));
  assertEquals(keyOf('{"metadata":{"kind":"k"},"messages":[{"text":"x"}]}', ignore), keyOf(base, ignore));
});

Deno.test("a pointer to what is not there changes nothing", () => {
  const body = '{"list":[1,2],"object":{"a":1},"text":"abc"}';
  const nowhere = ["/x", "/list/2", "/list/-", "/list/01", "/list/x", "/list/-1", "/text/0", "/object/a/b", "/x/y/z"];
  for (const pointer of [...nowhere, "/__proto__/toString", "/object/__proto__/x", "/constructor/name"]) {
    assertEquals(keyOf(body, [pointer]), keyOf(body), pointer);
  }
  assertEquals(String({}), "[object Object]", "nothing was taken from all objects");
});

Deno.test("a star stands for every item of an array and every member of an object", () => {
  const body = '{"messages":[{"id":1,"text":"a"},{"text":"b"},{"id":3,"text":"c"}],"meta":{"x":{"id":4},"*":{"id":5}}}';
  const without = '{"messages":[{"text":"a"},{"text":"b"},{"text":"c"}],"meta":{"x":{},"*":{}}}';
  assertEquals(keyOf(body, ["/messages/*/id", "/meta/*/id"]), keyOf(without));
  assertEquals(keyOf(body, ["/*/*/id"]), keyOf(without));
  assertEquals(keyOf(body, ["/messages/*", "/meta/*"]), keyOf('{"messages":[],"meta":{}}'));
  assertEquals(keyOf(body, ["/*"]), keyOf("{}"));
  for (const nowhere of ["/messages/*/x/*", "/messages/*/text/*", "/none/*", "/messages/**"]) {
    assertEquals(keyOf(body, [nowhere]), keyOf(body), nowhere);
  }
  assertNotEquals(keyOf(body, ["/messages/*/id"]), keyOf(body.replace('"b"', '"B"'), ["/messages/*/id"]));
});

Deno.test("no object looks like a number that no double holds", () => {
  const bodies = [
    "[9007199254740993]",
    '[{"\\u0000number":"9007199254740993"}]',
    '[{"\\u0000\\u0000number":"9007199254740993"}]',
    '[{"\\u0000number":"9007199254740993"},9007199254740993]',
    '[9007199254740993,{"\\u0000number":"9007199254740993"}]',
    "[9007199254740993,9007199254740993]",
  ];
  assertEquals(new Set(bodies.map((body) => keyOf(body))).size, bodies.length);
});

Deno.test("pointers reach names with slashes and tildes", () => {
  assertEquals(keyOf('{"a/b":{"c~d":1},"e":2}', ["/a~1b/c~0d"]), keyOf('{"a/b":{},"e":2}'));
});

Deno.test("decisions have keys of their own", () => {
  const keys = [decisionKey("s", "n"), decisionKey("s", "m"), decisionKey("t", "n"), decisionKey("n", "s")];
  assertEquals(new Set(keys).size, keys.length);
  assertNotEquals(decisionKey("a\nb", "c"), decisionKey("b", "c\na"));
  assertNotEquals(decisionKey("b\nc", "a"), decisionKey("c", "a\nb"));
});

Deno.test("a string that is bound counts as what stands in its place, and no body by itself looks the same", () => {
  const parts = { method: "POST", url: "{m@p}/chat", headers: "" };
  const bound = { "/messages/0/tool_call_id": "key_a/0/1" };
  const body = (id: string, n = 1) => JSON.stringify({ user: "u", messages: [{ tool_call_id: id }], n });
  const key = requestKey({ ...parts, body: body("call_1"), bound });
  assertEquals(requestKey({ ...parts, body: body("call_2"), bound }), key);
  assertNotEquals(requestKey({ ...parts, body: body("call_1", 2), bound }), key);
  assertNotEquals(requestKey({ ...parts, body: body("call_1"), bound: { ...bound, "/n": "1" } }), key);
  assertNotEquals(requestKey({ ...parts, body: body("key_a/0/1") }), key);
  assertEquals(
    requestKey({ ...parts, body: body("call_1"), bound }, ["/user"]),
    requestKey({ ...parts, body: body("call_9").replace('"u"', '"v"'), bound }, ["/user"]),
  );
});

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { JsonObject } from "../../src/spec/mod.ts";
import { mergeExtra } from "../../src/provider/_extra.ts";

const jsonObject = fc.dictionary(fc.string({ maxLength: 2 }), fc.jsonValue()) as fc.Arbitrary<JsonObject>;

Deno.test("objects merge, and everything else replaces what is there", () => {
  assertEquals(
    mergeExtra(
      { model: "m", provider: { only: ["a"], sort: "price" }, stop: ["x"], tools: [1] },
      { provider: { order: ["b"], sort: "latency" }, stop: ["y"], tools: { none: true }, seed: null },
    ),
    {
      model: "m",
      provider: { only: ["a"], sort: "latency", order: ["b"] },
      stop: ["y"],
      tools: { none: true },
      seed: null,
    },
  );
});

Deno.test("an extra that is absent changes nothing", () => {
  const body = { model: "m" };
  assertEquals(mergeExtra(body, undefined), { model: "m" });
  assertEquals(mergeExtra(body, {}), { model: "m" });
});

Deno.test("the name __proto__ is a field like any other, at any depth", () => {
  const extra = JSON.parse('{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":2}}}');
  const merged = mergeExtra({ a: { b: 1 } }, extra);
  assertEquals(JSON.stringify(merged), '{"a":{"b":1,"__proto__":{"polluted":2}},"__proto__":{"polluted":1}}');
  assert(!("polluted" in {}) && !("polluted" in merged) && !("polluted" in (merged.a as JsonObject)));
  assertEquals(
    JSON.stringify(mergeExtra(merged, JSON.parse('{"__proto__":{"x":1}}')).__proto__),
    '{"polluted":1,"x":1}',
  );
  assertEquals(mergeExtra({}, { constructor: { a: 1 } }), { constructor: { a: 1 } } as unknown as JsonObject);
});

Deno.test("a merge keeps every field of both, changes neither, and is the same the second time", () => {
  fc.assert(fc.property(jsonObject, jsonObject, (body, extra) => {
    const [before, after] = [JSON.stringify(body), JSON.stringify(extra)];
    const merged = mergeExtra(body, extra);
    assertEquals([JSON.stringify(body), JSON.stringify(extra)], [before, after]);
    assertEquals(new Set(Object.keys(merged)), new Set([...Object.keys(body), ...Object.keys(extra)]));
    for (const [name, value] of Object.entries(extra)) {
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        assertEquals(Object.getOwnPropertyDescriptor(merged, name)?.value, value);
      }
    }
    assertEquals(JSON.stringify(mergeExtra(merged, extra)), JSON.stringify(merged));
  }));
});

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { canonicalJson, jsonPointerGet } from "../../../src/base/mod.ts";
import { jsonChanges } from "../../../src/cassette/upkeep/_json_changes.ts";
import type { JsonValue } from "../../../src/spec/mod.ts";

const json = fc.jsonValue({ maxDepth: 3 }).map((value) =>
  // JSON has no -0.
  JSON.parse(JSON.stringify(value)) as JsonValue
);

Deno.test("two values have no changes exactly when they are the same JSON", () => {
  fc.assert(fc.property(json, json, (a, b) => {
    assertEquals(jsonChanges(a, b).length === 0, canonicalJson(a) === canonicalJson(b));
    assertEquals(jsonChanges(a, JSON.parse(canonicalJson(a))), []);
  }));
});

Deno.test("each change names what stands at its pointer on both sides, and turns round", () => {
  fc.assert(fc.property(json, json, (a, b) => {
    const changes = jsonChanges(a, b);
    for (const { pointer, before, after } of changes) {
      assertEquals([jsonPointerGet(a, pointer), jsonPointerGet(b, pointer)], [before, after]);
    }
    const back = jsonChanges(b, a).map(({ pointer, before, after }) => ({ pointer, before: after, after: before }));
    const byPointer = (one: { pointer: string }, other: { pointer: string }) => one.pointer < other.pointer ? -1 : 1;
    assertEquals(back.sort(byPointer), [...changes].sort(byPointer));
  }));
});

Deno.test("names that are noise are not looked at, at any depth", () => {
  const isNoise = (name: string) => name === "id";
  assertEquals(jsonChanges({ id: 1, a: [{ id: 2 }] }, { id: 3, a: [{ id: 4 }] }, isNoise), []);
  assertEquals(jsonChanges({ "a/b~": 1 }, {}, isNoise), [{ pointer: "/a~1b~0", before: 1, after: undefined }]);
});

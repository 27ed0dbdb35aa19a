import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { shortNames } from "../../src/base/mod.ts";

function shortened(...names: string[]): [common: readonly string[], short: string[]] {
  const { common, short } = shortNames(names);
  return [common, names.map(short)];
}

Deno.test("what all names begin with is cut off, in whole parts", () => {
  assertEquals(shortened("a/m@local/q4_0", "a/m@local/q4_1"), [["a/m@local"], ["q4_0", "q4_1"]]);
  assertEquals(shortened("a/model@x", "a/mode@x"), [["a"], ["model@x", "mode@x"]]);
  assertEquals(shortened("a/m@x", "a/m@x/fp8"), [["a/m"], ["x", "x/fp8"]]);
});

Deno.test("without a common part the authors go, unless names would then be the same", () => {
  assertEquals(shortened("openai/gpt-4o@openai", "x-ai/grok-3@xai"), [[], ["gpt-4o@openai", "grok-3@xai"]]);
  assertEquals(shortened("a/m@x", "b/m@x"), [[], ["a/m@x", "b/m@x"]]);
  assertEquals(shortened("plain", "m@x/fp8"), [[], ["plain", "m@x/fp8"]]);
});

Deno.test("a single name stays whole", () => {
  assertEquals(shortened("a/m@local/q4_0"), [[], ["a/m@local/q4_0"]]);
  assertEquals(shortened(), [[], []]);
});

Deno.test("different names stay different and none becomes empty", () => {
  const name = fc.string({ unit: fc.constantFrom("a", "b", "/", "@"), minLength: 1, maxLength: 8 });
  fc.assert(fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 6 }), (names) => {
    const short = shortened(...names)[1];
    assertEquals(new Set(short).size, names.length);
    assertEquals(short.includes(""), false);
  }));
});

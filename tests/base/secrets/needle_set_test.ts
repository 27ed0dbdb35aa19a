import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { NeedleSet } from "../../../src/base/mod.ts";

const few = fc.string({ unit: fc.constantFrom("a", "b", "\\", "é"), minLength: 3, maxLength: 7 });
const anyText = fc.string({ unit: fc.constantFrom("a", "b", "\\", "é"), maxLength: 60 });

/** Every place of every needle, found one by one. */
function placesOf(text: string, needles: readonly string[]): string[] {
  return needles.flatMap((needle, index) =>
    Array.from({ length: text.length }, (_, at) => at).filter((at) => text.startsWith(needle, at))
      .map((at) => `${at} ${index}`)
  ).sort();
}

Deno.test("all needles are found at all their places, as one by one", () => {
  fc.assert(
    fc.property(fc.array(few, { maxLength: 8 }), anyText, (needles, text) => {
      const set = new NeedleSet(needles);
      const found: string[] = [];
      set.each(text, (at, needle) => void found.push(`${at} ${needle}`));
      assertEquals(found.sort(), placesOf(text, needles));
      assertEquals(set.isIn(text), needles.some((needle) => text.includes(needle)));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("places come in the order of the text", () => {
  const found: number[] = [];
  new NeedleSet(["abc", "bcd", "cde"]).each("xabcdex abc", (at) => void found.push(at));
  assertEquals(found, [1, 2, 3, 8]);
});

Deno.test("a set of no needles finds nothing, and a needle longer than the text neither", () => {
  assertEquals(new NeedleSet([]).isIn("anything"), false);
  assertEquals(new NeedleSet(["anything"]).isIn("any"), false);
});

Deno.test("needles of several hundred characters are found", () => {
  const needle = "0123456789".repeat(60);
  assertEquals(new NeedleSet([needle, "xyz"]).isIn(`ab ${needle} cd`), true);
  assertEquals(new NeedleSet([needle]).isIn(`ab ${needle.slice(1)} cd`), false);
});
